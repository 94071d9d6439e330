"""Reports: within one's own part of the tree, as JSON, CSV or Excel, and the orders behind every figure."""

import io
import re
import zipfile
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from coverage.models import Reservation, SlotLoad
from dispatch.board.models import Decision, Offer
from dispatch.kernel import accounts, clock, organisation, texts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs import policies
from repairs.models import Policy, ReturnVisit, Suspension, Withdrawal, WorkOrder
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db

SUMS = {"station_days", "room", "used", "corrections", "interrupted", "customer_minutes", "served"}
"""Numbers that are no count of orders."""


@pytest.fixture
def town(frozen: object) -> Lakeside:
    policies.forget()
    return Lakeside()


def of(town: Lakeside, role: Role, language: str = "zh") -> Client:
    user = User.objects.create(username=role.value, language=language)
    accounts.grant(user, role, town.city)
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def repaired(town: Lakeside, minutes: int, **more: Any) -> WorkOrder:
    """An order that somebody came to after so many minutes, and repaired in as many."""
    order = town.order(**more)
    visit = town.give(order, town.zhou)
    town.tap(visit, "accept")
    clock.advance(timedelta(minutes=minutes))
    town.tap(visit, "arrive")
    clock.advance(timedelta(minutes=minutes))
    town.tap(visit, "repair")
    town.tap(visit, "report")
    return WorkOrder.objects.get(pk=order.pk)


@pytest.fixture
def busy(town: Lakeside) -> Lakeside:
    """A town where everything that reports count has happened once or twice."""
    first, second, third = repaired(town, 10), repaired(town, 50), town.order("low_voltage", lon=117.06)
    now = clock.now()
    for order, reason in ((second, "outside_area"), (third, "no_crew"), (third, "no_crew")):
        Offer.objects.create(
            order=order,
            station=town.station,
            way="coverage",
            made_at=now,
            answered_at=now,
            answer="returned",
            reason=reason,
        )
    Withdrawal.objects.create(
        order=third, reason="dead_number", asked_by="u", asked_role="coordinator", asked_at=now, station=town.station,
        region=town.city, decide_by=now, verdict="approved", decided_at=now,
    )  # fmt: skip
    ReturnVisit.objects.create(
        order=first, number=first.request.number, utility="electricity", business_type="fault_repair", node=town.node,
        station=town.station, kind="order", why_sampled="drawn", percent=30, draw=1, opened_at=now, due_at=now,
        state="done", solved=True, satisfaction=4, done_at=now,
    )  # fmt: skip
    slot = SlotLoad.objects.create(
        station=town.station, work_class="network", starts_at=now, ends_at=now + timedelta(hours=4), limit=4, used=1
    )
    # One that is held already, and one that was given back.
    Reservation.objects.filter(holder=f"order:{third.pk}").delete()
    Reservation.objects.create(holder=f"order:{third.pk}", station=town.station, slot=slot, made_at=now)
    rows = [{"station_id": town.station.pk, "way": "coverage", "ok": False, "reasons": [{"code": "full"}]}]
    Decision.objects.create(
        order=third, kind="station", outcome="hand", candidates={"facts": [], "rows": rows}, actor="system", at=now
    )
    return town


def get(client: Client, address: str) -> Any:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, (address, answer.content)
    return answer.json()


def test_promises_are_read_by_utility_and_by_station(town: Lakeside) -> None:
    town.order()
    client = of(town, Role.QUALITY)
    rows = client.get(f"/api/v1/reports/promises?node={town.city.pk}&by=station").json()["rows"]
    assert {"arrival"} <= {row["kind"] for row in rows} and rows[0]["station_name"] == "湖滨供电所"
    assert client.get(f"/api/v1/reports/promises?node={town.city.pk}&from=2020-01-01&to=2020-01-31").json() == {
        "rows": [],
        "total": None,
        "notes": [],
    }


def test_days_that_make_no_period_are_refused_in_words(town: Lakeside) -> None:
    client = of(town, Role.QUALITY)
    for days in ("from=2026-02-02&to=2026-02-01", "from=1900-01-01", "from=yesterday"):
        answer = client.get(f"/api/v1/reports/promises?node={town.city.pk}&{days}")
        assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")


KEYS = {"station": "station_id", "place": "place_id", "utility": "utility", "urgency": "urgency", "day": "day"}
KEYS |= {"month": "month"}


