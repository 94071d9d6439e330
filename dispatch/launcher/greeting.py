"""What stands in the terminal when everything runs: addresses, log-ins, how to stop."""

import os
from importlib import import_module
from typing import Any

from dispatch.launcher.words import say

PAGES = [
    ("/", "首页", "Start"),
    ("/console/", "调度台", "Dispatch console"),
    ("/technician/", "抢修人员", "Technician"),
    ("/report/", "报修", "Report a fault"),
    ("/api/docs", "接口文档", "API"),
]


def show(url: str) -> None:
    """Print it."""
    print()
    say("派单已启动", "Paidan is running")
    for path, zh, en in PAGES:
        print(f"  {url}{path:<14} {zh} · {en}")
    found = _logins() if os.environ.get("PAIDAN_DEMO") == "1" else []
    if found:
        print()
        say("演示账号（每个角色一个）", "Demo log-ins (one per role)")
        for one in found:
            print(f"  {one['username']:<14} {one['password']:<14} {one['zh']} · {one['en']}")
    print()
    say("按 Ctrl-C 停止", "Press Ctrl-C to stop")


def _logins() -> list[dict[str, Any]]:
    try:
        return list(import_module("dispatch.demo.logins").LOGINS)
    except (ImportError, AttributeError):
        return []
