"""The calendar of working days: everybody at a desk reads it, an administrator settles days, new limits go by it."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord
from repairs.models import CalendarDay
from tests.commands.service import Service, running
from tests.http.test_cases_api import of

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(frozen: object) -> Service:
    return Service()


@pytest.fixture
def admin(service: Service) -> Client:
    return of(service.person("guan", "管理员", Role.ADMIN, service.root))


def settle(client: Client, **said: Any) -> Any:
    return client.post("/api/v1/calendar-days", said, content_type="application/json")


def test_a_year_shows_its_holidays_and_the_days_worked_in_exchange(service: Service) -> None:
    shown = of(service.fang).get("/api/v1/calendar-days?year=2026").json()
    assert shown["is_announced"] is True
    assert {"date": "2026-10-01", "is_working": False} in shown["official"]
    assert {"date": "2026-10-10", "is_working": True} in shown["official"]
    assert {"date": "2026-10-03", "is_working": False} not in shown["official"], "a Saturday is off anyhow"
    beyond = of(service.fang).get("/api/v1/calendar-days?year=2040").json()
    assert (beyond["is_announced"], beyond["official"]) == (False, [])
    assert of(service.fang).get("/api/v1/calendar-days?year=99999").status_code == 404


def test_a_day_settled_moves_new_limits_and_leaves_told_ones(service: Service, admin: Client) -> None:
    told = service.take("complaint")
    before = running(told)
    assert settle(admin, date="2026-01-06", is_working=False, note="那达慕").status_code == 200
    assert running(told) == before
    assert running(service.take("complaint"))["settle"] > before["settle"]
    assert settle(admin, date="2026-01-06", is_working=True).json()["day"]["is_working"] is True
    assert CalendarDay.objects.count() == 1, "the later word counts"
    assert admin.delete("/api/v1/calendar-days/2026-01-06").status_code == 200
    assert admin.delete("/api/v1/calendar-days/2026-01-06").status_code == 404
    assert AuditRecord.objects.filter(action__startswith="calendar.").count() == 3


def test_what_is_no_date_is_refused(admin: Client) -> None:
    assert settle(admin, date="2026-02-30", is_working=True).json()["facts"]["errors"][0]["code"] == "date_shape"
    assert admin.delete("/api/v1/calendar-days/tomorrow").status_code == 422


def test_only_an_administrator_settles_days(service: Service) -> None:
    for user in (service.fang, service.rong, service.he):
        assert settle(of(user), date="2026-01-06", is_working=False).status_code == 403
        assert of(user).delete("/api/v1/calendar-days/2026-01-06").status_code == 403
    assert not CalendarDay.objects.filter(date=date(2026, 1, 6)).exists()
