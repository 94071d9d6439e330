"""Reports as CSV for spreadsheet programs: with headings in the reader's language, and safe to open.

A cell that a program would take for a formula (OWASP, CSV injection) is written behind an apostrophe; the byte order
mark lets Chinese survive a double click.
"""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "＝", "＋", "－", "＠")


def safe(value: object) -> str:
    """A value as a cell that no spreadsheet program takes for a formula. Numbers stay numbers."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" \u00a0\u3000").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def write(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Headings and rows as RFC 4180 text behind a byte order mark."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([safe(heading) for heading in headings])
    writer.writerows([safe(value) for value in row] for row in rows)
    return "\ufeff" + out.getvalue()
