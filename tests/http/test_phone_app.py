"""What makes the technician's page an app: the worker and its generation, the manifest, the icon."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

MANIFEST = {
    "technician/main.ts": {
        "file": "assets/technician-1.js",
        "name": "technician",
        "isEntry": True,
        "css": ["assets/technician-1.css"],
        "imports": ["_words.js"],
        "dynamicImports": ["technician/Late.vue"],
    },
    "_words.js": {"file": "assets/words-1.js"},
    "technician/Late.vue": {"file": "assets/Late-1.js", "css": ["assets/Late-1.css"], "imports": ["_words.js"]},
    "console/main.ts": {"file": "assets/console-1.js", "name": "console", "isEntry": True},
}


@pytest.fixture
def built(tmp_path: Path, settings: Any) -> Path:
    """A build of two pages."""
    settings.FRONTEND_DIST = tmp_path
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "worker").mkdir()
    (tmp_path / "worker" / "technician.js").write_text("self.skipWaiting()")
    return tmp_path


def generation() -> dict[str, Any]:
    answer = Client().get("/technician/worker.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert "no-cache" in answer["Cache-Control"]
    first, _, rest = answer.content.decode().partition("\n")
    assert rest == "self.skipWaiting()"
    found = re.fullmatch(r"const GENERATION = (\{.*\});", first)
    assert found
    return dict(json.loads(found[1]))


def test_the_worker_knows_every_file_that_the_page_may_load_and_no_other(built: Path) -> None:
    assert generation()["files"] == [
        f"/static/assets/{name}"
        for name in ("Late-1.css", "Late-1.js", "technician-1.css", "technician-1.js", "words-1.js")
    ]


def test_a_changed_file_is_another_generation_and_an_equal_build_is_not(built: Path) -> None:
    before = generation()
    assert generation() == before
    (built / "manifest.json").write_text(json.dumps(MANIFEST).replace("words-1.js", "words-2.js"))
    assert generation()["name"] != before["name"]


def test_without_a_build_there_is_no_worker(tmp_path: Path, settings: Any) -> None:
    settings.FRONTEND_DIST = tmp_path
    assert Client().get("/technician/worker.js").status_code == 404


@pytest.mark.parametrize(("language", "name"), [("zh", "派单 抢修任务"), ("en", "Paidan jobs")])
def test_the_app_has_its_name_in_the_language_of_the_phone(language: str, name: str) -> None:
    answer = Client().get("/technician/app.webmanifest", headers={"Accept-Language": language})
    assert answer["Content-Type"] == "application/manifest+json"
    assert answer.json()["name"] == name
    assert Client().get(answer.json()["icons"][0]["src"])["Content-Type"] == "image/svg+xml"
    assert answer.json()["scope"] == answer.json()["start_url"] == "/technician/"
