"""Taking a case in: durable before it is answered, once per idempotency key, and of the anonymous nothing is kept.

Whoever reports wrongdoing anonymously acts as nobody: neither the log nor the receipt holds the address they came from.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from dispatch.kernel import actors, clock, commands
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.models import Node, User
from repairs import intake, numbers
from repairs.cases import catalogue, clocks, forms, lifecycle, owing, steps
from repairs.cases.forms import CaseForm
from repairs.models import Case, WorkOrder


def take(actor: Actor, form: CaseForm, key: str | None = None) -> dict[str, Any]:
    """Take one case; gives its number, its tracking code and the papers that are still missing. Raises its refusal."""
    root = intake.root_for(actor)
    asker = _asker(actor, form)
    if asker.kind == "customer" and key is not None and len(key) < intake.UNGUESSABLE:
        # A short key is known only together with where it came from, and of some nothing may be kept.
        key = None if asker.id is None else key
    settled = forms.settle(form, _today(root), actor.language)

    def work(tx: Tx) -> dict[str, Any]:
        order = _related(settled, actor.language)
        case = _make(tx, settled, root, order)
        return {
            "number": case.number,
            "tracking_code": case.tracking_code,
            "track_url": f"/track/{case.tracking_code}",
            "papers_missing": case.papers,
        }

    answer = commands.perform(asker, "case.make", work, key=key, body=settled.model_dump(mode="json"))
    return {name: value for name, value in answer.items() if name != "heads"}


def check(actor: Actor, form: CaseForm) -> None:
    """Say everything that is missing or wrong, without taking it."""
    forms.settle(form.model_copy(deep=True), _today(intake.root_for(actor)), actor.language)


def _asker(actor: Actor, form: CaseForm) -> Actor:
    """Who the case is taken from, for log and receipt."""
    if actor.kind == "customer" and form.business_type == "wrongdoing_report":
        return actors.customer("", actor.language)
    return actor


def _make(tx: Tx, form: CaseForm, root: Node, order: WorkOrder | None) -> Case:
    kind = form.business_type
    missing = catalogue.papers_missing(form.fields) if kind in lifecycle.APPLICATION else []
    case = Case(
        number=numbers.number(_local(tx.at, root).date(), _serial()),
        tracking_code=numbers.tracking_code(),
        business_type=kind,
        utility=form.utility.value,
        subject=form.subject,
        content=form.content,
        fields=form.fields,
        is_anonymous=form.is_anonymous,
        is_confidential=form.is_confidential,
        contact_name=form.contact_name,
        contact_phone=form.contact_phone,
        address=form.address,
        channel=form.channel,
        language=form.language,
        related_order=order,
        taken_at=tx.at,
        taken_by=tx.actor.key,
        first_asked=_first_asked(tx, kind),
        node=root,
        owner_node=root,
        grade=lifecycle.FIRST_GRADE.get(kind, ""),
        state="awaiting_papers" if missing else "taken",
        state_before="taken" if missing else "",
        papers=missing,
        changed_by=tx.actor.name[:80],
        updated_at=tx.at,
    )
    case.save(force_insert=True)
    clocks.apply(tx, case, (), ("papers",) if missing else lifecycle.FROM_THE_START[kind])
    case.save(update_fields=["due_at", "due_kind"])
    steps.note(tx, case, "take_in", "", {"channel": case.channel})
    if missing:
        # What is missing is said at once, by the form itself.
        steps.note(tx, case, "ask_papers", "", {"papers": missing})
    tx.record(f"case:{case.pk}", "case.taken", {"state": case.state, "channel": case.channel, "by": tx.actor.name})
    owing.bring_up_to_date(tx, case)
    return case


def _first_asked(tx: Tx, kind: str) -> User | None:
    """Who took it answers for it to the end; but of wrongdoing nobody who is not named keeps sight."""
    return None if kind in lifecycle.SECRET else steps.user_of(tx)


def _related(form: CaseForm, language: str) -> WorkOrder | None:
    if not form.related_number:
        return None
    number = numbers.parse(form.related_number)
    found = WorkOrder.objects.filter(request__number=number).first() if number else None
    if found is None:
        raise forms.refusal([("related_number", "number_unknown")], language)
    return found


def _serial() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('repairs_number')")
        return int(cursor.fetchone()[0])


def _local(at: datetime, node: Node) -> datetime:
    return at.astimezone(ZoneInfo(node.time_zone))


def _today(node: Node) -> date:
    return _local(clock.now(), node).date()