def test_every_figure_is_the_number_of_orders_on_its_list(busy: Lakeside) -> None:
    """Of every report, in every grouping, row by row and in the total."""
    client, checked, empty = of(busy, Role.REVIEWER), 0, set()
    for report in get(client, "reports")["reports"]:
        for by in report["by"]:
            asked = f"reports/{report['code']}{{}}?node={busy.city.pk}&by={by}"
            answer = get(client, asked.format(""))
            if not answer["rows"]:
                empty.add(report["code"])
            names = ([KEYS[by]] if by in KEYS else []) + report["groups"]
            rows = [(row, [row[name] for name in names]) for row in answer["rows"]]
            rows += [(answer["total"], [])] if answer["total"] else []
            for row, keys in rows:
                named = "".join(f"&row={'' if key is None else key}" for key in keys)
                for column in report["columns"]:
                    if column.get("drills") and column["unit"] == "number" and column["name"] not in SUMS:
                        listed = get(client, asked.format("/orders") + f"&figure={column['name']}{named}")
                        assert listed["count"] == row[column["name"]], (report["code"], by, column["name"], keys)
                        assert len(listed["orders"]) == listed["count"]
                        checked += 1
    assert empty == {"reliability"}
    assert checked > 150


def test_times_are_told_with_percentiles_and_their_spread(busy: Lakeside) -> None:
    client = of(busy, Role.QUALITY)
    rows = {row["measure"]: row for row in get(client, f"reports/times?node={busy.city.pk}")["rows"]}
    arrival = rows["arrival"]
    assert (arrival["count"], arrival["average_min"], arrival["p50_min"]) == (2, 30, 30)
    # Between 10 and 50 minutes, nine tenths of the way.
    assert (arrival["p90_min"], arrival["longest_min"], rows["restore"]["p50_min"]) == (46, 50, 60)
    spread = get(client, f"reports/spread?node={busy.city.pk}")["rows"]
    assert [(row["measure"], row["band"], row["count"]) for row in spread] == [
        ("arrival", 0, 1),
        ("arrival", 3, 1),
        ("restore", 1, 1),
        ("restore", 5, 1),
    ]


def test_a_pause_that_stops_the_clock_is_not_waiting_time(busy: Lakeside) -> None:
    slow = WorkOrder.objects.exclude(arrived_at=None).order_by("pk").last()
    assert slow is not None and slow.arrived_at is not None
    said = {"order": slow, "suspended_by": "u", "suspended_name": "u", "resume_by": slow.arrived_at}
    begun = slow.arrived_at - timedelta(minutes=40)
    row = Suspension.objects.create(
        reason="force_majeure", suspended_at=begun, resumed_at=begun + timedelta(minutes=30), stops_clock=True, **said
    )
    client, address = of(busy, Role.QUALITY), f"reports/times?node={busy.city.pk}"
    assert get(client, address)["rows"][0]["longest_min"] == 20
    Suspension.objects.filter(pk=row.pk).update(stops_clock=False)
    assert get(client, address)["rows"][0]["longest_min"] == 50


def test_load_is_told_by_station_days_and_who_was_turned_away(busy: Lakeside) -> None:
    (row,) = get(of(busy, Role.ADMIN), f"reports/load?node={busy.city.pk}&by=station")["rows"]
    told = {name: row[name] for name in ("station_days", "room", "used", "share", "turned_away", "past_limit")}
    assert told == {"station_days": 1, "room": 4, "used": 1, "share": 0.25, "turned_away": 1, "past_limit": 0}


def test_a_repeat_is_told_with_the_order_before_it(busy: Lakeside) -> None:
    client = of(busy, Role.QUALITY)
    earlier = WorkOrder.objects.order_by("pk")[0]
    (row,) = get(client, f"reports/repeats?node={busy.city.pk}&by=station")["rows"]
    # Both repairs were at one door; the third order is a kilometre away but gave the same address.
    assert (row["orders"], row["repeats"]) == (3, 2)
    listed = get(client, f"reports/repeats/orders?node={busy.city.pk}&by=all&figure=repeats")["orders"]
    assert listed[-1]["earlier"] == earlier.request.number
    (row,) = get(client, f"reports/first-time?node={busy.city.pk}&by=station")["rows"]
    assert (row["repaired"], row["at_first"], row["share"]) == (2, 2, 1)


