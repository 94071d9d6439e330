"""Lakeside and its people: a city, two stations, a dispatcher, a coordinator, two technicians; all by public verbs."""

from typing import Any

import shapely
from django.conf import settings
from django.test import Client

from coverage import index
from coverage.models import Area, CoverageVersion, Station
from dispatch.board import engine
from dispatch.kernel import accounts, clock, commands, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import Node, User
from field import shifts
from field.models import Technician
from repairs import intake
from repairs.models import WorkOrder

SKILLS = ["lv_service", "hv_line", "gas_leak"]


class Lakeside:
    """Two stations share the border at 117.10 E. Orders are accepted and assigned by themselves."""

    def __init__(self) -> None:
        self.city = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        version = CoverageVersion.objects.create(state="active", created_at=clock.now())
        self.west = self._station("W1", 117.0, version)
        self.east = self._station("E1", 117.1, version)
        index.forget()
        self.li = self._person("li", "李娜", Role.DISPATCHER, self.city)
        self.wang = self._person("wang", "王伟", Role.COORDINATOR, self.west.node)
        self.chen = self._technician("chen", "陈刚", self.west)
        self.zhao = self._technician("zhao", "赵敏", self.east)

    def _station(self, code: str, west: float, version: CoverageVersion) -> Station:
        station = Station.objects.create(
            node=organisation.add_node(self.city, "station", f"{code}站", code),
            code=code,
            utilities=["electricity", "gas"],
            skills=SKILLS,
            lon=west + 0.05,
            lat=31.05,
            auto_accept=True,
            auto_assign=True,
        )
        box = shapely.box(west, 31.0, west + 0.1, 31.1)
        Area.objects.create(version=version, station=station, geometry=shapely.to_wkb(box), vertices=5)
        return station

    def _person(self, username: str, name: str, role: Role, node: Node) -> User:
        user = User.objects.create(username=username, display_name=name, password="!")
        accounts.grant(user, role, node)
        return user

    def _technician(self, username: str, name: str, station: Station) -> Technician:
        user = self._person(username, name, Role.TECHNICIAN, station.node)
        technician = Technician.objects.create(user=user, station=station, name=name, skills=SKILLS)
        with commands.begun(SYSTEM) as tx:
            shifts.start(tx, technician)
        return Technician.objects.select_related("user", "station__node").get(pk=user.pk)

    def report(self, lon: float = 117.05, symptom: str = "no_power", lat: float = 31.05) -> WorkOrder:
        """Somebody reports a fault."""
        utility = "gas" if "gas" in symptom else "electricity"
        form = intake.IntakeForm(utility=utility, symptom=symptom, place={"lon": lon, "lat": lat})
        answer = intake.take(SYSTEM, form)
        return WorkOrder.objects.select_related("request").get(request__number=answer["number"])

    def dispatch(self) -> None:
        """The engine works until there is nothing left."""
        while engine.step():
            pass


def cookie_of(user: User) -> str:
    """The Cookie header of a browser in which `user` has logged in."""
    browser = Client()
    browser.force_login(user)
    return f"{settings.SESSION_COOKIE_NAME}={browser.cookies[settings.SESSION_COOKIE_NAME].value}"


def log_out(cookie: str) -> None:
    """Log out in the browser with that cookie."""
    browser = Client()
    name, _, value = cookie.partition("=")
    browser.cookies[name] = value
    browser.logout()


def board(node: Any) -> str:
    return f"board:{node.pk}"
