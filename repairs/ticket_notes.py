"""Why a request is where it is, in plain words for its customer."""

from datetime import datetime
from zoneinfo import ZoneInfo

from coverage import registers
from coverage.models import HotlineArea
from dispatch.kernel import texts
from dispatch.kernel.organisation import today_at
from repairs import storm_state, urging
from repairs.cards import TicketView
from repairs.models import WorkOrder
from repairs.ticket_offers import Offers

NOBODY_YET = ("waiting", "hand_queue")


def registered(order: WorkOrder) -> list[HotlineArea]:
    """The registered areas that the order's place lies in."""
    if order.lon is None or order.lat is None:
        return []
    return list(registers.at(order.lon, order.lat, order.utility, today_at(order.node)))


def notes(order: WorkOrder, view: TicketView, open_now: Offers, speech: texts.Language) -> list[str]:
    """Sentences, the most pressing first; none where the state says it all."""
    said = []
    if order.state not in urging.OVER:
        said += [storm.notice_en if speech == "en" else storm.notice_zh for storm in storm_state.over(order.node.path)]
    if order.state == "withdrawal_asked":
        said.append(texts.say("track.note.withdrawal_asked", speech))
    if order.state == "merged" and order.repaired_at is None:
        said.append(texts.say("track.note.merged", speech))
    if (reason := f"ticket_reason.{view['state_reason']}") and texts.knows(reason):
        said.append(texts.say(reason, speech))
    if order.state == "suspended":
        # Not the ticket's nearest deadline: a pause that does not stop the promise ends after it.
        until = order.clocks.filter(kind="resume", stopped_at=None).values_list("due_at", flat=True).first()
        if until is not None:
            said.append(texts.say("track.resume_by", speech, time=local(until, order.node.time_zone, speech)))
    if order.state in NOBODY_YET:
        for area in registered(order):
            key = f"track.note.{area.kind}"
            said.append(texts.say(key, speech, name=area.name, reason=area.reason, phone=area.phone))
    if open_now.answered is not None:
        solved = "solved" if open_now.answered.solved else "not_solved"
        said.append(texts.say(f"track.note.answered.{solved}", speech, stars=open_now.answered.satisfaction))
    elif order.reopens and order.state in ("waiting", "offered", "hand_queue", "accepted"):
        said.append(texts.say("track.note.reopened", speech))
    return said


def window(order: WorkOrder, zone: str, speech: texts.Language) -> str:
    """The agreed window by the place's clock: one day, from and until; empty where none is agreed."""
    if order.appointed_from is None or order.appointed_to is None:
        return ""
    return span(order.appointed_from, order.appointed_to, zone, speech)


def span(starts_at: datetime, ends_at: datetime, zone: str, speech: texts.Language) -> str:
    """Two instants of a day by the place's clock."""
    return f"{local(starts_at, zone, speech)}–{ends_at.astimezone(ZoneInfo(zone)):%H:%M}"


def hours(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """From and until by the place's clock."""
    there = ZoneInfo(zone)
    return f"{starts_at.astimezone(there):%H:%M}–{ends_at.astimezone(there):%H:%M}"


def day(at: datetime, zone: str, speech: texts.Language) -> str:
    """A day by the place's calendar, with its weekday."""
    there = at.astimezone(ZoneInfo(zone))
    if speech == "zh":
        return f"{there:%m月%d日} 周{'一二三四五六日'[there.weekday()]}"
    return f"{there:%a %d %b}"


def local(at: datetime, zone: str, speech: texts.Language) -> str:
    """An instant by the place's clock, to the minute."""
    return at.astimezone(ZoneInfo(zone)).strftime("%m月%d日 %H:%M" if speech == "zh" else "%d %b %H:%M")
