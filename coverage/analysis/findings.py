"""What is wrong with areas: of what is in effect, of what was, and of a plan laid over what is in effect.

A look costs seconds where there are thousands of areas, so each process keeps its last ones until something moves that
they were made from, and only one is made at a time.
"""

import threading
from collections import OrderedDict
from typing import Any

from django.db.models import Count, Max

from coverage import generations, index
from coverage.analysis import cards, fixing, limits, rows
from coverage.analysis.fixing import CannotMend, Redrawn
from coverage.analysis.given import Finding, Fix, Report
from coverage.analysis.looking import look
from coverage.generations import PlanArea
from coverage.models import Area, CoverageVersion
from dispatch.kernel import clock
from dispatch.kernel.errors import Refusal

__all__ = ["fixed", "look", "of_plan", "report_of", "stamp"]

KEPT = 6
MOST_OF_PLAN = 200
PATIENCE_SECONDS = 30

_reports: OrderedDict[tuple[Any, ...], Report] = OrderedDict()
_looking = threading.Lock()


def report_of(version: CoverageVersion | None) -> Report:
    """What a look at a generation finds, or at a plan laid over the active one. Refuses with busy where others look."""
    key = stamp(version)
    if (known := _reports.get(key)) is not None:
        return known
    if not _looking.acquire(timeout=PATIENCE_SECONDS):
        raise Refusal("busy", retry_after=5)
    try:
        if key not in _reports:
            now = clock.now()
            drawn = generations.composed(version) if version else []
            register = list(rows.known(now).values())
            _reports[key] = look(drawn, rows.sites(now), rows.regions(), register, limits.current())
            while len(_reports) > KEPT:
                _reports.popitem(last=False)
        return _reports[key]
    finally:
        _looking.release()


def stamp(version: CoverageVersion | None) -> tuple[Any, ...]:
    """Moves with everything that a look depends on; rosters are asked by the hour."""
    now = clock.now()
    which: tuple[Any, ...] = ()
    if version:
        # A transaction that is rolled back gives its revision away again, but never the ids of its areas.
        newest = Area.objects.filter(version=version).aggregate(last=Max("id"), areas=Count("id"))
        which = (version.pk, version.state, version.revision, newest["last"], newest["areas"])
    return (
        *which,
        *index.stamp(),
        *rows.regions_stamp(),
        *rows.known(now),
        *limits.current().key,
        now.replace(minute=0, second=0, microsecond=0),
    )


def of_plan(plan: CoverageVersion) -> list[dict[str, Any]]:
    """What is wrong where a plan changes something, as JSON; errors keep it from being approved.

    What is wrong elsewhere, and was so before, is not the plan's business.
    """
    before = {finding.key for finding in report_of(generations.active()).findings}
    touched = set(plan.touched)
    found = [
        finding
        for finding in report_of(plan).findings
        if touched.intersection(finding.station_ids) or finding.key not in before
    ]
    return [dict(cards.finding_card(finding)) for finding in found[:MOST_OF_PLAN]]


def fixed(plan: CoverageVersion, key: str, fix: Fix) -> tuple[Finding, list[PlanArea], dict[int, list[Redrawn]]]:
    """The areas anew of the stations that a fix changes, with the finding and all areas as they are.

    Refuses with finding.gone, finding.not_offered or finding.would_empty.
    """
    finding = next((one for one in report_of(plan).findings if one.key == key), None)
    if finding is None:
        raise Refusal("finding.gone")
    areas = generations.composed(plan)
    try:
        return finding, areas, fixing.mend(finding, fix, areas, rows.sites(clock.now()), limits.current())
    except CannotMend as reason:
        raise Refusal(reason.code) from None
