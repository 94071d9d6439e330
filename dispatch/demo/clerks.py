"""What the demonstration's people do besides the straight way: returns, withdrawals, pauses, urging, return visits.

Each clerk looks at rows and names what it would do now. Whether something out of the ordinary happens to an order is
drawn from the order itself, so that a second look does not draw again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zlib import crc32

from coverage.models import Station
from dispatch.demo.door import Letter
from dispatch.kernel import clock
from dispatch.kernel.models import Entry
from repairs.models import Case, Todo, WorkOrder

Key = tuple[Any, ...]
Span = tuple[float, float]
# One in so many orders.
RETURNED, WITHDRAWN, PAUSED, PROMISED, REJECTED = 6, 16, 12, 6, 14
NOT_REACHED, NOT_SOLVED, URGED = 5, 14, 4
REFUSED_IN_TEN = 3
PAUSE = timedelta(minutes=12)


@dataclass(frozen=True)
class Task:
    """Something to do once real seconds between `patience` have passed: `key` names it across looks."""

    key: Key
    patience: Span
    letter: Letter


def draws(what: str, pk: int, one_in: int) -> bool:
    """Whether the lot of one in so many falls on this one, always the same for the same."""
    return crc32(f"{what}:{pk}".encode()) % one_in == 0


def station(secret: str) -> Iterable[Task]:
    """The coordinators: return some offers, ask to withdraw, pause for parts, go on again, promise a time."""
    now = clock.now()
    rows = WorkOrder.objects.filter(
        state__in=("accepted", "assigned", "suspended"), is_life_safety=False, urges=0
    ).values("pk", "state", "version", "promises", "due_at", "reopens")
    for row in rows:
        pk, path, seen = row["pk"], f"/board/orders/{row['pk']}", {"version": row["version"]}
        if row["state"] == "suspended":
            if row["due_at"] is not None and row["due_at"] - now < PAUSE / 4:
                body = {**seen, "note": "配件已到 · parts have come"}
                yield Task((pk, "resume"), (5, 20), Letter(f"{path}/resume", body, secret))
        elif draws("withdraw", pk, WITHDRAWN) and not row["reopens"]:
            body = {**seen, "reason": "customer_cancels", "note": "用户来电取消 · the customer called it off"}
            yield Task((pk, "withdraw"), (2, 10), Letter(f"{path}/withdrawal", body, secret))
        elif draws("pause", pk, PAUSED) and not row["reopens"]:
            until = clock.iso(now + PAUSE)
            body = {**seen, "reason": "parts_awaited", "note": "等待表箱 · waiting for a box", "resume_by": until}
            yield Task((pk, "pause"), (2, 10), Letter(f"{path}/suspend", body, secret))
        elif draws("promise", pk, PROMISED) and not row["promises"]:
            body = {**seen, "at": clock.iso(now + timedelta(minutes=50)), "reason": ""}
            yield Task((pk, "promise"), (10, 40), Letter(f"{path}/promises", body, secret))


def returned(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a station says that sends an offer back; None for the offers it takes."""
    if row["is_life_safety"] or not draws("return", row["pk"], RETURNED):
        return None
    return {"reason": "no_crew", "note": "抢修人员全部在外 · all crews are out"}


def region(secret: str) -> Iterable[Task]:
    """The region's dispatcher on duty: decides what was asked, at a desk above the one that asked."""
    for todo in Todo.objects.filter(kind__in=("withdrawal", "late_work"), closed_at=None).order_by("pk")[:100]:
        pk = int(todo.subject.split(":")[1])
        if todo.kind == "withdrawal":
            verdict = "refuse" if crc32(todo.subject.encode()) % 10 < REFUSED_IN_TEN else "approve"
            body = {"verdict": verdict, "note": "已回电核实 · called back and checked"}
            yield Task((todo.pk, "decide"), (40, 120), Letter(f"/board/withdrawals/{pk}/decide", body, secret))
        else:
            body = {"note": "已核对现场工作 · the work on site was looked at"}
            yield Task((todo.pk, "late"), (40, 120), Letter(f"/board/orders/{pk}/late-work", body, secret))


def hotline(secret: str) -> Iterable[Task]:
    """The agents: people who wait too long call again."""
    late = WorkOrder.objects.filter(
        state__in=("waiting", "hand_queue", "accepted", "assigned", "departed"), due_at__lt=clock.now(), urges=0
    )
    for pk in late.values_list("pk", flat=True)[:200]:
        if draws("urge", pk, URGED):
            body = {"note": "用户再次来电询问 · the customer called again"}
            yield Task((pk, "urge"), (10, 60), Letter(f"/board/orders/{pk}/urge", body, secret))


def quality(secret: str) -> Iterable[Task]:
    """The return-visit agents: call, now and then in vain; now and then it is not solved."""
    for todo in Todo.objects.filter(kind="return_visit", closed_at=None).order_by("due_at")[:60]:
        pk = int(todo.subject.split(":")[1])
        if draws("reach", todo.pk, NOT_REACHED):
            body: dict[str, Any] = {"outcome": "no_answer", "note": ""}
            yield Task((pk, "call"), (60, 180), Letter(f"/return-visits/{pk}/attempt", body, secret))
            continue
        solved = not draws("solved", todo.pk, NOT_SOLVED)
        stars = 5 - crc32(todo.subject.encode()) % 3 if solved else 2
        body = {"solved": solved, "satisfaction": stars, "answers": {}, "note": ""}
        yield Task((pk, "result"), (60, 240), Letter(f"/return-visits/{pk}/result", body, secret))


def review(pk: int, version: int, secret: str) -> Letter | None:
    """The reviewer sends a report back, now and then and never the same one twice; None where it is good."""
    if (
        not draws("reject", pk, REJECTED)
        or Entry.objects.filter(stream=f"order:{pk}", kind="order.report_rejected").exists()
    ):
        return None
    body = {
        "version": version,
        "verdict": "reject",
        "reason": "cause_unclear",
        "note": "请补充原因 · say more of the cause",
    }
    return Letter(f"/board/orders/{pk}/review", body, secret)


def cases(secrets: Mapping[str, str]) -> Iterable[Task]:
    """The units answer most of what the hotline took in; what is secret, and every third, waits for a visitor."""
    rows = Case.objects.filter(state__in=("taken", "routed", "in_hand", "answered"), is_confidential=False)
    for case in rows.exclude(business_type="connection_application").order_by("pk")[:40]:
        if draws("left", case.pk, 3):
            continue
        path, seen = f"/cases/{case.pk}", {"version": case.version}
        key = (case.pk, "case", case.state)
        if case.state == "answered":
            yield Task(key, (90, 240), Letter(f"{path}/feed_back", {**seen, "note": "已电话告知"}, secrets["agent"]))
        elif case.state == "taken":
            yield Task(key, (60, 180), Letter(f"{path}/route", {**seen, **_unit(case)}, secrets["duty_a"]))
        else:
            body = {**seen, "text": "已核实并整改，感谢您的反馈。Looked into and put right; thank you for telling us."}
            yield Task(key, (120, 300), Letter(f"{path}/answer", body, secrets["coordinator"]))


def _unit(case: Case) -> dict[str, Any]:
    """A station of the utility that the case is about."""
    able = Station.objects.filter(utilities__contains=[case.utility], is_active=True).order_by("pk")
    return {"node_id": able[case.pk % len(able)].pk, "note": "请核实处理 · please look into it"}