def test_filters_narrow_what_is_counted_and_what_is_listed(busy: Lakeside) -> None:
    client = of(busy, Role.QUALITY)
    node = f"node={busy.city.pk}&by=all"
    assert get(client, f"reports/returns?{node}&utility=gas")["rows"] == []
    assert get(client, f"reports/returns?{node}&urgency=life_safety")["rows"] == []
    assert get(client, f"reports/returns?{node}&utility=electricity&urgency=normal")["total"]["count"] == 3
    assert get(client, f"reports/returns/orders?{node}&figure=count&utility=gas")["count"] == 0
    assert get(client, f"reports/returns?{node}&station={busy.station.pk}")["total"]["count"] == 3


def test_a_neighbours_figures_are_not_there_and_an_agent_reads_none(busy: Lakeside) -> None:
    hill = organisation.add_node(busy.city, "station", "山前供电所", "Hill Power")
    he, gao = Client(), Client()
    he.force_login(busy.he)
    user = User.objects.create(username="gao")
    accounts.grant(user, Role.COORDINATOR, hill)
    gao.force_login(user)
    for path in ("", "/orders"):
        assert he.get(f"/api/v1/reports/promises{path}?node={busy.node.pk}").status_code == 200
        assert he.get(f"/api/v1/reports/promises{path}?node={busy.city.pk}").status_code == 404
        assert gao.get(f"/api/v1/reports/promises{path}?node={busy.node.pk}").status_code == 404
        assert gao.get(f"/api/v1/reports/promises{path}?node={hill.pk}&station={busy.station.pk}").status_code == 404
        assert of_once(busy).get(f"/api/v1/reports/promises{path}?node={busy.city.pk}").status_code == 403
    assert get(gao, f"reports/returns?node={hill.pk}")["rows"] == []
    assert gao.get(f"/api/v1/reports/places?node={busy.city.pk}").status_code == 404
    assert [place["name"] for place in get(gao, f"reports/places?node={hill.pk}")["places"]] == ["山前供电所"]


def of_once(town: Lakeside) -> Client:
    user, _ = User.objects.get_or_create(username="agent")
    accounts.grant(user, Role.AGENT, town.city)
    client = Client()
    client.force_login(user)
    return client


def test_an_order_that_went_elsewhere_stays_counted_and_shows_no_address(busy: Lakeside) -> None:
    third = WorkOrder.objects.get(symptom="low_voltage")
    WorkOrder.objects.filter(pk=third.pk).update(node=busy.city, station=None, state="hand_queue")
    he = Client()
    he.force_login(busy.he)
    listed = get(he, f"reports/returns/orders?node={busy.node.pk}&by=all&figure=count")
    elsewhere = [line for line in listed["orders"] if line["order_id"] == third.pk]
    assert len(elsewhere) == 2 and listed["count"] == 3
    for line in elsewhere:
        assert line["may_open"] is False and "address" not in line and line["number"] == third.request.number
    mine = next(line for line in listed["orders"] if line["order_id"] != third.pk)
    assert mine["may_open"] is True and mine["address"] == "湖滨路 8 号"
    assert "13800001111" not in str(listed) and "王" not in str(listed)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("reports/nothing?", 404, "not_found"),
        ("reports/nothing/orders?", 404, "not_found"),
        ("reports/promises/orders?figure=nothing&", 404, "not_found"),
        ("reports/load?by=urgency&", 422, "reports.by_wrong"),
        ("reports/promises?by=moon&", 422, "input.invalid"),
        ("reports/promises?station=999999&", 404, "not_found"),
        ("reports/promises/orders?figure=count&row=a&row=b&row=c&", 422, "input.invalid"),
        ("reports/promises/orders?page=0&", 422, "input.invalid"),
    ],
)
def test_what_cannot_be_asked_is_refused(town: Lakeside, address: str, status: int, code: str) -> None:
    answer = of(town, Role.QUALITY).get(f"/api/v1/{address}node={town.city.pk}")
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_question_that_takes_too_long_is_stopped_in_words(busy: Lakeside) -> None:
    Policy.objects.filter(code="reports.longest").update(value="0.001")
    policies.forget()
    # The rows are few: what makes it slow is that a thousandth of a second is nothing.
    answers = {of_code(busy) for _ in range(5)}
    assert (422, "reports.too_long") in answers


def of_code(town: Lakeside) -> tuple[int, str]:
    user, _ = User.objects.get_or_create(username="qin")
    accounts.grant(user, Role.QUALITY, town.city)
    client = Client()
    client.force_login(user)
    answer = client.get(f"/api/v1/reports/times?node={town.city.pk}&from=2024-01-01&to=2026-01-31&by=station")
    return answer.status_code, answer.json().get("code", "")


