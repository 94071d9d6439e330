"""Chromium for the browser tests: the machine's own, because browser builds cannot come from a package registry."""

import os
import shutil

from dispatch.launcher.words import Halt

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str:
    """Its path; Halt says how to get it."""
    told = os.environ.get("PAIDAN_CHROMIUM")
    found = told or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        raise Halt(
            "浏览器测试需要 Chromium。Debian/Ubuntu：apt-get install chromium fonts-noto-cjk；"
            "或用 PAIDAN_CHROMIUM 指明路径。",
            "The browser tests need Chromium. On Debian or Ubuntu: apt-get install chromium fonts-noto-cjk;"
            " or name its path in PAIDAN_CHROMIUM.",
        )
    return found
