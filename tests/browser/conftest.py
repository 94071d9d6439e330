"""Real pages of the real server in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from dispatch.kernel.models import User
from tests.served import Served

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1366, "height": 768}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever is recorded is a beep of the browser's own.
    "--use-fake-device-for-media-stream",
]
# What the browser says of a network that a test took away on purpose.
EXPECTED = (
    "net::ERR_INTERNET_DISCONNECTED",
    "net::ERR_FAILED",
    "net::ERR_CONNECTION",
    "Failed to load resource",
    "WebSocket connection",
    # A test's window keeps nothing, so the browser offers it no push service.
    "does not support the Push API in incognito",
)


# Of a module, not of the session: while Playwright is open this thread counts as inside an event loop, and the
# asynchronous tests that the same worker runs afterwards could not start theirs.
@pytest.fixture(scope="module")
def chromium(chromium_path: str) -> Iterator[Browser]:
    if not (settings.FRONTEND_DIST / "manifest.json").is_file():
        pytest.fail("the front end is not built: run make dev")
    with pytest.MonkeyPatch.context() as patch:
        # Playwright keeps an event loop in this thread, which Django would take for an asynchronous view.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
            yield browser
            browser.close()


@pytest.fixture
def served(transactional_db: None) -> Iterator[Served]:
    """The server without the leave that the tests' own thread needs, and without the engine: tests move the orders."""
    with Served.on_test_database(DJANGO_ALLOW_ASYNC_UNSAFE="", PAIDAN_ENGINE="0") as server:
        yield server


class Site:
    """Opens pages and keeps what they complain about."""

    def __init__(self, browser: Browser, served: Served) -> None:
        self.browser, self.url = browser, served.url
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []

    def context(
        self, *, user: User | None = None, language: str = "en", script: bool = True, **more: Any
    ) -> BrowserContext:
        context = self.browser.new_context(
            base_url=self.url,
            locale="zh-CN" if language == "zh" else "en-GB",
            viewport=more.pop("viewport", PHONE),
            java_script_enabled=script,
            **more,
        )
        context.set_default_timeout(10_000)
        context.add_cookies([{"name": "language", "value": language, "url": self.url}])
        if user is not None:
            client = Client()
            client.force_login(user)
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.url}])
        self.contexts.append(context)
        return context

    def watch(self, page: Page) -> Page:
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: said.type == "error" and self.complaints.append(f"{page.url}: {said.text}"))
        page.on("request", self._note_outside)
        return page

    def _note_outside(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https"} and f"{parts.scheme}://{parts.netloc}" != self.url:
            self.complaints.append(f"asks an outside address: {request.url}")

    def page(self, address: str, **more: Any) -> Page:
        page = self.watch(self.context(**more).new_page())
        page.goto(address)
        return page

    @property
    def real_complaints(self) -> list[str]:
        return [said for said in self.complaints if not any(part in said for part in EXPECTED)]


@pytest.fixture
def site(chromium: Browser, served: Served) -> Iterator[Site]:
    """Pages of the served product; a script error, a policy violation or an outside address fails the test."""
    opened = Site(chromium, served)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.real_complaints == []


def layout_faults(page: Page, smallest: int = 40) -> list[str]:
    """What a page at this width does wrong: scrolls sideways, or offers targets too small for a thumb."""
    found: list[str] = page.evaluate(
        """(smallest) => {
          const wrong = []
          const root = document.documentElement
          if (root.scrollWidth > root.clientWidth) wrong.push(`scrolls sideways: ${root.scrollWidth}`)
          for (const one of root.querySelectorAll("button, a.button, a.big, input, textarea")) {
            const target = one.matches("[type=radio], [type=checkbox]") ? (one.closest("label") ?? one) : one
            const { width, height } = target.getBoundingClientRect()
            if (width < 2 || height < 2 || one.type === "hidden" || one.closest(".unseen")) continue
            if (height < smallest || width < smallest) wrong.push(`${one.outerHTML.slice(0, 80)}: ${width}x${height}`)
          }
          return wrong
        }""",
        smallest,
    )
    return found
