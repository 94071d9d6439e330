"""The floor under intake: the very rows that the product wrote, written again with raw SQL.

One connection, one transaction per order, one statement per table, prepared, into empty copies of the tables with the
same indexes, checks and foreign keys. Per order that is: the request, the work order, its clocks and timers, the
receipt of the key, the decision with its explanation, the offer, the reservation, and every entry of the log that
speaks of it; and beside these rows the heads of its streams, the station's open orders and the slot's load are moved.
Nothing is read, checked, matched or answered: whoever writes these rows order by order cannot do less.
"""

import time
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import psycopg

# Each table with the query that says which of its rows belong to which order.
OF_ORDER = {
    "repairs_servicerequest": "SELECT o.id AS owner, t.* FROM repairs_workorder o"
    " JOIN repairs_servicerequest t ON t.id = o.request_id WHERE o.id = ANY(%s)",
    "repairs_workorder": "SELECT t.id AS owner, t.* FROM repairs_workorder t WHERE t.id = ANY(%s)",
    "repairs_clock": "SELECT t.order_id AS owner, t.* FROM repairs_clock t WHERE t.order_id = ANY(%s)",
    "kernel_timer": "SELECT c.order_id AS owner, t.* FROM repairs_clock c JOIN kernel_timer t"
    " ON (t.kind, t.subject) IN (('clock.threshold', c.id::text), ('offer.lapse', c.order_id::text))"
    " WHERE c.order_id = ANY(%s)",
    "kernel_receipt": "SELECT o.id AS owner, t.* FROM repairs_workorder o JOIN repairs_servicerequest r"
    " ON r.id = o.request_id JOIN kernel_receipt t ON t.answer->>'number' = r.number WHERE o.id = ANY(%s)",
    "board_decision": "SELECT t.order_id AS owner, t.* FROM board_decision t WHERE t.order_id = ANY(%s)",
    "board_offer": "SELECT t.order_id AS owner, t.* FROM board_offer t WHERE t.order_id = ANY(%s)",
    "coverage_reservation": "SELECT o.id AS owner, t.* FROM repairs_workorder o JOIN coverage_reservation t"
    " ON t.holder = 'order:' || o.id WHERE o.id = ANY(%s)",
    "kernel_entry": "SELECT o.id AS owner, t.* FROM repairs_workorder o JOIN repairs_servicerequest r"
    " ON r.id = o.request_id JOIN kernel_entry t ON t.stream IN ('order:' || o.id, 'ticket:' || r.tracking_code)"
    " OR (t.stream LIKE 'board:%%' AND t.data->'order'->>'id' = o.id::text) WHERE o.id = ANY(%s)",
}
MOVED = ("coverage_station", "coverage_slotload", "kernel_stream")

Rows = dict[str, list[list[Any]]]


def measure(
    connection: psycopg.Connection[Any], order_ids: list[int], seconds: float
) -> tuple[float, dict[str, float]]:
    """Orders a second that the floor writes (for `seconds` at most), and how many rows of each table an order has."""
    columns = _copy_tables(connection)
    orders = _rows_of(connection, order_ids, columns)
    heads = {name: 0 for rows in orders.values() for name, *_ in rows["kernel_entry"]}
    statements = {table: _insert(table, names) for table, names in columns.items()}
    began, done = time.perf_counter(), 0
    for rows in orders.values():
        with connection.transaction(), connection.cursor() as cursor:
            for table, (head, tail) in statements.items():
                if rows[table]:
                    values = ",".join([tail] * len(rows[table]))
                    cursor.execute(head + values, [value for row in rows[table] for value in row], prepare=True)
            _move(cursor, rows, columns, heads)
        done += 1
        if time.perf_counter() - began > seconds:
            break
    rate = done / (time.perf_counter() - began)
    counts = {table: round(sum(len(rows[table]) for rows in orders.values()) / len(orders), 2) for table in OF_ORDER}
    return rate, counts


def _copy_tables(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    connection.execute("DROP SCHEMA IF EXISTS floor CASCADE")
    connection.execute("CREATE SCHEMA floor")
    keys = connection.execute(
        "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [[*OF_ORDER, *MOVED]],
    ).fetchall()
    for table in (*MOVED, *OF_ORDER):
        connection.execute(f"CREATE TABLE floor.{table} (LIKE public.{table} INCLUDING ALL)")
    for table in ("coverage_station", "coverage_slotload"):
        connection.execute(f"INSERT INTO floor.{table} SELECT * FROM public.{table}")
    connection.execute("SET search_path = floor, public")
    for table, definition in keys:
        connection.execute(f"ALTER TABLE floor.{table} ADD {definition}")
    columns = {}
    for table in OF_ORDER:
        listed = connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'floor' AND table_name = %s"
            " ORDER BY ordinal_position",
            [table],
        )
        columns[table] = [name for (name,) in listed]
    return columns


def _rows_of(connection: psycopg.Connection[Any], ids: list[int], columns: dict[str, list[str]]) -> dict[int, Rows]:
    orders: dict[int, Rows] = {pk: defaultdict(list) for pk in ids}
    for table, query in OF_ORDER.items():
        # As text, so that nothing is converted while the clock runs.
        listed = ",".join(f"t.{name}::text" for name in columns[table])
        asked = query.replace("t.* FROM", f"{listed} FROM", 1)
        for part in _parts(ids, 500):
            with connection.transaction():
                connection.execute("SET LOCAL search_path = public")
                for owner, *values in connection.execute(asked, [part]):
                    orders[owner][table].append(values)
    for rows in orders.values():
        unique = {tuple(row): row for row in rows["kernel_timer"]}
        rows["kernel_timer"] = list(unique.values())
    return orders


def _insert(table: str, names: list[str]) -> tuple[str, str]:
    return f"INSERT INTO floor.{table} ({','.join(names)}) VALUES ", f"({','.join(['%s'] * len(names))})"


def _move(cursor: Any, rows: Rows, columns: dict[str, list[str]], heads: dict[str, int]) -> None:
    """The counters that an order moves: heads of streams, the station's open orders, the slot's load."""
    moved: dict[str, int] = defaultdict(int)
    for stream, *_ in rows["kernel_entry"]:
        moved[stream] += 1
    cursor.execute(
        "INSERT INTO floor.kernel_stream (name, head) SELECT * FROM unnest(%s::text[], %s::bigint[])"
        " ON CONFLICT (name) DO UPDATE SET head = kernel_stream.head + EXCLUDED.head",
        [sorted(moved), [moved[name] for name in sorted(moved)]],
        prepare=True,
    )
    for row in rows["coverage_reservation"]:
        held = dict(zip(columns["coverage_reservation"], row, strict=True))
        cursor.execute(
            "UPDATE floor.coverage_station SET open_orders = open_orders + 1 WHERE node_id = %s",
            [held["station_id"]],
            prepare=True,
        )
        if held["slot_id"] is not None:
            cursor.execute(
                "UPDATE floor.coverage_slotload SET used = used + 1 WHERE id = %s", [held["slot_id"]], prepare=True
            )


def _parts(ids: list[int], size: int) -> Iterable[list[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
