"""A small town with its crew: one station, five technicians, a coordinator, and orders made through the intake."""

from datetime import timedelta
from typing import Any

import shapely

from coverage import index
from coverage.models import Area, CoverageVersion, Station
from dispatch.kernel import accounts, actors, clock, commands, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM, Actor
from dispatch.kernel.models import Entry, User
from field import shifts, visits
from field.models import Technician, Visit
from field.visits import Said
from repairs import catalogue, intake, orders
from repairs.models import WorkOrder


class Lakeside:
    """Zhou, Wu and Sun are electricians on shift, Qian is one off shift, Feng only reads meters."""

    def __init__(self) -> None:
        self.city = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        self.node = organisation.add_node(self.city, "station", "湖滨供电所", "Lakeside Power")
        self.station = Station.objects.create(
            node=self.node,
            code="E01",
            utilities=["electricity"],
            skills=["lv_service", "hv_line", "metering"],
            lon=117.05,
            lat=31.05,
            auto_accept=True,
        )
        version = CoverageVersion.objects.create(state="active", created_at=clock.now())
        area = shapely.box(117.0, 31.0, 117.1, 31.1)
        Area.objects.create(version=version, station=self.station, geometry=shapely.to_wkb(area), vertices=5)
        index.forget()
        self.zhou = self.technician("zhou", "周强")
        self.wu = self.technician("wu", "吴敏")
        self.sun = self.technician("sun", "孙磊")
        self.qian = self.technician("qian", "钱伟", on_shift=False)
        self.feng = self.technician("feng", "冯娜", skills=["metering"])
        self.he = User.objects.create(username="he", display_name="何静")
        accounts.grant(self.he, Role.COORDINATOR, self.node)

    def technician(
        self, username: str, name: str, skills: list[str] | None = None, on_shift: bool = True
    ) -> Technician:
        user = User.objects.create(username=username, display_name=name)
        accounts.grant(user, Role.TECHNICIAN, self.node)
        technician = Technician.objects.create(
            user=user, station=self.station, name=name, skills=skills or ["lv_service", "hv_line"]
        )
        if on_shift:
            commands.perform(actors.of_user(user), "shift.start", lambda tx: _nothing(shifts.start(tx, technician)))
            technician.refresh_from_db()
        return technician

    def order(self, symptom: str = "no_power", lon: float = 117.05, lat: float = 31.05) -> WorkOrder:
        """An order that the station has accepted and nobody has yet."""
        form = intake.IntakeForm(
            utility=catalogue.SYMPTOMS[symptom].utility.value,
            symptom=symptom,
            place={"lon": lon, "lat": lat},
            address="湖滨路 8 号",
            contact_name="王女士",
            contact_phone="13800001111",
        )
        order = WorkOrder.objects.get(request__number=intake.take(SYSTEM, form)["number"])
        with commands.begun(SYSTEM) as tx:
            orders.offer_many(tx, [(orders.locked([order.pk])[order.pk], self.station, None)])
        return WorkOrder.objects.get(pk=order.pk)

    def give(self, order: WorkOrder, technician: Technician, by: Actor = SYSTEM, **more: Any) -> Visit:
        with commands.begun(by) as tx:
            locked = orders.locked([order.pk])[order.pk]
            visits.give(tx, locked, technician, {"travel_s": 600}, **more)
        return Visit.objects.get(order=order, ended_at=None)

    def tap(self, visit: Visit, action: str, **said: Any) -> dict[str, Any]:
        """The technician of the visit takes a step."""
        actor = actors.of_user(visit.technician.user)
        usual = {"repair": {"cause": "ageing", "without_form": "相机坏了"}, "decline": {"reason": "vehicle"}}
        answer = Said(**{**usual.get(action, {}), **said})
        return commands.perform(actor, f"visit.{action}", lambda tx: visits.VERBS[action](tx, visit, answer))

    def shift(self, technician: Technician, action: str) -> Technician:
        actor = actors.of_user(technician.user)
        commands.perform(actor, f"shift.{action}", lambda tx: _nothing(shifts.VERBS[action](tx, technician)))
        return Technician.objects.get(pk=technician.pk)


def _nothing(_: object) -> None:
    return None


def told(stream: str) -> list[str]:
    """The kinds of a stream's entries, oldest first."""
    return list(Entry.objects.filter(stream=stream).order_by("version").values_list("kind", flat=True))


def last(stream: str, kind: str) -> dict[str, Any]:
    """The data of the newest entry of a kind."""
    return Entry.objects.filter(stream=stream, kind=kind).order_by("-version").values_list("data", flat=True)[0]


HOUR = timedelta(hours=1)
