"""Where a station's overflow goes: chains for its own overflow first, then agreements of mutual aid, each by place.

Both are rows with dates, by utility and class of work; which days they hold is by the station's calendar.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from coverage.models import OverflowLink


@dataclass(frozen=True, slots=True)
class Help:
    """A station that takes what another one has no room for; `kind` is 'overflow' or 'mutual_aid'."""

    station_id: int
    helper_id: int
    kind: str
    utility: str
    work_class: str

    def fits(self, utility: str, work_class: str) -> bool:
        """Whether the link is for such a job; '' is for all."""
        return self.utility in ("", utility) and self.work_class in ("", work_class)


def chains(station_ids: Collection[int], day: date) -> dict[int, list[Help]]:
    """Who helps each station on a day, in the order to ask them: one query for all."""
    found: dict[int, list[Help]] = defaultdict(list)
    rows = OverflowLink.objects.filter(station__in=station_ids, starts_on__lte=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=day)
    )
    for row in rows.order_by("station", "-kind", "place", "pk"):
        found[row.station_id].append(Help(row.station_id, row.helper_id, row.kind, row.utility, row.work_class))
    return found
