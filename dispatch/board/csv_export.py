"""Reports as CSV for spreadsheet programs: with headings in the reader's language, and safe to open.

A cell that a program would take for a formula (OWASP, CSV injection) is written behind an apostrophe; the byte order
mark lets Chinese survive a double click.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from dispatch.kernel import texts
from dispatch.kernel.web import language_of

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


def answer(
    request: HttpRequest, name: str, columns: Sequence[str], rows: Sequence[Mapping[str, Any]], form: str
) -> dict[str, Any] | HttpResponse:
    """A report's rows as JSON ({"rows": [...]}) or, where `form` is 'csv', as a file `name`.csv to save.

    The headings are the texts `column.<name>` of the columns.
    """
    if form != "csv":
        return {"rows": list(rows)}
    language = language_of(request)
    headings = [texts.say(f"column.{column}", language) for column in columns]
    response = HttpResponse(
        write(headings, ([row.get(column) for column in columns] for row in rows)),
        content_type="text/csv; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


for column, zh, en in [
    ("key", "编号", "Key"),
    ("name", "名称", "Name"),
    ("name_en", "英文名称", "Name in English"),
    ("kind", "时限", "Limit"),
    ("count", "已判定", "Judged"),
    ("kept", "守时", "Kept"),
    ("running", "进行中", "Running"),
    ("share", "比例", "Share"),
    ("average_min", "平均用时（分钟）", "Average, minutes"),
    ("limit_min", "平均时限（分钟）", "Average limit, minutes"),
    ("average_kept", "平均守时", "Average kept"),
    ("station_id", "站点编号", "Station id"),
    ("station_name", "站点", "Station"),
    ("reason", "原因", "Reason"),
    ("orders", "工单数", "Orders"),
    ("asked", "申请", "Asked"),
    ("approved", "同意", "Approved"),
    ("refused", "驳回", "Refused"),
    ("void", "失效", "Void"),
    ("rate", "撤单率", "Rate"),
    ("made_by_station", "站端自建", "Made by the station"),
    ("normal_way", "未开通热线地区", "No hotline there"),
    ("repeated", "其中重复", "Of them repeated"),
    ("offered", "派发次数", "Offers"),
]:
    texts.define(f"column.{column}", zh=zh, en=en)
