"""Evidence of a visit: announced in the order of the taps, its bytes taken in pieces, judged when all are here.

The announcement is small and goes with the phone's other deeds; the bytes follow when the line carries them and hold
nobody up. Bytes are also taken for a visit that was withdrawn or given away meanwhile: what was seen at the place is
true whoever the order belongs to, so it is kept and marked.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatch.kernel import clock, texts
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import board_streams
from field import exhibit_rules, pictures, visits
from field.lifecycle import VisitState
from field.models import Exhibit, ExhibitPiece, Technician, Visit
from field.visits import Said
from repairs import orders, policies


@dataclass(frozen=True, slots=True)
class Announced:
    """What the phone says of a thing that it keeps. Position in WGS-84, `size` in bytes."""

    phone_id: UUID
    kind: str
    purpose: str
    sha256: str
    size: int
    taken_at: datetime | None
    lon: float | None = None
    lat: float | None = None
    accuracy_m: float | None = None


def announce(tx: Tx, visit: Visit, said: Announced) -> dict[str, Any]:
    """The phone keeps evidence of a visit and will send it; saying so twice is once. Gives {exhibit: as phones see it}.

    Refuses with exhibit.purpose_unknown, exhibit.too_large, exhibit.too_many, exhibit.differs.
    """
    visit = visits.locked(visit)
    known = Exhibit.objects.filter(phone_id=said.phone_id).defer("content").first()
    if known is not None:
        if (known.visit_id, known.sha256, known.kind) != (visit.pk, said.sha256, said.kind):
            raise Refusal("exhibit.differs")
        return {"exhibit": phone_view(known, tx.actor.language)}
    exhibit_rules.check_announced(said.kind, said.purpose, said.size, _most_bytes(said.kind, visit))
    most = int(policies.number("exhibit.most_of_visit", visit.order))
    if visit.exhibits.count() >= most:
        raise Refusal("exhibit.too_many", limit=most)
    is_late = visit.state == VisitState.CANCELLED
    row = Exhibit.objects.create(
        visit=visit,
        phone_id=said.phone_id,
        kind=said.kind,
        purpose=said.purpose,
        sha256=said.sha256,
        size=said.size,
        taken_at=said.taken_at,
        lon=said.lon,
        lat=said.lat,
        accuracy_m=said.accuracy_m,
        announced_at=tx.at,
        is_late=is_late,
    )
    if is_late:
        # A person decides about work that was done for an order which had gone elsewhere.
        visits.keep_late(tx, visit, "exhibits", Said(device_at=said.taken_at), exhibit=row.pk, kind=row.kind)
    _tell(tx, visit, row, "order.exhibit_announced")
    return {"exhibit": phone_view(row, tx.actor.language)}


def receive(tx: Tx, technician: Technician, phone_id: UUID, place: int, piece: bytes) -> dict[str, Any]:
    """Bytes of an announced exhibit, from `place` on. What is here already is not taken again; the last piece decides.

    Refuses with not_found, exhibit.gap, exhibit.too_long. That the bytes are not fit to be kept is no refusal of this
    command, which would roll it back, but the exhibit's own state.
    """
    row = _held(technician, phone_id, place + len(piece))
    if row.state == Exhibit.State.ANNOUNCED:
        if place > row.received:
            raise Refusal("exhibit.gap", received=row.received)
        if place + len(piece) > row.size:
            raise Refusal("exhibit.too_long")
        fresh = piece[row.received - place :]
        if fresh:
            ExhibitPiece.objects.create(exhibit=row, place=row.received, content=fresh)
            row.received += len(fresh)
            if row.received == row.size:
                _judge(tx, row)
            row.save()
    return {"exhibit": phone_view(row, tx.actor.language)}


def standing(technician: Technician, phone_id: UUID, language: str) -> dict[str, Any]:
    """How far an exhibit is, for a phone that goes on with it."""
    row = Exhibit.objects.filter(phone_id=phone_id, visit__technician=technician).defer("content").first()
    if row is None:
        raise Refusal("not_found")
    return {"exhibit": phone_view(row, language)}


def phone_view(row: Exhibit, language: str) -> dict[str, Any]:
    """What the phone needs to know to go on: how many bytes are here, and how it ended."""
    return {
        "id": str(row.phone_id),
        "state": row.state,
        "received": row.received,
        "size": row.size,
        "is_late": row.is_late,
        "problem": {"code": row.problem, "title": said_of(row, language)} if row.problem else None,
    }


def said_of(row: Exhibit, language: str) -> str:
    """Why an exhibit was refused, in words."""
    limit = pictures.LONGEST_SIDE
    return texts.say(f"problem.{row.problem}", language, limit=limit) if row.problem else ""


def purposes_of(visit: Visit) -> dict[str, int]:
    """How many photos of each purpose a visit has, announced ones too: the phone holds them and they will come."""
    found: dict[str, int] = {}
    rows = visit.exhibits.filter(kind=Exhibit.Kind.PHOTO).exclude(state=Exhibit.State.REFUSED)
    for purpose in rows.values_list("purpose", flat=True):
        found[purpose] = found.get(purpose, 0) + 1
    return found


def _held(technician: Technician, phone_id: UUID, end: int) -> Exhibit:
    """The technician's own exhibit, locked; with bytes up to its `end` its order too, which is locked first."""
    mine = Exhibit.objects.filter(phone_id=phone_id, visit__technician=technician)
    order_ids = mine.filter(size__lte=end).values_list("visit__order_id", flat=True)
    locked = orders.locked(order_ids)
    row = mine.select_for_update(of=("self",)).select_related("visit__technician", "visit__order").first()
    if row is None:
        raise Refusal("not_found")
    row.visit.order = locked.get(row.visit.order_id, row.visit.order)
    return row


