"""What came of the replay, asked of the rows and of the log: placing, agreement, ceilings at every instant, clocks."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection

from coverage.models import Reservation, SlotLoad, Station
from dispatch.board.models import Decision
from dispatch.management.boston.limits import Filed
from dispatch.management.boston.replay import Replay
from dispatch.management.boston.source import Case
from dispatch.management.boston.town import Town
from repairs.models import Clock, WorkOrder

HOLDS = {"offered", "accepted", "assigned", "departed", "arrived", "repaired", "reported"}


def placing(cases: Sequence[Case], replay: Replay, town: Town) -> dict[str, Any]:
    """Where the requests went, against the district they were filed under, by how far their point can be trusted."""
    by_order = {replay.order_of[case.number]: case for case in cases if case.number in replay.order_of}
    ways: Counter[str] = Counter()
    left: Counter[str] = Counter()
    agreement: dict[str, Counter[str]] = defaultdict(Counter)
    for row in Decision.objects.filter(kind="station").order_by("pk").iterator(chunk_size=2000):
        case = by_order.pop(row.order_id, None)
        if case is None:
            continue
        candidates = row.candidates["rows"]
        covering = [town.codes[one["station_id"]] for one in candidates if one["way"] == "coverage"]
        chosen = next((one for one in candidates if one["chosen"]), None)
        ways[chosen["way"] if chosen else "hand_queue"] += 1
        if chosen is None:
            left[_why(row.candidates)] += 1
        counted = agreement[case.place]
        counted["all"] += 1
        counted["covered_by_none"] += not covering
        counted["covered_by_several"] += len(covering) > 1
        if case.label:
            counted["labelled"] += 1
            counted["covering_is_label"] += case.label in covering
            counted["chosen_is_label"] += chosen is not None and town.codes[chosen["station_id"]] == case.label
    labelled: Counter[str] = sum(agreement.values(), Counter())
    return {
        "by_way": dict(ways),
        "not_placed_because": dict(left),
        "label_agreement": {
            "all_labelled": _share(labelled["covering_is_label"], labelled["labelled"]),
            "own_point": _share(agreement["own"]["covering_is_label"], agreement["own"]["labelled"]),
            "default_point_with_address": _share(
                agreement["default"]["covering_is_label"], agreement["default"]["labelled"]
            ),
            "chosen_station_all_labelled": _share(labelled["chosen_is_label"], labelled["labelled"]),
        },
        "by_place": {place: dict(counted) for place, counted in agreement.items()},
    }


def _why(candidates: dict[str, Any]) -> str:
    refused = {reason["code"] for one in candidates["rows"] for reason in one["reasons"]} & {"full", "ceiling"}
    return "+".join(sorted(refused | set(candidates["facts"]))) or "no_candidate"


def ceilings(town: Town) -> dict[str, Any]:
    """Open orders of each station after every entry of the city's board, and the load of every slot."""
    holds: dict[int, int] = {}
    running: Counter[int] = Counter()
    most: Counter[int] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data->'order' FROM kernel_entry WHERE stream = %s AND kind LIKE 'order.%%' ORDER BY version",
            [f"board:{town.city.pk}"],
        )
        entries = 0
        while rows := cursor.fetchmany(5000):
            for (text,) in rows:
                entries += 1
                card = orjson.loads(text) if isinstance(text, str) else text
                if card is None:
                    continue
                before = holds.pop(card["id"], None)
                if before is not None:
                    running[before] -= 1
                if card["station_id"] is not None and card["state"] in HOLDS:
                    holds[card["id"]] = card["station_id"]
                    running[card["station_id"]] += 1
                    most[card["station_id"]] = max(most[card["station_id"]], running[card["station_id"]])
    ceiling = dict(Station.objects.values_list("pk", "open_ceiling"))
    counted = dict(Station.objects.values_list("pk", "open_orders"))
    live = Counter(Reservation.objects.filter(released_at=None).values_list("station_id", flat=True))
    return {
        "log_entries_read": entries,
        "most_open": {town.codes[pk]: most[pk] for pk in ceiling},
        "ceiling": max(ceiling.values()),
        "stations_ever_over": sum(most[pk] > ceiling[pk] for pk in ceiling),
        "slots": SlotLoad.objects.count(),
        "slots_full_at_some_instant": sum(1 for used, limit in _peaks() if used == limit),
        "slots_ever_over": sum(1 for used, limit in _peaks() if used > limit),
        "counters_wrong": sum(counted[pk] != live[pk] or counted[pk] != running[pk] for pk in ceiling),
    }


