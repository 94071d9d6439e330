"""Working days over HTTP: what the official calendar says of a year, and what an operator settled otherwise."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import ConfigDict

from dispatch.kernel import access, audit, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of, language_of
from repairs import working_days
from repairs.cases import forms
from repairs.models import CalendarDay

router = Router(tags=["policies"])


class Day(Schema):
    """A date that is worked or not, whatever the official calendar says. Deadlines that were told do not move."""

    model_config = ConfigDict(extra="forbid")
    date: str = Field(min_length=10, max_length=10)
    is_working: bool
    note: str = Field("", max_length=120)


@router.get("/calendar-days", summary="A year's days that are not as any week's, official and settled by an operator")
def read_days(request: HttpRequest, year: int) -> dict[str, Any]:
    access.require_anywhere(actor_of(request), "policy.read")
    if not 2000 <= year <= 2100:
        raise Refusal("not_found")
    first, last = working_days.years()
    every = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
    official = [(day, working_days.official(day).is_working) for day in every]
    return {
        "is_announced": first <= year <= last,
        "official": [
            {"date": day, "is_working": is_working} for day, is_working in official if is_working != (day.weekday() < 5)
        ],
        "settled": [_view(row) for row in CalendarDay.objects.filter(date__year=year)],
    }


@router.post("/calendar-days", summary="Settle whether a date is worked; from then on limits count it so")
def settle_day(request: HttpRequest, payload: Day) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "policy.edit")

    day = _read(payload.date, language_of(request))

    def work(tx: Tx) -> dict[str, Any]:
        said = {"is_working": payload.is_working, "note": payload.note, "made_by": tx.actor.name[:80]}
        row, _ = CalendarDay.objects.update_or_create(date=day, defaults=said)
        audit.record(actor, "calendar.settled", f"day:{row.date}", {"is_working": row.is_working})
        return {"day": _view(row)}

    body = payload.model_dump(mode="json")
    return commands.perform(actor, "calendar.settle", work, key=key_of(request), body=body)


@router.delete("/calendar-days/{day}", summary="The official calendar holds again for a date")
def forget_day(request: HttpRequest, day: str) -> dict[str, Any]:
    actor = actor_of(request)
    access.require_anywhere(actor, "policy.edit")

    settled = _read(day, language_of(request))

    def work(tx: Tx) -> dict[str, Any]:
        if not CalendarDay.objects.filter(date=settled).delete()[0]:
            raise Refusal("not_found")
        audit.record(actor, "calendar.forgotten", f"day:{settled}")
        return {}

    return commands.perform(actor, "calendar.forget", work)


def _read(text: str, language: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise forms.refusal([("date", "date_shape")], language) from error


def _view(row: CalendarDay) -> dict[str, Any]:
    return {"date": row.date, "is_working": row.is_working, "note": row.note, "made_by": row.made_by}
