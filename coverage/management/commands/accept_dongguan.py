"""manage.py accept_dongguan: decide 20,000 points over Dongguan's towns in three datums; prints JSON."""

from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverage import acceptance


class Command(BaseCommand):
    help = "Acceptance run on the town polygons of Dongguan (data beside the project)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, default=settings.SHARED_DATA)
        parser.add_argument("--points", type=int, default=acceptance.POINTS)

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["data"] / "cn_dongguan_towns"
        if not folder.is_dir():
            raise CommandError(f"there are no town polygons in {folder}")
        report = acceptance.run(folder, options["points"])
        self.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode())
