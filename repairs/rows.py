"""Writing many new rows in one statement: they go as one JSON text, which costs a third of what the ORM takes a row."""

from collections.abc import Sequence
from functools import cache

from django.db import connection
from django.db.models import Model

from dispatch.kernel import events


def insert(rows: Sequence[Model]) -> None:
    """Insert rows of one model whose keys are already drawn. The columns' own types and constraints judge them."""
    if rows:
        statement, names = _shape(type(rows[0]))
        with connection.cursor() as cursor:
            cursor.execute(statement, [events.encode([{name: getattr(row, name) for name in names} for row in rows])])


@cache
def _shape(model: type[Model]) -> tuple[str, tuple[str, ...]]:
    fields = model._meta.local_concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    typed = ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)
    table = model._meta.db_table
    if any(field.column != field.attname for field in fields):
        raise TypeError(f"{model.__name__} names its columns otherwise than its fields")
    statement = f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM json_to_recordset(%s::json) AS g({typed})'
    return statement, tuple(field.attname for field in fields)
