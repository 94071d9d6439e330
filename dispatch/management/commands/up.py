"""`manage.py up`: what `make run` does once everything is installed."""

import os
import sys

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Start PostgreSQL, the server and the simulation, and watch over them."
    requires_system_checks: list[str] = []

    def handle(self, *args: object, **options: object) -> None:
        # Settings were read before there was a database, so the launcher begins as a process of its own.
        os.execv(sys.executable, [sys.executable, "-m", "dispatch.launcher.up"])  # noqa: S606