def _peaks() -> list[tuple[int, int]]:
    """(most held at once, limit) of every slot, from the reservations' own instants."""
    moves: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for slot, made, released in Reservation.objects.filter(slot__isnull=False).values_list(
        "slot_id", "made_at", "released_at"
    ):
        moves[slot].append((made, 1))
        if released is not None:
            moves[slot].append((released, -1))
    limits = dict(SlotLoad.objects.values_list("pk", "limit"))
    found = []
    for slot, steps in moves.items():
        held = most = 0
        # What is given back and taken at the same instant was given back first: one command after the other.
        for _, step in sorted(steps):
            held += step
            most = max(most, held)
        found.append((most, limits[slot]))
    return found


def clocks(
    cases: Sequence[Case], filed: dict[tuple[str, str], Filed], replay: Replay, until: datetime, tick: timedelta
) -> dict[str, Any]:
    """Our arrival clocks against the set's on-time flags; and why they differ where they do."""
    breached = {
        order: (breached_at is not None, due)
        for order, breached_at, due in Clock.objects.filter(kind="arrival").values_list(
            "order_id", "breached_at", "due_at"
        )
    }
    unplaced = set(WorkOrder.objects.filter(state="hand_queue").values_list("pk", flat=True))
    result: Counter[str] = Counter()
    differ: Counter[str] = Counter()
    own: Counter[str] = Counter()
    for case in cases:
        order = replay.order_of.get(case.number)
        if order is None or case.target_at is None or not case.flag:
            result["without_target" if case.target_at is None else "without_flag"] += 1
            continue
        result["compared"] += 1
        late, due = breached[order]
        ended = case.closed_at or until
        own["agree"] += (ended > case.target_at) == (case.flag == "OVERDUE")
        if late == (case.flag == "OVERDUE"):
            result["agree"] += 1
        elif order in unplaced and case.closed_at is not None:
            differ["never placed, so never finished here"] += 1
        elif case.closed_at is not None and case.closed_at < case.opened_at:
            differ["the set closes it before it opens it"] += 1
        elif min(due, case.target_at) <= ended <= max(due, case.target_at):
            usual = filed[case.reason, case.type].limit
            later = case.target_at - case.opened_at > usual
            differ["its own target is later than its type's usual one" if later else "its own target is earlier"] += 1
        elif min(abs(ended - due), abs(ended - case.target_at)) <= tick:
            differ["it ends within the replay's tick of its deadline"] += 1
        else:
            differ["otherwise"] += 1
    return {
        **result,
        "agreement": _share(result["agree"], result["compared"]),
        "disagree_because": dict(differ),
        "agreement_of_the_sets_own_targets": _share(own["agree"], result["compared"]),
    }


def streams() -> dict[str, int]:
    """Streams, entries, and streams with a hole."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(e.n), count(*) FILTER (WHERE e.n IS DISTINCT FROM s.head OR e.last <> s.head)"
            " FROM kernel_stream s LEFT JOIN (SELECT stream, count(*) AS n, max(version) AS last FROM kernel_entry"
            " GROUP BY 1) e ON e.stream = s.name"
        )
        count, entries, holes = cursor.fetchone()
    return {"streams": count, "entries": int(entries or 0), "with_holes": holes}


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