# Files


def test_the_same_as_a_file_in_the_readers_language(town: Lakeside) -> None:
    town.order()
    address = f"/api/v1/reports/promises?node={town.city.pk}&by=station&format=csv"
    answer = of(town, Role.REVIEWER).get(address)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="promises.csv"'
    lines = answer.content.decode().splitlines()
    assert lines[0].startswith("\ufeff站点,时限,") and lines[1].startswith("湖滨供电所,到场,")
    english = of(town, Role.QUALITY, "en").get(address).content.decode().splitlines()
    assert english[0].startswith("\ufeffStation,Limit,") and "Average (min)" in english[0]
    assert english[1].startswith("Lakeside Power,")


SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def book(answer: Any) -> list[list[list[Any]]]:
    """The sheets of an Excel file as rows of cells: numbers as numbers, everything else as text."""
    content = b"".join(answer.streaming_content)
    assert content[:2] == b"PK"
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        shared = [
            "".join(node.itertext())
            for node in ElementTree.fromstring(parts.read("xl/sharedStrings.xml")).iter(f"{SHEET}si")
        ] if "xl/sharedStrings.xml" in parts.namelist() else []  # fmt: skip
        names = sorted(name for name in parts.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", name))
        assert not any("<f>" in parts.read(name).decode() for name in names), "a cell became a formula"
        return [
            [[cell(one, shared) for one in row] for row in ElementTree.fromstring(parts.read(name)).iter(f"{SHEET}row")]
            for name in names
        ]


def cell(one: Any, shared: list[str]) -> Any:
    value = one.find(f"{SHEET}v")
    if one.get("t") == "inlineStr":
        return "".join(one.itertext())
    if one.get("t") == "s":
        return shared[int(value.text)]
    return None if value is None else float(value.text)


def test_an_excel_file_has_the_same_figures_and_its_orders_on_a_sheet_of_their_own(busy: Lakeside) -> None:
    client = of(busy, Role.QUALITY)
    address = f"reports/returns?node={busy.city.pk}&by=station"
    rows = get(client, address)["rows"]
    answer = client.get(f"/api/v1/{address}&format=xlsx&orders=true")
    assert answer["Content-Disposition"] == 'attachment; filename="returns.xlsx"'
    table, orders = book(answer)
    assert table[0] == ["报表", "退回"] and table[1][1] == "湖滨市" and "Asia/Shanghai" in table[2][1]
    start = next(place for place, row in enumerate(table) if row[:1] == ["站点"])
    names = ("count", "repeated", "offered", "share")
    assert table[start + 1 :] == [
        [row["station_name"], texts.say(f"return_reason.{row['reason']}", "zh"), *(float(row[name]) for name in names)]
        for row in rows
    ]
    listed = get(client, f"reports/returns/orders?node={busy.city.pk}&by=station")["orders"]
    assert [row[0] for row in orders[1:]] == [line["number"] for line in listed]
    # Times are numbers of days since 1900 by the clock of the place, which is eight hours ahead.
    here = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).replace(tzinfo=None)
    days = (here - datetime(1899, 12, 30)).total_seconds() / 86400
    assert orders[1][1] == pytest.approx(days, abs=0.01)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_an_address_like_a_formula_is_text(busy: Lakeside, form: str) -> None:
    WorkOrder.objects.update(address='=HYPERLINK("http://x","y")')
    answer = of(busy, Role.QUALITY).get(f"/api/v1/reports/returns/orders?node={busy.city.pk}&by=all&format={form}")
    if form == "csv":
        assert "'=HYPERLINK" in answer.content.decode()
    else:
        (orders,) = book(answer)
        assert '=HYPERLINK("http://x","y")' in orders[1]


def test_a_file_is_bounded_by_the_policy_and_says_that_it_was_cut(busy: Lakeside) -> None:
    client = of(busy, Role.QUALITY)
    address = f"/api/v1/reports/returns/orders?node={busy.city.pk}&by=all&format=xlsx"
    (whole,) = book(client.get(address))
    assert len(whole) == 4
    Policy.objects.filter(code="reports.most_orders").update(value=2)
    policies.forget()
    (cut,) = book(client.get(address))
    assert len(cut) == 4 and cut[-1] == ["只含前 2 行。"]
