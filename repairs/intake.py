"""Taking requests in: durable before it is answered, many in one transaction, each exactly once.

A request costs a handful of statements whether one or hundreds come together, so a storm is written in groups (see
`lane`). Nothing here touches a board stream: their heads are the hottest rows of the product and would make every
intake wait for the one before it. The engine tells the boards when it claims the order, a moment later.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import orjson
from django.db import connection
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from coverage import important_users
from coverage.datums import to_wgs84
from coverage.models import ImportantUser
from coverage.trade import Utility
from dispatch.kernel import commands, events, timers
from dispatch.kernel.actors import Actor
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.models import Node
from repairs import cards, catalogue, clocks, numbers, policies, rows, storm_state
from repairs.models import Clock, ServiceRequest, WorkOrder

UNGUESSABLE = 32
"""Characters of a key that is surely random: a UUID's hexadecimal digits."""
PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{4,24}([转x][0-9]{1,6})?")


def printable(text: str) -> str:
    """What somebody typed without signs that nobody can see."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C").strip()


Text = Annotated[str, AfterValidator(printable)]


class Place(Schema):
    """A point: longitude, latitude, their datum, how exact it is in metres, and where it came from."""

    model_config = ConfigDict(extra="forbid")
    lon: float = Field(allow_inf_nan=False)
    lat: float = Field(allow_inf_nan=False)
    datum: Literal["WGS-84", "GCJ-02", "BD-09"] = "WGS-84"
    accuracy_m: float | None = Field(None, ge=0, le=100_000, allow_inf_nan=False)
    source: Literal["gps", "map", "address", "meter", ""] = ""

    @field_validator("datum", mode="before")
    @classmethod
    def _known_alias(cls, value: object) -> object:
        aliases = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "bd09": "BD-09"}
        return aliases.get(value.lower().replace("-", ""), value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _on_the_map(self) -> "Place":
        if not (-180 <= self.lon <= 180 and -90 <= self.lat <= 90):
            raise PydanticCustomError("off_the_map", "off the map")
        return self


class IntakeForm(Schema):
    """What a request says. Either an address or a point is needed; both are better."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "utility": "electricity",
                "symptom": "no_power",
                "place": {"lon": 113.65, "lat": 34.76, "datum": "WGS-84"},
                "address": "建设路 18 号",
                "contact_phone": "13800001111",
            }
        },
    )
    utility: Utility
    business_type: str = "fault_repair"
    symptom: str
    place: Place | None = None
    address: Annotated[Text, Field(max_length=300)] = ""
    extent: str = "household"
    channel: str = "web"
    hazards: list[str] = Field(default_factory=list, max_length=len(catalogue.HAZARDS))
    contact_name: Annotated[Text, Field(max_length=60)] = ""
    contact_phone: Annotated[Text, Field(max_length=30)] = ""
    description: Annotated[Text, Field(max_length=1000)] = ""
    language: Literal["zh", "en"] = "zh"
    scene: Literal["city", "rural", "remote"] = "city"

    @field_validator("business_type", "extent", "channel", "hazards")
    @classmethod
    def _known(cls, value: Any, info: Any) -> Any:
        known = {
            "business_type": catalogue.BUSINESS_TYPES,
            "extent": catalogue.EXTENTS,
            "channel": catalogue.CHANNELS,
            "hazards": catalogue.HAZARDS,
        }[info.field_name]
        for one in value if isinstance(value, list) else [value]:
            if one not in known:
                raise PydanticCustomError("unknown_value", "no such choice")
        return value

    @field_validator("contact_phone")
    @classmethod
    def _phone(cls, value: str) -> str:
        # Chinese keyboards write full-width digits and signs.
        value = unicodedata.normalize("NFKC", value)
        if value and not PHONE.fullmatch(value):
            raise PydanticCustomError("phone_shape", "not a phone number")
        return value

    @field_validator("symptom")
    @classmethod
    def _symptom(cls, value: str, info: Any) -> str:
        symptom = catalogue.SYMPTOMS.get(value)
        if symptom is None:
            raise PydanticCustomError("unknown_value", "no such choice")
        if info.data.get("utility") not in (None, symptom.utility):
            raise PydanticCustomError("symptom_of_other_utility", "of another utility")
        return value

    @model_validator(mode="after")
    def _somewhere(self) -> "IntakeForm":
        if self.place is None and not self.address:
            raise PydanticCustomError("place_needed", "an address or a point is needed")
        return self


@dataclass(frozen=True)
class Wanted:
    """One request to take: who asks, what, and under which idempotency key."""

    actor: Actor
    form: IntakeForm
    key: str | None = None
    # What the asker should know of the address while the caller is on the line; it goes into the answer as it is.
    address: dict[str, Any] | None = None


