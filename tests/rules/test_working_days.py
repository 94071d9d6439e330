"""Limits in working days: the day it begins is not counted, holidays are skipped, make-up weekends are worked."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.kernel.errors import Refusal
from repairs import policies, policy_editing, working_days
from repairs.models import CalendarDay

CHINA = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def ends(text: str, count: int, marked: dict[date, bool] | None = None) -> str:
    found = working_days.add_working_days(at(text), count, "Asia/Shanghai", marked)
    return found.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def day(text: str, count: int) -> str:
    return ends(text, count)[:10]


def test_the_day_it_begins_is_not_counted_and_the_last_day_is_whole():
    assert ends("2026-01-05 00:00", 1) == "2026-01-06 23:59:59"
    assert ends("2026-01-05 23:59", 1) == "2026-01-06 23:59:59"


def test_weekends_are_skipped():
    assert day("2026-01-09 12:00", 1) == "2026-01-12"
    assert day("2026-01-10 12:00", 1) == "2026-01-12"
    assert day("2026-01-05 12:00", 7) == "2026-01-14"


@pytest.mark.parametrize(
    ("begins", "count", "last"),
    [
        # National Day 2026: 1 to 7 October off; Saturday the 10th is worked in exchange.
        ("2026-09-30 10:00", 1, "2026-10-08"),
        ("2026-09-30 10:00", 2, "2026-10-09"),
        ("2026-09-30 10:00", 3, "2026-10-10"),
        ("2026-09-30 10:00", 4, "2026-10-12"),
        # The Sunday before it was worked as well.
        ("2026-09-18 10:00", 1, "2026-09-20"),
        # Spring Festival 2026: 15 to 23 February off; Saturdays the 14th and 28th are worked.
        ("2026-02-13 10:00", 1, "2026-02-14"),
        ("2026-02-13 10:00", 2, "2026-02-24"),
        ("2026-02-14 10:00", 5, "2026-02-28"),
        # 2025: Sunday 26 January worked, 28 January to 4 February off, Saturday 8 February worked.
        ("2025-01-25 10:00", 3, "2025-02-05"),
        ("2025-02-07 10:00", 1, "2025-02-08"),
    ],
)
def test_holidays_are_off_and_the_days_worked_in_exchange_count(begins, count, last):
    assert day(begins, count) == last


def test_the_place_says_which_day_it_is():
    late = datetime(2026, 1, 5, 17, tzinfo=UTC)  # already Tuesday in China, still Monday in London
    there = working_days.add_working_days(late, 1, "Asia/Shanghai").at
    here = working_days.add_working_days(late, 1, "Europe/London").at
    assert there == datetime(2026, 1, 7, 15, 59, 59, tzinfo=UTC)
    assert here == datetime(2026, 1, 6, 23, 59, 59, tzinfo=UTC)


def test_a_year_not_yet_announced_is_monday_to_friday_and_said_to_be_provisional():
    _, last = working_days.years()
    known = working_days.add_working_days(datetime(last, 12, 24, 4, tzinfo=UTC), 1, "Asia/Shanghai")
    beyond = working_days.add_working_days(datetime(last + 1, 10, 1, 4, tzinfo=UTC), 1, "Asia/Shanghai")
    assert (known.is_provisional, beyond.is_provisional) == (False, True)
    assert beyond.at - datetime(last + 1, 10, 1, 4, tzinfo=UTC) < timedelta(days=4)


def test_an_operators_day_goes_before_the_calendar_and_is_no_longer_provisional():
    assert ends("2026-01-05 12:00", 1, {date(2026, 1, 6): False})[:10] == "2026-01-07"
    assert ends("2026-01-09 12:00", 1, {date(2026, 1, 10): True})[:10] == "2026-01-10"
    _, last = working_days.years()
    said = {date(last + 1, 3, 1) + timedelta(days=n): True for n in range(10)}
    found = working_days.add_working_days(datetime(last + 1, 3, 1, 4, tzinfo=UTC), 3, "Asia/Shanghai", said)
    assert not found.is_provisional


def test_no_working_day_is_the_end_of_the_day_itself():
    assert ends("2026-10-01 08:00", 0) == "2026-10-01 23:59:59"


@given(
    st.datetimes(datetime(2004, 2, 1), datetime(2026, 11, 1)).map(lambda one: one.replace(tzinfo=CHINA)),
    st.integers(0, 20),
)
def test_one_more_day_is_always_later_and_every_deadline_is_a_working_day(begins, count):
    sooner = working_days.add_working_days(begins, count, "Asia/Shanghai").at
    later = working_days.add_working_days(begins, count + 1, "Asia/Shanghai").at
    assert begins.replace(microsecond=0) <= sooner < later
    assert working_days.official(later.astimezone(CHINA).date()).is_working
    between = [
        (sooner + timedelta(days=n)).astimezone(CHINA).date() for n in range(1, (later - sooner).days)
    ]  # nothing worked was passed over
    assert not any(working_days.official(one).is_working for one in between)


@pytest.mark.django_db
def test_a_usual_day_is_like_its_weekday_without_the_holidays_among_them():
    # 2026-10-01 and -10-02 (Thursday, Friday) are National Day; 2026-10-10 is a Saturday that is worked.
    thursdays = working_days.days_like(date(2026, 10, 15), 3)
    assert thursdays == [date(2026, 9, 17), date(2026, 9, 24), date(2026, 10, 8)]
    assert working_days.days_like(date(2026, 10, 1), 3) == [date(2026, 9, 25), date(2026, 9, 26), date(2026, 9, 27)]
    assert working_days.days_like(date(2026, 10, 10), 2) == [date(2026, 10, 8), date(2026, 10, 9)]
    CalendarDay.objects.create(date=date(2026, 10, 8), is_working=False)
    assert date(2026, 10, 8) not in working_days.days_like(date(2026, 10, 15), 3)


@pytest.mark.django_db
def test_rows_of_an_operator_are_read():
    CalendarDay.objects.create(date=date(2026, 1, 6), is_working=False, note="Naadam")
    assert working_days.deadline(at("2026-01-05 12:00"), 1, "Asia/Shanghai").at == datetime(
        2026, 1, 7, 15, 59, 59, tzinfo=UTC
    )


class TestLimits:
    """What a policy row in working days gives, beside one in hours."""

    pytestmark = pytest.mark.django_db

    def test_a_row_in_working_days_goes_by_the_calendar(self):
        policies.forget()
        begins = at("2026-09-30 10:00")
        limit = policies.deadline("case.settle.major", at=begins)
        assert limit.due_at.astimezone(CHINA).strftime("%m-%d %H:%M:%S") == "10-08 23:59:59"
        assert policies.deadline("case.reply", at=begins).due_at == begins + timedelta(hours=24)

    def test_only_limits_of_cases_may_be_edited_into_working_days(self):
        assert "workday" in policy_editing.units_of("case.reply")
        assert "workday" not in policy_editing.units_of("clock.arrival")
        assert policy_editing.units_of("case.again_by_customer") == ("rounds",)

    @pytest.mark.parametrize("value", ["0", "1.5"])
    def test_working_days_are_whole_and_at_least_one(self, value):
        now = at("2026-01-05 12:00")
        draft = policy_editing.Draft("case.settle.major", Decimal(value), "workday", now, "rule", "D")
        with pytest.raises(Refusal) as refused:
            policy_editing.check(draft, now)
        assert refused.value.code == "policy.value_wrong"
