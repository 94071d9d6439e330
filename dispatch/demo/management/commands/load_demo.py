"""`manage.py load_demo`: the demo city, once."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from dispatch.demo import city


class Command(BaseCommand):
    help = "Load the demo city into an empty database. Doing it again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        began = time.monotonic()

        def progress(zh: str, en: str) -> None:
            self.stdout.write(f"  {zh} · {en}")

        try:
            loaded = city.load(progress)
        except city.OtherData as error:
            raise CommandError(
                f"数据库里已有非演示数据（{error}），演示城市不会装入。"
                f" The database holds data that is not the demonstration's ({error}); the demo city was not loaded."
            ) from error
        if loaded:
            took = time.monotonic() - began
            self.stdout.write(f"  演示城市已装入 · The demo city is loaded ({took:.1f} s)")
        else:
            self.stdout.write("  演示城市已在 · The demo city is there already")