Answer = dict[str, Any]


def take(actor: Actor, form: IntakeForm, key: str | None = None) -> Answer:
    """Take one request; raises its refusal."""
    outcome = take_many([Wanted(actor, form, key)])[0]
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


def take_many(wanted: Sequence[Wanted]) -> list[Answer | Refusal]:
    """Take many requests in one transaction. Each gets its own answer or refusal; all that are answered are durable."""
    with commands.begun(wanted[0].actor) as tx:
        return take_within(tx, wanted)


def take_within(tx: Tx, wanted: Sequence[Wanted]) -> list[Answer | Refusal]:
    """The same inside a command that is open already."""
    drawn = _draw(len(wanted))
    roots = _roots()
    made = [_rows(tx, one, roots, *ids) for one, ids in zip(wanted, drawn, strict=True)]
    answers = [_answer(order, one.address) for order, one in zip(made, wanted, strict=True)]
    known = _receipts(tx, wanted, answers)
    fresh = [order for order, earlier in zip(made, known, strict=True) if earlier is None]
    rows.insert([order.request for order in fresh])
    begun = [clocks.new(order, kind, tx.at) for order in fresh for kind in ("issue", "arrival")]
    clocks.number(begun)
    per_order: dict[int, list[Clock]] = {}
    for row in begun:
        per_order.setdefault(row.order_id, []).append(row)
    for order in fresh:
        clocks.set_due(order, per_order[order.pk])
    rows.insert(fresh)
    rows.insert(begun)
    timers.arm_many(clocks.timer_of(row) for row in begun)
    askers = {order.pk: one.actor for order, one in zip(made, wanted, strict=True)}
    for order in fresh:
        actor, ticket = askers[order.pk], dict(cards.ticket(order))
        tx.record(
            f"order:{order.pk}",
            "order.taken",
            {"state": "waiting", "channel": order.request.channel, "by": order.changed_by},
            actor=actor,
        )
        tx.record(f"ticket:{order.request.tracking_code}", "ticket.updated", {"ticket": ticket}, actor=actor)
    return [answer if earlier is None else earlier for answer, earlier in zip(answers, known, strict=True)]


def _draw(count: int) -> list[tuple[int, int, int]]:
    """Ids of request and order and the serial of the public number, for `count` requests, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('repairs_servicerequest', 'id')),"
            " nextval(pg_get_serial_sequence('repairs_workorder', 'id')), nextval('repairs_number')"
            " FROM generate_series(1, %s)",
            [count],
        )
        return cursor.fetchall()


def _roots() -> dict[int, Node]:
    roots = {node.pk: node for node in Node.objects.filter(parent=None, is_active=True).order_by("pk")}
    if not roots:
        raise LookupError("there is no organisation yet: add a root node before taking requests")
    return roots


def root_for(actor: Actor) -> Node:
    """The root of the tree that the asker belongs to."""
    return _root_for(actor, _roots())


def _root_for(actor: Actor, roots: dict[int, Node]) -> Node:
    """The root of the tree that the asker belongs to; the first root for somebody who belongs to none."""
    for held in actor.grants:
        first = held.path.strip("/").split("/")[0]
        if first and int(first) in roots:
            return roots[int(first)]
    return next(iter(roots.values()))


def _rows(tx: Tx, one: Wanted, roots: dict[int, Node], request_id: int, order_id: int, serial: int) -> WorkOrder:
    form, node = one.form, _root_for(one.actor, roots)
    symptom = catalogue.SYMPTOMS[form.symptom]
    place = form.place
    lon, lat = point_of(form)
    day = _local_day(tx.at, node)
    important = important_users.at(lon, lat, form.contact_phone, form.utility.value, day)
    request = ServiceRequest(
        pk=request_id,
        number=numbers.number(day, serial),
        tracking_code=numbers.tracking_code(),
        utility=form.utility.value,
        business_type=form.business_type,
        symptom=form.symptom,
        extent=form.extent,
        channel=form.channel,
        hazards=list(dict.fromkeys(form.hazards)),
        lon=lon,
        lat=lat,
        given_lon=place.lon if place else None,
        given_lat=place.lat if place else None,
        given_datum=place.datum if place else "",
        accuracy_m=place.accuracy_m if place else None,
        place_source=place.source if place else "",
        address=form.address,
        contact_name=form.contact_name,
        contact_phone=form.contact_phone,
        description=form.description,
        language=form.language,
        taken_at=tx.at,
        taken_by=one.actor.key,
    )
    return WorkOrder(
        pk=order_id,
        request=request,
        utility=request.utility,
        business_type=request.business_type,
        symptom=request.symptom,
        work_class=symptom.work_class.value,
        skill=symptom.skill.value,
        priority=_priority(tx, catalogue.priority_of(symptom, form.extent, request.hazards), important),
        is_life_safety=catalogue.is_life_safety(symptom, request.hazards),
        scene=form.scene,
        node=node,
        opened_at=tx.at,
        updated_at=tx.at,
        claim_after=tx.at,
        changed_by=one.actor.name[:80],
        lon=lon,
        lat=lat,
        address=request.address,
        extent=request.extent,
        important_user=important.name if important else "",
    )


def _priority(tx: Tx, priority: int, important: ImportantUser | None) -> int:
    """An important user goes ahead of others by the policy's levels, further in a storm; never among life safety."""
    if important is None or priority <= 2:
        return priority
    seasons = storm_state.anywhere() if storm_state.over(important.node.path) else frozenset()
    return max(2, priority - int(policies.number("important.raise", at=tx.at, seasons=seasons)))


