"""Reinforcements: a technician works for another station until a time, under its scope, and then is home again.

The host's side asks; the home's side lends, or refuses with a reason. What the technician has not begun goes back to
the home station for another choice; what is begun is finished wherever they belong by then. The time is a row in the
timers, so they come back whoever is awake.
"""

from datetime import datetime, timedelta
from typing import Any

from coverage.models import Station
from dispatch.kernel import accounts, clock, timers
from dispatch.kernel.access_table import Role
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.organisation import board_streams
from field import visits
from field.models import Reinforcement, Technician
from repairs import orders, policies, todos

OVER = "reinforcement.over"
TODO = "reinforcement"
State = Reinforcement.State


def ask(tx: Tx, technician: Technician, host: Station, until: datetime, note: str) -> Reinforcement:
    """Ask for a technician of another station.

    Refuses reinforcement.same_station, .lent_already, .not_able where the station has no work for them, .until_wrong.
    """
    technician = (
        Technician.objects.select_for_update(of=("self",)).select_related("station__node").get(pk=technician.pk)
    )
    if technician.station_id == host.pk:
        raise Refusal("reinforcement.same_station", name=technician.name)
    if technician.reinforcements.filter(state__in=(State.ASKED, State.RUNNING)).exists():
        raise Refusal("reinforcement.lent_already", name=technician.name)
    if not set(technician.skills) & set(host.skills):
        raise Refusal("reinforcement.not_able", name=technician.name)
    longest = timedelta(seconds=policies.seconds("reinforcement.longest", at=tx.at))
    if not tx.at < until <= tx.at + longest:
        raise Refusal("reinforcement.until_wrong", days=round(longest / timedelta(days=1)))
    row = Reinforcement.objects.create(
        technician=technician,
        home=technician.station,
        host=host,
        until=until,
        note=note,
        asked_at=tx.at,
        asked_by=tx.actor.key,
        asked_name=tx.actor.name[:80],
    )
    within = timedelta(seconds=policies.seconds("reinforcement.decide_within", at=tx.at))
    facts = {"name": technician.name, "host": host.node.name, "host_en": host.node.name_en or host.node.name}
    region = row.home.node.parent or row.home.node
    todos.open_(tx, TODO, _subject(row), region, "dispatcher", tx.at + within, facts=facts)
    _say(tx, row, "reinforcement.asked")
    return row


def lend(tx: Tx, row: Reinforcement) -> None:
    """The home's side agrees: the locked row runs from now on."""
    _decide(tx, row, State.RUNNING, "")
    if row.until <= tx.at:
        raise Refusal("reinforcement.until_wrong", days=0)
    # Orders are locked before technicians, everywhere.
    visits.hand_back(tx, row.technician, "lent")
    _move(tx, row.technician_id, row.home, row.host)
    timers.arm(OVER, str(row.pk), row.until)
    _say(tx, row, "reinforcement.lent")


def refuse(tx: Tx, row: Reinforcement, note: str) -> None:
    """The home's side keeps the technician, and says why."""
    if len(note.strip()) < 2:
        raise Refusal("reason.required")
    _decide(tx, row, State.REFUSED, note)
    _say(tx, row, "reinforcement.refused")


def end(tx: Tx, row: Reinforcement) -> None:
    """Back home before the time, or a wish taken back."""
    if row.state == State.ASKED:
        _decide(tx, row, State.CALLED_OFF, "")
        _say(tx, row, "reinforcement.called_off")
    elif row.state == State.RUNNING:
        timers.cancel(OVER, str(row.pk))
        _go_home(tx, row)
    else:
        raise Refusal("reinforcement.over")


@timers.handler(OVER)
def over(tx: Tx, due: timers.Due) -> None:
    """The time is over: the technician belongs to the home station again."""
    rows = Reinforcement.objects.select_for_update(of=("self",)).select_related(
        "technician", "home__node", "host__node"
    )
    row = rows.filter(pk=int(due.subject), state=State.RUNNING).first()
    if row is not None:
        _go_home(tx, row)


def card(row: Reinforcement) -> dict[str, Any]:
    """A reinforcement as desks list it; technician and both stations' nodes are loaded with it."""
    return {
        "id": row.pk,
        "technician_id": row.technician_id,
        "name": row.technician.name,
        "name_en": row.technician.name_en or row.technician.name,
        "skills": list(row.technician.skills),
        **{
            f"{side}{key}": value
            for side, station in (("home", row.home), ("host", row.host))
            for key, value in (
                ("_id", station.pk),
                ("_name", station.node.name),
                ("_name_en", station.node.name_en or station.node.name),
            )
        },
        "state": row.state,
        "until": clock.iso(row.until),
        "note": row.note,
        "asked_at": clock.iso(row.asked_at),
        "asked_by": row.asked_name,
        "decided_at": clock.iso(row.decided_at),
        "decided_by": row.decided_name,
        "decided_note": row.decided_note,
        "ended_at": clock.iso(row.ended_at),
    }


def _go_home(tx: Tx, row: Reinforcement) -> None:
    visits.hand_back(tx, row.technician, "back_home")
    row.state, row.ended_at, row.ended_name = State.OVER.value, tx.at, tx.actor.name[:80]
    row.save(update_fields=["state", "ended_at", "ended_name"])
    _move(tx, row.technician_id, row.host, row.home)
    _say(tx, row, "reinforcement.over")


def _move(tx: Tx, technician_id: int, before: Station, after: Station) -> None:
    """From one station's people to another's, with the right to work there."""
    technician = Technician.objects.select_for_update(of=("self",)).select_related("user").get(pk=technician_id)
    technician.station = after
    technician.version += 1
    technician.save(update_fields=["station", "version"])
    accounts.revoke(technician.user, Role.TECHNICIAN, before.node)
    accounts.grant(technician.user, Role.TECHNICIAN, after.node)
    seen = set(board_streams(after.node.path))
    left = [stream for stream in board_streams(before.node.path) if stream not in seen]
    tx.record_all(left, "technician.left", {"technician_id": technician.pk})
    visits.tell_boards(tx, [technician])
    orders.hands_free(after.pk)


def _decide(tx: Tx, row: Reinforcement, state: Reinforcement.State, note: str) -> None:
    if row.state != State.ASKED:
        raise Refusal("reinforcement.decided_already", name=row.decided_name)
    row.state, row.decided_at, row.decided_name, row.decided_note = state.value, tx.at, tx.actor.name[:80], note[:300]
    row.save(update_fields=["state", "decided_at", "decided_name", "decided_note"])
    todos.close(tx, TODO, _subject(row), state.value)


def _say(tx: Tx, row: Reinforcement, kind: str) -> None:
    """Every board of either side hears it."""
    streams = [*board_streams(row.home.node.path), *board_streams(row.host.node.path)]
    tx.record_all(list(dict.fromkeys(streams)), kind, {"reinforcement": card(row)})


def _subject(row: Reinforcement) -> str:
    return f"reinforcement:{row.pk}"
