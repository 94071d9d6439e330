"""An order without a technician waits no longer than until somebody has hands free."""

import pytest

from coverage.models import Station
from dispatch.board import engine
from dispatch.board.models import Alarm
from dispatch.kernel.actors import SYSTEM
from repairs import intake
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db(transaction=True)


def run_engine() -> None:
    while engine.step():
        pass


def test_it_is_given_to_whoever_comes_on_shift_and_the_alarm_goes() -> None:
    town = Lakeside()
    for technician in (town.zhou, town.wu, town.sun):
        town.shift(technician, "end")
    Station.objects.filter(pk=town.station.pk).update(auto_assign=True)
    form = intake.IntakeForm(utility="electricity", symptom="no_power", place={"lon": 117.05, "lat": 31.05})
    answer = intake.take(SYSTEM, form)
    run_engine()
    order = WorkOrder.objects.get(request__number=answer["number"])
    assert order.state == "accepted"
    assert Alarm.objects.filter(station=town.station, kind="no_technician", cleared_at=None).exists()
    town.shift(town.qian, "start")
    run_engine()
    order.refresh_from_db()
    assert (order.state, order.assignee_id) == ("assigned", town.qian.pk)
    assert not Alarm.objects.filter(cleared_at=None).exists()
