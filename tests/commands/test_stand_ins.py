"""A/B roles: the named stand-in may do what the principal may, for the time, at the place, and is called first."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from dispatch.kernel import access, accounts, actors, clock, commands, stand_ins, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Entry, StandIn, User
from repairs import todos
from repairs.models import Todo
from tests.commands.lakeside import Lakeside, told

pytestmark = pytest.mark.django_db


class Cast:
    """Lin dispatches the city; He coordinates the station; Tang holds nothing of his own here."""

    def __init__(self) -> None:
        self.town = Lakeside()
        self.lin = self._person("lin", "林调度", Role.DISPATCHER)
        self.tang = self._person("tang", "唐候补", Role.AGENT)
        self.path = self.town.node.path

    def _person(self, username: str, name: str, role: Role) -> User:
        user = User.objects.create(username=username, display_name=name)
        accounts.grant(user, role, self.town.city)
        return user

    def name(self, hours: float | None = 8, after: timedelta = timedelta(0)) -> StandIn:
        begins = clock.now() + after
        ends = begins + timedelta(hours=hours) if hours is not None else None
        with commands.begun(actors.of_user(self.lin)) as tx:
            return stand_ins.appoint(tx, self.lin, self.tang, Role.DISPATCHER, self.town.city, begins, ends)

    def tang_may(self) -> bool:
        return access.allows(actors.of_user(self.tang), "order.offer", self.path)


@pytest.fixture
def cast(frozen: datetime) -> Cast:
    return Cast()


def test_a_stand_in_holds_the_role_for_the_time_and_no_longer(cast: Cast) -> None:
    assert not cast.tang_may()
    cast.name(hours=8, after=timedelta(hours=1))
    assert not cast.tang_may()
    clock.advance(timedelta(hours=2))
    assert cast.tang_may()
    assert access.allows(actors.of_user(cast.tang), "request.make", cast.path), "what was held before stays"
    clock.advance(timedelta(hours=8))
    assert not cast.tang_may()


def test_the_right_ends_with_the_principals_own_and_when_it_is_taken_back(cast: Cast) -> None:
    row = cast.name(hours=None)
    accounts.revoke(cast.lin, Role.DISPATCHER, cast.town.city)
    assert not cast.tang_may()
    accounts.grant(cast.lin, Role.DISPATCHER, cast.town.city)
    assert cast.tang_may()
    with commands.begun(SYSTEM) as tx:
        stand_ins.end(tx, row)
    assert not cast.tang_may()


def test_open_sockets_of_the_deputy_look_again_at_every_turn(cast: Cast) -> None:
    def version() -> int:
        return User.objects.get(pk=cast.tang.pk).access_version

    seen = [version()]
    cast.name(hours=8, after=timedelta(hours=1))
    seen.append(version())
    for hours in (1, 8):
        clock.advance(timedelta(hours=hours, seconds=1))
        timers.sweep()
        seen.append(version())
    accounts.revoke(cast.lin, Role.DISPATCHER, cast.town.city)
    seen.append(version())
    assert seen == sorted(set(seen))


def test_what_makes_no_stand_in_is_refused(cast: Cast) -> None:
    def refused(principal: User, deputy: User, role: Role, ends: datetime | None) -> str:
        with pytest.raises(Refusal) as refusal, commands.begun(SYSTEM) as tx:
            stand_ins.appoint(tx, principal, deputy, role, cast.town.city, tx.at, ends)
        return refusal.value.code

    later = clock.now() + timedelta(hours=1)
    assert refused(cast.lin, cast.lin, Role.DISPATCHER, None) == "stand_in.self"
    assert refused(cast.tang, cast.lin, Role.DISPATCHER, None) == "stand_in.role_not_held"
    assert refused(cast.lin, cast.tang, Role.ADMIN, None) == "stand_in.role_not_held"
    assert refused(cast.lin, cast.tang, Role.DISPATCHER, clock.now()) == "stand_in.backwards"
    cast.name(hours=4)
    assert refused(cast.lin, cast.town.he, Role.DISPATCHER, later) == "stand_in.named_already"
    clock.advance(timedelta(hours=5))
    cast.name(hours=4)


def test_who_does_not_answer_is_covered_by_the_stand_in_and_then_by_the_line_above(cast: Cast) -> None:
    accounts.grant(cast.lin, Role.DISPATCHER, cast.town.node)
    with commands.begun(SYSTEM) as tx:
        stand_ins.appoint(tx, cast.lin, cast.tang, Role.DISPATCHER, cast.town.node, tx.at, None)
        order = cast.town.order()
        todos.open_(
            tx, "withdrawal", "withdrawal:1", cast.town.node, "dispatcher", tx.at + timedelta(minutes=10), order=order
        )

    def after(minutes: int) -> Todo:
        clock.advance(timedelta(minutes=minutes))
        timers.sweep()
        return Todo.objects.get(kind="withdrawal")

    assert after(9).level == 0
    covered = after(2)
    assert (covered.level, covered.called, covered.called_node) == (1, cast.tang, None)
    climbed = after(31)
    assert (climbed.level, climbed.called, climbed.called_node) == (2, None, cast.town.city)
    assert after(300).closed_at is None, "silence decides nothing"
    assert told(f"board:{cast.town.city.pk}").count("todo.escalated") == 2
    with commands.begun(SYSTEM) as tx:
        todos.close(tx, "withdrawal", "withdrawal:1", "approved")
    assert Entry.objects.filter(kind="todo.closed", stream=f"order:{order.pk}").exists()


def test_where_nobody_is_named_the_line_above_is_called_at_once(cast: Cast) -> None:
    with commands.begun(SYSTEM) as tx:
        todos.open_(tx, "case", "case:1", cast.town.node, "reviewer", tx.at + timedelta(minutes=10))
    clock.advance(timedelta(minutes=11))
    timers.sweep()
    todo = Todo.objects.get(kind="case")
    assert (todo.level, todo.called_node) == (2, cast.town.city)


class TestOverHttp:
    def client(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def body(self, cast: Cast) -> dict[str, object]:
        return {
            "principal_id": cast.lin.pk, "deputy_id": cast.tang.pk, "node_id": cast.town.city.pk, "role": "dispatcher",
        }  # fmt: skip

    def test_a_dispatcher_names_lists_and_ends(self, cast: Cast) -> None:
        lin = self.client(cast.lin)
        made = lin.post("/api/v1/stand-ins", self.body(cast), content_type="application/json")
        assert made.status_code == 201, made.content
        row = made.json()["stand_in"]
        assert (row["principal"]["name"], row["deputy"]["name"], row["is_in_effect"]) == ("林调度", "唐候补", True)
        assert cast.tang_may()
        listed = lin.get(f"/api/v1/stand-ins?node={cast.town.city.pk}").json()["stand_ins"]
        assert [one["id"] for one in listed] == [row["id"]]
        people = lin.get(f"/api/v1/stand-ins/people?node={cast.town.city.pk}").json()["people"]
        assert {"林调度", "唐候补", "何静"} == {person["name"] for person in people}
        assert lin.delete(f"/api/v1/stand-ins/{row['id']}").status_code == 200
        assert not cast.tang_may()
        assert lin.get(f"/api/v1/stand-ins?node={cast.town.city.pk}").json() == {"stand_ins": []}

    def test_others_do_not_and_a_station_sees_nothing_above_itself(self, cast: Cast) -> None:
        he = self.client(cast.town.he)
        assert he.post("/api/v1/stand-ins", self.body(cast), content_type="application/json").status_code == 403
        assert he.get(f"/api/v1/stand-ins?node={cast.town.city.pk}").status_code == 404
        row = cast.name()
        assert he.delete(f"/api/v1/stand-ins/{row.pk}").status_code == 403
        assert cast.tang_may()
