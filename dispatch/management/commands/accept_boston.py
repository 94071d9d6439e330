"""manage.py accept_boston: a year of real requests through intake and engine, in a database of its own; prints JSON."""

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.postgresql.base import DatabaseWrapper

from dispatch.management.boston import acceptance, town

DATABASE = "paidan_boston"


class Command(BaseCommand):
    help = "Acceptance run on Boston's 121,145 requests of 2015 (data beside the project)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--data", type=Path, default=settings.SHARED_DATA)
        parser.add_argument("--limit", type=int, help="only the first so many requests")
        parser.add_argument("--a-day", type=int, default=town.A_DAY, help="places a day, class of work and station")
        parser.add_argument("--ceiling", type=int, default=town.CEILING, help="open orders a station may have")
        parser.add_argument("--tick", type=int, default=0, help="round instants up to so many minutes; 0 keeps them")
        parser.add_argument("--keep", action="store_true", help="leave the database to look at")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = options["data"] / "boston311"
        if not folder.is_dir():
            raise CommandError(f"there are no requests in {folder}")
        # Django's own way to a database that is made, migrated and thrown away, on the server that is configured.
        before = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = DATABASE
        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            report = acceptance.run(
                folder,
                options["limit"],
                timedelta(minutes=options["tick"]),
                a_day=options["a_day"],
                ceiling=options["ceiling"],
            )
        finally:
            # The pool too, or its connections keep the database from going.
            connections.close_all()
            DatabaseWrapper.close_pool(cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS]))
            if not options["keep"]:
                connection.creation.destroy_test_db(before, verbosity=0)
        self.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS).decode())
        if not report["passed"]:
            raise CommandError("a promise was broken; see the report")
