"""The house: storeys, migrations, names, and what a clone must not carry."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

from tests.architecture.source import APPS, ROOT, modules, tracked

OURS = ("kernel", "coverage", "repairs", "field", "board", "demo")


def test_every_storey_rests_only_on_what_is_below_it():
    lint = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert lint.returncode == 0, lint.stdout[-4000:] + lint.stderr[-2000:]


class TestMigrations:
    @pytest.fixture(scope="class")
    def graph(self):
        return MigrationLoader(None, ignore_no_migrations=True).graph

    @pytest.mark.parametrize("app", OURS)
    def test_migrations_of_an_app_are_one_line(self, graph, app):
        own = sorted(key for key in graph.nodes if key[0] == app)
        assert len(graph.leaf_nodes(app)) == (1 if own else 0)
        for key in own:
            parents = [parent.key for parent in graph.node_map[key].parents if parent.key[0] == app]
            assert len(parents) == (0 if key == own[0] else 1), key

    def test_migrations_of_a_storey_rest_only_on_those_below(self, graph):
        for key in graph.nodes:
            if key[0] in OURS:
                for parent in graph.node_map[key].parents:
                    if parent.key[0] in OURS:
                        assert OURS.index(parent.key[0]) <= OURS.index(key[0]), (key, parent.key)

    @pytest.mark.django_db
    def test_no_model_is_ahead_of_its_migrations(self, capsys):
        try:
            call_command("makemigrations", check=True, dry_run=True, verbosity=1)
        except SystemExit:
            pytest.fail(capsys.readouterr().out)


class TestNames:
    def test_no_module_is_a_drawer_for_everything(self):
        drawers = re.compile(r"(^|/|_)(utils?|helpers?|commons?|managers?|misc)(\.py|/|$)")
        assert [str(path.relative_to(ROOT)) for path in tracked() if drawers.search(str(path.relative_to(ROOT)))] == []

    def test_the_top_level_is_fixed(self):
        allowed = {*APPS, "frontend", "tests", ".ci", "manage.py", "pyproject.toml", "README.md", "Makefile", "LICENSE"}
        # Whoever runs it looks here for what is different since their version.
        allowed |= {"CHANGELOG.md"}
        top = {path.relative_to(ROOT).parts[0] for path in tracked()}
        locks = {
            name for name in top if re.fullmatch(r"(uv\.lock|requirements[\w.-]*|[\w.-]+\.lock|NOTICE(\.\w+)?)", name)
        }
        assert {name for name in top - allowed - locks if not name.startswith(".")} == set()

    def test_every_module_says_what_it_is_for(self):
        import ast

        silent = [
            name
            for name, tree in modules().items()
            if tree.body and not ast.get_docstring(tree) and not name.endswith(("__init__.py", "apps.py"))
        ]
        assert silent == []


class TestWhatACloneCarries:
    # Put together here so that this file does not carry what it forbids.
    PLACES = re.compile(
        "|".join(
            [
                "/" + r"work/(main|shared|\.)",
                "/" + r"root/",
                "/" + r"home/[a-z]+/",
                "/" + r"Users/[A-Za-z]+/",
                "/" + r"tmp/w\b",
                r"[A-Z]:\\" + r"Users\\",
            ]
        )
    )
    REGISTRIES = re.compile(
        r"https?://[^\s\"'<>]*("
        + "|".join(
            [r"registry\.[a-z]", "python" + "hosted", r"/sim" + r"ple/", r"/-/[^\s\"']+\.t" + "gz", r"npm" + "mirror"]
        )
        + ")"
    )
    SECRETS = re.compile(
        "|".join(["-----BEGIN [A-Z ]*PRIVATE " + "KEY", r"\bAKIA[0-9A-Z]{16}\b", r"\bghp_[A-Za-z0-9]{30}"])
    )

    @pytest.mark.parametrize("kind", ["PLACES", "REGISTRIES", "SECRETS"])
    def test_no_machine_path_no_registry_and_no_secret(self, kind):
        forbidden, found = getattr(self, kind), []
        for path in tracked():
            if path.suffix in {".png", ".jpg", ".webp", ".woff2", ".pmtiles", ".gz", ".svg"}:
                continue
            text = path.read_text(errors="replace")
            for match in forbidden.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                found.append(f"{path.relative_to(ROOT)}:{line} {match.group()[:60]}")
        assert found[:20] == []

    def test_nothing_built_or_kept_at_run_time_is_tracked(self):
        names = [path.relative_to(ROOT).as_posix() for path in tracked()]
        assert [n for n in names if re.match(r"(var|frontend/dist|frontend/node_modules|\.venv)/", n)] == []
        assert [n for n in names if n.endswith((".pyc", ".sqlite3", ".log"))] == []