def _judge(tx: Tx, row: Exhibit) -> None:
    """All bytes are here: kept to be shown, asked for again, or refused for good."""
    pieces = row.pieces.order_by("place").values_list("content", flat=True)
    body = b"".join(bytes(piece) for piece in pieces)
    row.pieces.all().delete()
    is_same = exhibit_rules.is_as_announced(body, row.sha256)
    if not is_same and row.restarts < exhibit_rules.RESTARTS:
        row.received, row.restarts = 0, row.restarts + 1
        return
    try:
        if not is_same:
            raise Refusal("exhibit.hash_differs")
        shown = exhibit_rules.shown(row.kind, body)
        row.content, row.type, row.camera = shown.content, shown.type, dict(shown.camera)
        row.width, row.height = shown.width, shown.height
    except Refusal as refusal:
        row.problem = refusal.code
    row.state = Exhibit.State.REFUSED if row.problem else Exhibit.State.WHOLE
    row.settled_at = tx.at
    _tell(tx, row.visit, row, "order.exhibit_refused" if row.problem else "order.exhibit_received")


def _tell(tx: Tx, visit: Visit, row: Exhibit, kind: str) -> None:
    """The order's log and the boards that see it. That bytes arrived is no story of its own."""
    order = visit.order
    facts = {"visit_id": visit.pk, "technician": visit.technician.name, "kind": row.kind, "purpose": row.purpose}
    if kind != "order.exhibit_received":
        more = {"device_at": clock.iso(row.taken_at), "is_late": row.is_late, "problem": row.problem}
        tx.record(f"order:{order.pk}", kind, {**facts, **{name: value for name, value in more.items() if value}})
    tx.record_all(board_streams(order.node.path), kind, {"order": dict(orders.card(order))})


def _most_bytes(kind: str, visit: Visit) -> int:
    codes = {"photo": "exhibit.photo_size", "signature": "exhibit.signature_size", "voice": "exhibit.voice_size"}
    return int(policies.number(codes[kind], visit.order) * 1024)
