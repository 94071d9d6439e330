"""Storm mode: one switch for a part of the tree, and back to normal with a report.

While it is on, the limits of the season `storm` hold below the node (policy rows, so each house sets its own),
customers read its notice, and important users go further ahead. Public promises are not loosened by it: what is late is
late, and the notice says why. Somebody is asked now and then whether it is still needed, because nobody switches off
what is forgotten.
"""

from datetime import datetime, timedelta
from typing import Any, TypedDict

from dispatch.kernel import audit, clock
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from dispatch.kernel.organisation import board_streams
from repairs import policies, storm_state, todos
from repairs.models import Policy, Storm

TODO = "storm"


class StormCard(TypedDict):
    """A storm as every board below and above it shows it."""

    id: int
    node_id: int
    node_name: str
    node_name_en: str
    node_path: str
    name: str
    notice_zh: str
    notice_en: str
    began_at: str | None
    began_by: str
    look_again_at: str | None
    ended_at: str | None
    ended_by: str


def card(storm: Storm) -> StormCard:
    """The card of a storm whose node is loaded."""
    return {
        "id": storm.pk,
        "node_id": storm.node_id,
        "node_name": storm.node.name,
        "node_name_en": storm.node.name_en or storm.node.name,
        "node_path": storm.node.path,
        "name": storm.name,
        "notice_zh": storm.notice_zh,
        "notice_en": storm.notice_en,
        "began_at": clock.iso(storm.began_at),
        "began_by": storm.began_name,
        "look_again_at": clock.iso(storm.look_again_at),
        "ended_at": clock.iso(storm.ended_at),
        "ended_by": storm.ended_name,
    }


def seen_from(path: str) -> list[StormCard]:
    """Storms that are on at the node of `path`, above it or below it."""
    rows = Storm.objects.select_related("node").filter(ended_at=None).order_by("began_at")
    return [card(row) for row in rows if path.startswith(row.node.path) or row.node.path.startswith(path)]


def rules(at: datetime) -> list[tuple[Policy, Policy | None]]:
    """The limits that a storm changes, each with the row that holds for the same without one."""
    rows = [row for row in Policy.objects.order_by("code", "pk") if _holds(row, at)]
    plain = {_place(row): row for row in rows if not row.season}
    return [(row, plain.get(_place(row))) for row in rows if row.season == storm_state.SEASON]


def begin(tx: Tx, node: Node, name: str, notice_zh: str, notice_en: str, look_again_at: datetime) -> Storm:
    """Switch it on. Refuses storm.on_already where it is on here or above, storm.look_again_wrong."""
    # The node's row is the lock: two who switch at once wait for one another.
    Node.objects.select_for_update().get(pk=node.pk)
    for other in Storm.objects.select_related("node").filter(ended_at=None):
        if node.path.startswith(other.node.path):
            raise Refusal("storm.on_already", name=other.name, node=other.node.name)
    _judge(tx, look_again_at)
    storm = Storm.objects.create(
        node=node,
        name=name,
        notice_zh=notice_zh,
        notice_en=notice_en,
        began_at=tx.at,
        began_by=tx.actor.key,
        began_name=tx.actor.name[:80],
        look_again_at=look_again_at,
    )
    _owe(tx, storm)
    _tell(tx, storm, "storm.began")
    audit.record(tx.actor, "storm.began", f"node:{node.pk}", {"storm": storm.pk, "name": name})
    return storm


def change(tx: Tx, storm: Storm, notice_zh: str, notice_en: str, look_again_at: datetime) -> None:
    """Other words for the customers, or another time to look again, of a locked storm. Refuses storm.over."""
    if storm.ended_at is not None:
        raise Refusal("storm.over")
    _judge(tx, look_again_at)
    storm.notice_zh, storm.notice_en, storm.look_again_at = notice_zh, notice_en, look_again_at
    storm.save(update_fields=["notice_zh", "notice_en", "look_again_at"])
    todos.close(tx, TODO, f"storm:{storm.pk}", "looked")
    _owe(tx, storm)
    _tell(tx, storm, "storm.changed")


def end(tx: Tx, storm: Storm, report: dict[str, Any]) -> None:
    """Back to normal: a locked storm ends, and what was done in it is kept. Refuses storm.over."""
    if storm.ended_at is not None:
        raise Refusal("storm.over")
    storm.ended_at, storm.ended_by, storm.ended_name = tx.at, tx.actor.key, tx.actor.name[:80]
    storm.report = report
    storm.save(update_fields=["ended_at", "ended_by", "ended_name", "report"])
    todos.close(tx, TODO, f"storm:{storm.pk}", "ended")
    _tell(tx, storm, "storm.ended")
    audit.record(tx.actor, "storm.ended", f"node:{storm.node_id}", {"storm": storm.pk, "name": storm.name})


def _judge(tx: Tx, look_again_at: datetime) -> None:
    longest = timedelta(seconds=policies.seconds("storm.look_again_within", at=tx.at))
    if not tx.at < look_again_at <= tx.at + longest:
        raise Refusal("storm.look_again_wrong", hours=round(longest / timedelta(hours=1)))


def _owe(tx: Tx, storm: Storm) -> None:
    facts = {"name": storm.name}
    todos.open_(tx, TODO, f"storm:{storm.pk}", storm.node, "dispatcher", storm.look_again_at, facts=facts)


def _tell(tx: Tx, storm: Storm, kind: str) -> None:
    """Every board that has the node in its scope, and every board below it."""
    below = Node.objects.filter(path__startswith=storm.node.path).exclude(pk=storm.node_id).order_by("pk")
    streams = [*board_streams(storm.node.path), *(f"board:{pk}" for pk in below.values_list("pk", flat=True))]
    tx.record_all(streams, kind, {"storm": dict(card(storm))})
    storm_state.forget()


def _holds(row: Policy, at: datetime) -> bool:
    return row.effective_from <= at and (row.effective_to is None or row.effective_to > at)


def _place(row: Policy) -> tuple[str, ...]:
    return row.code, row.utility, row.business_type, row.symptom, row.urgency, row.scene
