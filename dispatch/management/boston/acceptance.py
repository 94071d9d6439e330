"""The whole run on whatever database Django is connected to: build, replay, check, report."""

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from coverage import importing
from dispatch.management.boston import checks, limits, replay, source, town


def run(folder: Path, limit: int | None = None, tick: timedelta = timedelta(0), **capacity: int) -> dict[str, Any]:
    """Replay the first `limit` cases (all: None). The report is JSON-able; `passed` says that no promise was broken."""
    cases = list(source.cases(folder, limit))
    until = taken_at(folder) if limit is None else max(case.closed_at or case.opened_at for case in cases)
    filed = limits.file(cases)
    built = town.build(folder, filed.values(), **capacity)
    done = replay.run(cases, filed, built.key, until, tick)
    report: dict[str, Any] = {
        "set": {
            "cases": len(cases),
            "from": cases[0].opened_at.isoformat(),
            "until": until.isoformat(),
            "tick_s": tick.total_seconds(),
        },
        "districts": {
            **{name: built.report[name] for name in ("features", "accepted", "repaired", "refused")},
            "stations": len(built.codes),
            "repairs": [
                {"station": line["station"], **repair} for line in built.report["lines"] for repair in line["repairs"]
            ],
            "overlaps": built.report["overlaps"][:5],
        },
        "other_polygon_sets": other_sets(folder),
        "policies": {"types": len(filed), "rows": len(set(filed.values()))},
        "throughput": {
            "seconds": round(done.seconds, 1),
            "requests_per_s": round(len(done.order_of) / done.seconds, 1),
            "seconds_by_phase": {name: round(value, 1) for name, value in sorted(done.spent.items())},
            "timers_fired": done.fired,
        },
        "intake": {"taken": len(done.order_of), "refused": dict(done.refused)},
        "closing": {"closed": done.closed, "could_not_be_closed_in_state": dict(done.not_closed)},
        "placing": checks.placing(cases, done, built),
        "capacity": checks.ceilings(built),
        "clocks": checks.clocks(cases, filed, done, until, tick),
        "log": checks.streams(),
    }
    report["passed"] = (
        len(done.order_of) == len(cases)
        and report["districts"]["refused"] == 0
        and report["capacity"]["stations_ever_over"] == report["capacity"]["slots_ever_over"] == 0
        and report["capacity"]["counters_wrong"] == 0
        and report["log"]["with_holes"] == 0
    )
    return report


def other_sets(folder: Path) -> dict[str, Any]:
    """The set's other outlines through the importer's plan, nothing committed: they hold the invalid polygons."""
    found = {}
    for name, file, label in source.OTHER_OUTLINES:
        plan = importing.plan(
            source.outlines(folder, file), datum="WGS-84", name_property=label, may_make=True
        ).report()
        found[name] = {
            **{key: plan[key] for key in ("features", "accepted", "repaired", "refused")},
            "repairs": [{"name": line["station"], **one} for line in plan["lines"] for one in line["repairs"]],
            "refusals": dict(Counter(one["code"] for line in plan["lines"] for one in line["refusals"])),
        }
    return found


def taken_at(folder: Path) -> datetime:
    """When the set was taken: its newest closing."""
    return max(case.closed_at for case in source.cases(folder) if case.closed_at is not None)
