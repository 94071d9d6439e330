"""The console's reducer, as the protocol promises that it may be: put each card in its place, remove what ended."""

from collections.abc import Iterable, Mapping
from typing import Any

from repairs.lifecycle import ENDED

PLACES = {"order": "orders", "technician": "technicians", "station": "stations", "alarm": "alarms", "todo": "todos"}
# Positions are live, not logged; whether a station is open goes by the clock; its orders a console counts itself.
LIVE = {"technicians": {"lon", "lat", "position_at"}, "stations": {"is_open", "open_orders"}}

ENDS = {"alarm": "cleared_at", "todo": "closed_at"}

Board = dict[str, Any]


def of(state: Mapping[str, Any]) -> Board:
    """A board state with cards by id."""
    board: Board = {place: {card["id"]: dict(card) for card in state[place]} for place in PLACES.values()}
    return {**board, "coverage_version": state["coverage_version"]}


def reduce(board: Board, entries: Iterable[Mapping[str, Any]]) -> Board:
    """The board after the entries ({kind, data} each), in place."""
    for entry in entries:
        data = entry["data"]
        if entry["kind"] == "order.left":
            board["orders"].pop(data["order_id"], None)
        elif entry["kind"] == "coverage.activated":
            board["coverage_version"] = data["coverage_version"]
        else:
            ((name, card),) = data.items()
            cards = board[PLACES[name]]
            cards[card["id"]] = card
            if (name == "order" and card["state"] in ENDED) or (
                ENDS.get(name) is not None and card[ENDS[name]] is not None
            ):
                del cards[card["id"]]
    return board


def logged(board: Board) -> Board:
    """What of a board the log answers for."""
    kept = {
        place: {
            pk: {name: value for name, value in card.items() if name not in LIVE.get(place, ())}
            for pk, card in board[place].items()
        }
        for place in PLACES.values()
    }
    return {**kept, "coverage_version": board["coverage_version"]}
