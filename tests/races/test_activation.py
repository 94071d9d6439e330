"""Areas change while requests come in: each decision is made by one version, the one in effect when it is kept."""

import threading
import time
from bisect import bisect

import pytest

from coverage import generations, index
from coverage.models import CoverageVersion, Station
from dispatch.board import engine
from dispatch.board.changes import moves
from dispatch.board.models import Decision
from dispatch.kernel import commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import Entry
from repairs import intake
from tests.commands.test_plans import Shore
from tests.races.together import together

pytestmark = pytest.mark.django_db(transaction=True)

REQUESTS = 150
PER_SECOND = 50
BORDERS = (117.05, 117.1)


def test_no_request_is_decided_half_by_the_old_areas_and_half_by_the_new() -> None:
    shore = Shore()
    # Room for all: who comes first is asked here, not who is full.
    Station.objects.update(open_ceiling=REQUESTS)
    taken = threading.Event()
    lons = [117.0 + 0.2 * (place + 0.5) / REQUESTS for place in range(REQUESTS)]

    def take(_: int) -> None:
        began = time.monotonic()
        for place in range(REQUESTS):
            # Spread over both areas, so that what lies between the borders belongs to one or to the other.
            lon = lons[place * 37 % REQUESTS]
            form = intake.IntakeForm(
                utility="electricity",
                symptom="no_power",
                place={"lon": lon, "lat": 31.05},
                address=f"湖滨路 {place} 号",
                contact_name="王女士",
                contact_phone=f"138{place:08d}",
            )
            intake.take(SYSTEM, form)
            time.sleep(max(0.0, began + place / PER_SECOND - time.monotonic()))
        taken.set()

    def place(_: int) -> None:
        while engine.place_waiting(20) or not taken.is_set():
            time.sleep(0.002)

    def move_the_border(_: int) -> int:
        moved = 0
        while not taken.is_set():
            plan = shore.border_moves_to(BORDERS[moved % 2])
            with commands.begun(SYSTEM) as tx:
                generations.activate(tx, plan)
            moved += 1
            time.sleep(0.05)
        return moved

    roles = [take, place, place, move_the_border]
    *_, moved = together(len(roles), lambda which: roles[which](which), seconds=120)
    assert moved >= 5, "the border moved while requests came in"
    engine.place_waiting()

    began = list(
        Entry.objects.filter(stream=f"board:{shore.city.pk}", kind="coverage.activated")
        .order_by("version")
        .values_list("seq", "data__coverage_version")
    )
    decided = list(Decision.objects.filter(kind="station").select_related("order").order_by("pk"))
    assert len(decided) == REQUESTS
    offered = dict(Entry.objects.filter(kind="order.offered", stream__startswith="order:").values_list("stream", "seq"))
    used = set()
    for decision in decided:
        version = CoverageVersion.objects.get(pk=decision.coverage_version)
        want = index.Want(decision.order.lon or 0, decision.order.lat or 0, "electricity")
        assert decision.station_id == moves.firsts(version, [want])[0], "explained by the version that it names"
        known = bisect([seq for seq, _ in began], offered[f"order:{decision.order_id}"])
        in_effect = began[known - 1][1] if known else shore.first.pk  # type: ignore[union-attr]
        assert decision.coverage_version == in_effect, "and that version was the one in effect"
        used.add(decision.coverage_version)
    assert len(used) >= 3
