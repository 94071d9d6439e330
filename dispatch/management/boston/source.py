"""The set as delivered: requests of 2015 with their district label, target and closing; police districts as polygons.

Times are Boston's local time without a mark; the one hour that exists twice (the end of summer time) is read as the
first. The snapshot was taken at about the newest closing time in it, so "open" means open then.
"""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ZONE = "America/New_York"
REQUESTS = "boston311_2015.csv.gz"
DISTRICTS = "Police_Districts.geojson"
# (name, file, property that names an outline); the precincts come in feet of a state plane, not in degrees.
OTHER_OUTLINES = (
    ("neighborhoods", "Boston_Neighborhoods.geojson", "Name"),
    ("wards", "Wards.geojson", "WARD"),
    ("precincts", "Precincts.geojson", "WARD_PRECINCT"),
)
# Where the set puts a request that it could not locate, with or without an address.
DEFAULT_POINT = (-71.0587, 42.3594)
_WRITTEN = "%m/%d/%Y %I:%M:%S %p"


@dataclass(frozen=True, slots=True)
class Case:
    """One row. `label` is the police district it was filed under ('' for none); instants are UTC."""

    number: str
    opened_at: datetime
    target_at: datetime | None
    closed_at: datetime | None
    flag: str
    type: str
    reason: str
    label: str
    address: str
    lon: float
    lat: float
    origin: str

    @property
    def place(self) -> str:
        """How far the point can be trusted: 'none' (10,836 rows), 'default' though it has an address, or 'own'."""
        if (self.lon, self.lat) != DEFAULT_POINT:
            return "own"
        return "default" if self.address else "none"


def cases(folder: Path, limit: int | None = None) -> Iterator[Case]:
    """The requests in the order they were opened, the first `limit` of them."""
    with gzip.open(folder / REQUESTS, "rt", newline="") as file:
        for row in islice(csv.DictReader(file), limit):
            yield Case(
                number=row["CASE_ENQUIRY_ID"],
                opened_at=_instant(row["OPEN_DT"]) or datetime.min.replace(tzinfo=UTC),
                target_at=_instant(row["TARGET_DT"]),
                closed_at=_instant(row["CLOSED_DT"]),
                flag=row["OnTime_Status"],
                type=row["TYPE"],
                reason=row["REASON"],
                label=row["police_district"].replace("-", ""),
                address=" ".join(row["Location"].split()),
                lon=float(row["LONGITUDE"]),
                lat=float(row["LATITUDE"]),
                origin=row["Source"],
            )


def districts(folder: Path) -> dict[str, Any]:
    """The twelve police districts, a GeoJSON FeatureCollection in WGS-84."""
    return outlines(folder, DISTRICTS)


def outlines(folder: Path, file: str) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of the set."""
    return json.loads((folder / file).read_text())


def _instant(written: str) -> datetime | None:
    if not written:
        return None
    return datetime.strptime(written, _WRITTEN).replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC)
