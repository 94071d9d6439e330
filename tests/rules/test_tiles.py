"""The operator's tiles: one address with a datum, and no other address that a page may load from."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from dispatch import settings
from dispatch.kernel import guard

WANTED = "https://tiles.example.org:8443/{z}/{x}/{y}.png?key=abc"


def test_without_tiles_a_page_loads_its_own_only() -> None:
    assert "http" not in guard.content_policy()


def test_the_origin_of_the_tiles_is_let_in_and_nothing_of_its_path() -> None:
    rules = dict(rule.split(" ", 1) for rule in guard.content_policy(WANTED).split("; "))
    assert rules["connect-src"] == "'self' https://tiles.example.org:8443"
    assert rules["img-src"].endswith(" https://tiles.example.org:8443")
    assert rules["script-src"] == "'self'"


def test_tiles_come_with_their_datum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PAIDAN_TILES_URL", WANTED)
    monkeypatch.setenv("PAIDAN_TILES_DATUM", "GCJ-02")
    monkeypatch.setenv("PAIDAN_TILES_ATTRIBUTION", "Somebody")
    assert settings._tiles() == {"url": WANTED, "datum": "GCJ-02", "attribution": "Somebody"}


@pytest.mark.parametrize(
    ("url", "datum"),
    [("ftp://tiles.example.org/{z}/{x}/{y}", "WGS-84"), ("https://a.example/{z}/{x}", "WGS-84"), (WANTED, "BD-09")],
    ids=["scheme", "no row", "datum"],
)
def test_what_cannot_be_drawn_is_refused_at_the_start(monkeypatch: pytest.MonkeyPatch, url: str, datum: str) -> None:
    monkeypatch.setenv("PAIDAN_TILES_URL", url)
    monkeypatch.setenv("PAIDAN_TILES_DATUM", datum)
    with pytest.raises(ImproperlyConfigured, match="PAIDAN_TILES"):
        settings._tiles()


def test_no_tiles_are_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAIDAN_TILES_URL", raising=False)
    assert settings._tiles() is None
