"""A town with the desks that handle cases: a centre at the root, a bureau, a station, and a neighbour beside it."""

from typing import Any

from dispatch.kernel import accounts, actors, commands, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import Actor
from dispatch.kernel.models import Node, Receipt, User
from repairs import policies
from repairs.cases import steps, taking, verbs
from repairs.cases.forms import CaseForm
from repairs.models import Case, Todo
from tests.rules.test_case_forms import FULL


class Service:
    """Fang answers the phone at the centre, Rong reviews there, Qiu visits back; He coordinates the station.

    Du dispatches at the county above it, Gao coordinates the station beside it, Shen audits, Bai is a second reviewer.
    """

    def __init__(self) -> None:
        policies.forget()
        self.root = organisation.add_node(None, "city", "湖滨市", "Lakeside")
        self.county = organisation.add_node(self.root, "county", "东区", "East")
        self.station = organisation.add_node(self.county, "station", "湖滨供电所", "Lakeside Power")
        self.beside = organisation.add_node(self.county, "station", "山前供电所", "Hill Power")
        self.fang = self.person("fang", "方慧", Role.AGENT, self.root)
        self.rong = self.person("rong", "荣毅", Role.REVIEWER, self.root)
        self.bai = self.person("bai", "白鹭", Role.REVIEWER, self.root)
        self.qiu = self.person("qiu", "邱月", Role.QUALITY, self.root)
        self.shen = self.person("shen", "沈安", Role.AUDITOR, self.root)
        self.du = self.person("du", "杜若", Role.DISPATCHER, self.county)
        self.he = self.person("he", "何静", Role.COORDINATOR, self.station)
        self.gao = self.person("gao", "高远", Role.COORDINATOR, self.beside)

    def person(self, username: str, name: str, role: Role, node: Node) -> User:
        user = User.objects.create(username=username, display_name=name)
        accounts.grant(user, role, node)
        return user

    def form(self, kind: str, **more: Any) -> CaseForm:
        said = {
            "business_type": kind,
            "utility": "electricity",
            "subject": f"{kind} 标题",
            "content": "具体情况如下",
            "fields": FULL[kind],
            "contact_name": "王女士",
            "contact_phone": "13800001111",
            "address": "湖滨路 8 号",
        }
        return CaseForm.model_validate({**said, **more})

    def take(self, kind: str, by: User | None = None, **more: Any) -> Case:
        """A case as it is right after intake: by an agent, or by a customer on the web."""
        actor = actors.of_user(by) if by else actors.customer("10.0.0.1")
        return Case.objects.get(number=taking.take(actor, self.form(kind, **more))["number"])

    def do(self, by: User | Actor, case: Case, verb: str, *said: Any) -> Case:
        """A step, as whoever; access is the HTTP tests' matter."""
        actor = actors.of_user(by) if isinstance(by, User) else by

        def work(tx: commands.Tx) -> None:
            getattr(verbs, verb)(tx, steps.locked(case.pk), *said)

        commands.perform(actor, f"case.{verb}", work)
        return fresh(case)

    def routed(self, kind: str = "complaint", **more: Any) -> Case:
        """With the station, taken in by Fang."""
        return self.do(self.fang, self.take(kind, self.fang, **more), "route", self.station)

    def answered(self, kind: str = "complaint") -> Case:
        case = self.do(self.he, self.routed(kind), "take")
        return self.do(self.he, case, "answer", "已安排整改")


def fresh(case: Case) -> Case:
    return Case.objects.select_related("owner", "owner_node", "node", "first_asked").get(pk=case.pk)


def owed(case: Case) -> Todo:
    """The one open todo of a case."""
    return Todo.objects.get(kind="case", subject=f"case:{case.pk}", closed_at=None)


def running(case: Case) -> dict[str, Any]:
    """Deadlines that run, by kind."""
    return {row.kind: row.due_at for row in case.clocks.filter(stopped_at=None)}


def receipts() -> str:
    """All that the receipts of idempotency keys hold, as one text."""
    return "\n".join(f"{row.actor} {row.key} {row.answer}" for row in Receipt.objects.all())