def point_of(form: IntakeForm) -> tuple[float | None, float | None]:
    """The form's point as WGS-84; (None, None) where it gives none."""
    place = form.place
    return to_wgs84(place.lon, place.lat, place.datum) if place else (None, None)


def _local_day(at: datetime, node: Node) -> Any:
    return at.astimezone(ZoneInfo(node.time_zone)).date()


def _answer(order: WorkOrder, address: dict[str, Any] | None) -> Answer:
    request = order.request
    return {
        **({} if address is None else {"address": address}),
        "number": request.number,
        "tracking_code": request.tracking_code,
        "state_key": "received",
        "is_life_safety": order.is_life_safety,
        "safety": catalogue.safety_of(catalogue.SYMPTOMS[request.symptom], request.hazards),
        "track_url": f"/track/{request.tracking_code}",
    }


def _receipts(tx: Tx, wanted: Sequence[Wanted], answers: Sequence[Answer]) -> list[Answer | Refusal | None]:
    """Claim the keys, answers included. Gives per request: None to go on, the earlier answer, or the refusal.

    Two of the same key in one batch: the first wins and the second finds its answer, as if it had come later.
    """
    keyed = [place for place, one in enumerate(wanted) if one.key is not None]
    outcome: list[Answer | Refusal | None] = [None] * len(wanted)
    if not keyed:
        return outcome
    digests = {
        place: commands.fingerprint("request.make", wanted[place].form.model_dump(mode="json")) for place in keyed
    }
    first: dict[tuple[str, str], int] = {}
    for place in keyed:
        first.setdefault(_name_of(wanted[place]), place)
    # In the order of the keys, so that two groups with the same keys cannot wait for each other in a circle.
    claims = sorted(first.items())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_receipt (actor, key, fingerprint, answer, at)"
            " SELECT g.actor, g.key, g.fingerprint, g.answer, %s FROM"
            " unnest(%s::text[], %s::text[], %s::text[], %s::jsonb[]) AS g(actor, key, fingerprint, answer)"
            " ON CONFLICT (actor, key) DO NOTHING RETURNING actor, key",
            [
                tx.at,
                [actor for (actor, _), _ in claims],
                [key for (_, key), _ in claims],
                [digests[place] for _, place in claims],
                [events.encode(answers[place]) for _, place in claims],
            ],
        )
        won = {first[actor, key] for actor, key in cursor.fetchall()}
        late = [place for place in keyed if place not in won]
        if late:
            cursor.execute(
                "SELECT r.actor, r.key, r.fingerprint, r.answer::text FROM kernel_receipt r"
                " JOIN unnest(%s::text[], %s::text[]) AS g(actor, key) ON r.actor = g.actor AND r.key = g.key",
                [list(names) for names in zip(*(_name_of(wanted[place]) for place in late), strict=True)],
            )
            known = {(actor, key): (digest, orjson.loads(answer)) for actor, key, digest, answer in cursor.fetchall()}
            for place in late:
                digest, answer = known[_name_of(wanted[place])]
                outcome[place] = answer if digest == digests[place] else Refusal("command.key_reused")
    return outcome


def _name_of(one: Wanted) -> tuple[str, str]:
    """Whose key it is, and the key.

    A customer's phone that sends again may come from another address by then, so a key too long to be guessed is enough
    of a name by itself; a short one is known only together with the address it came from.
    """
    key = one.key or ""
    return ("customer" if one.actor.kind == "customer" and len(key) >= UNGUESSABLE else one.actor.key), key
