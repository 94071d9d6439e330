"""`manage.py serve`: only the server, on DATABASE_URL (and REDIS_URL), HOST and PORT."""

import os
import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Serve HTTP and WebSockets with the engine and the timers; drain on SIGTERM."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        # Twisted's reactor must be chosen before anything else is imported.
        os.execv(sys.executable, [sys.executable, "-m", "dispatch.launcher.server"])  # noqa: S606
