"""manage.py import_areas FILE --datum GCJ-02 [--commit]: look at a file of areas, and take it over when told to."""

from pathlib import Path
from typing import Any

import orjson
from django.core.management.base import BaseCommand, CommandError, CommandParser

from coverage import formats, importing
from coverage.datums import Datum
from coverage.trade import SKILLS_OF, Utility
from dispatch.kernel import bounds, commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node


class Command(BaseCommand):
    help = "Import stations' coverage areas from GeoJSON. Only looks unless --commit is given."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--datum", required=True, help="WGS-84, GCJ-02 or BD-09: what the file's coordinates are")
        parser.add_argument(
            "--name-property", default="name", help="the property that names the station (code or name)"
        )
        parser.add_argument("--create-stations-under", type=int, metavar="NODE", help="make missing stations below it")
        parser.add_argument("--utilities", default="electricity", help="of stations to be made, comma-separated")
        parser.add_argument("--commit", action="store_true", help="take it over; without it nothing is changed")
        parser.add_argument("--json", action="store_true", help="print the whole report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            datum = Datum.parse(options["datum"])
        except ValueError:
            raise CommandError("--datum must be WGS-84, GCJ-02 or BD-09") from None
        try:
            body = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"cannot read the file: {error.strerror}") from error
        if len(body) > bounds.IMPORT_BYTES:
            raise CommandError(f"the file is larger than {bounds.IMPORT_BYTES} bytes")
        making = self._making(options)
        try:
            made = importing.plan(
                formats.read(body), datum=datum, name_property=options["name_property"], may_make=making is not None
            )
            self._show(made.report(), options["json"])
            if options["commit"]:
                with commands.begun(SYSTEM) as tx:
                    version = importing.commit(tx, made, making=making, note=options["file"].name)
                self.stderr.write(f"taken over as coverage {version.pk}, active now")
            else:
                self.stderr.write("only looked; --commit takes it over")
        except Refusal as refusal:
            raise CommandError(refusal.sentence("en")) from refusal

    def _making(self, options: dict[str, Any]) -> importing.Making | None:
        if options["create_stations_under"] is None:
            return None
        node = Node.objects.filter(pk=options["create_stations_under"]).first()
        if node is None:
            raise CommandError("there is no such node")
        utilities = [Utility(name) for name in options["utilities"].split(",")]
        return importing.Making(node, utilities, [skill for name in utilities for skill in SKILLS_OF[name]])

    def _show(self, report: dict[str, Any], as_json: bool) -> None:
        if as_json:
            self.stdout.write(orjson.dumps(report, option=orjson.OPT_INDENT_2).decode())
            return
        self.stdout.write(
            f"{report['features']} features: {report['accepted']} accepted, {report['repaired']} repaired,"
            f" {report['refused']} refused; {len(report['stations_to_make'])} stations to make,"
            f" {len(report['overlaps'])} overlaps"
        )
        for line in report["lines"]:
            for said in line["repairs"] + line["refusals"]:
                facts = ", ".join(f"{name} {value}" for name, value in said.items() if name != "code")
                self.stdout.write(f"  {line['place']} {line['station'] or '?'}: {said['code']} {facts}".rstrip())
        for overlap in report["overlaps"]:
            self.stdout.write(f"  {' and '.join(overlap['stations'])} share {overlap['square_metres']} m²")
