"""Which registered areas a place lies in: without the hotline, or covered by nobody, and who takes calls there."""

from collections.abc import Iterator
from datetime import date

import shapely
from django.db.models import Q

from coverage.models import HotlineArea


def at(lon: float, lat: float, utility: str, day: date) -> Iterator[HotlineArea]:
    """The entries in force on `day` whose outline has the point (WGS-84) and that are for the utility or for all.

    An entry ends at the beginning of the day that it names as its end.
    """
    rows = HotlineArea.objects.select_related("station__node").filter(geometry__isnull=False, starts_on__lte=day)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=day)).filter(utility__in=("", utility))
    point = shapely.Point(lon, lat)
    for row in rows.order_by("kind", "name"):
        if row.geometry is not None and shapely.intersects(shapely.from_wkb(bytes(row.geometry)), point):
            yield row
