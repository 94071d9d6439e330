"""The pages' files as they come over the wire: small, and asked for once."""

from __future__ import annotations

import gzip
import json

import httpx
import pytest
from django.conf import settings

from tests.browser.conftest import Site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("page", ["console/main.ts", "technician/main.ts"])
def test_scripts_and_styles_come_compressed_and_are_kept_for_good(site: Site, page: str) -> None:
    built = json.loads((settings.FRONTEND_DIST / "manifest.json").read_text())
    names = [built[page]["file"], *built[page]["css"], *(built[one]["file"] for one in built[page]["imports"])]
    sizes = {}
    for name in names:
        with httpx.stream("GET", f"{site.url}/static/{name}", headers={"Accept-Encoding": "gzip"}) as answer:
            body = b"".join(answer.iter_raw())
        assert "immutable" in answer.headers["Cache-Control"], name
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        else:
            sizes[name] = len(body)
    assert {name: size for name, size in sizes.items() if size > 1_000} == {}
