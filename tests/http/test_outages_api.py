"""Outages over HTTP: entered, restored step by step, made void, and read as reliability indices."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dispatch.kernel import accounts, clock, organisation
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs import policies
from repairs.models import CustomersServed, Outage, OutageStep, Policy
from tests.commands.lakeside import HOUR, Lakeside

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def town(frozen: object) -> Lakeside:
    policies.forget()
    return Lakeside()


def of(town: Lakeside, role: Role, node: Any = None) -> Client:
    user, _ = User.objects.get_or_create(username=f"{role.value}{node.pk if node else ''}", language="en")
    accounts.grant(user, role, node or town.city)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", body, JSON)


def enter(town: Lakeside, client: Client, customers: int, minutes_ago: int, **more: Any) -> Any:
    began = clock.iso(clock.now() - timedelta(minutes=minutes_ago))
    return post(client, "outages", node=town.node.pk, began_at=began, customers=customers, **more)


def back(client: Client, outage: int, customers: int, minutes_ago: int) -> Any:
    at = clock.iso(clock.now() - timedelta(minutes=minutes_ago))
    return post(client, f"outages/{outage}/restorations", restored_at=at, customers=customers)


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def report(town: Lakeside, client: Client, **asked: Any) -> Any:
    more = "".join(f"&{name}={value}" for name, value in asked.items())
    answer = client.get(f"/api/v1/reports/reliability?node={town.city.pk}&by=all{more}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_where_nothing_was_entered_the_report_says_so_and_not_zero(town: Lakeside) -> None:
    client = of(town, Role.DISPATCHER)
    assert report(town, client)["rows"] == []
    assert report(town, client)["notes"] == [
        "No outage data for Electricity: none was ever entered, so there is nothing to reckon with."
    ]
    enter(town, client, 100, 60)
    assert report(town, client, utility="gas")["rows"] == [], "nothing is known of another utility"


def test_the_indices_of_a_town_with_step_restoration(town: Lakeside) -> None:
    client = of(town, Role.DISPATCHER)
    assert (
        post(
            of(town, Role.ADMIN), "customers-served", node=town.city.pk, from_day="2025-01-01", customers=2000
        ).status_code
        == 200
    )
    first = enter(town, client, 300, 180).json()["outage"]
    assert report(town, client)["notes"][0].startswith("The first outage entered is of 2026-01-05")
    assert back(client, first["id"], 100, 120).json()["outage"]["still_out"] == 200
    assert back(client, first["id"], 200, 0).json()["outage"]["still_out"] == 0
    blink = enter(town, client, 900, 50).json()["outage"]
    back(client, blink["id"], 900, 46)
    (row,) = report(town, client)["rows"]
    # 100 customers for 60 minutes and 200 for 180: 42,000; the four minutes of 900 customers are momentary.
    assert (row["basis"], row["interruptions"], row["interrupted"], row["customer_minutes"]) == (
        "all_days",
        1,
        300,
        42_000,
    )
    assert (row["served"], row["saifi"], row["saidi"], row["caidi"]) == (2000, 0.15, 21, 140)
    assert row["asai"] == pytest.approx(1 - 21 / (30 * 1440), abs=1e-7)
    listed = client.get(
        f"/api/v1/reports/reliability/orders?node={town.city.pk}&by=all&figure=interrupted&row=all_days"
    ).json()
    assert (listed["count"], [line["interrupted"] for line in listed["orders"]]) == (1, [300])


def test_what_is_still_out_counts_until_now(town: Lakeside) -> None:
    client = of(town, Role.DISPATCHER)
    enter(town, client, 10, 60)
    (row,) = report(town, client)["rows"]
    assert (row["caidi"], row["saidi"], row["served"]) == (60, None, None)
    assert "customers served of Electricity are not known" in report(town, client)["notes"][1]
    clock.advance(HOUR)
    assert report(town, client)["rows"][0]["caidi"] == 120


def test_months_before_the_first_outage_that_was_entered_are_unknown_and_not_without(town: Lakeside) -> None:
    client = of(town, Role.DISPATCHER)
    enter(town, client, 10, 60)
    answer = client.get(f"/api/v1/reports/reliability?node={town.city.pk}&by=month&from=2025-11-01&to=2026-01-05")
    assert [row["month"] for row in answer.json()["rows"]] == ["2026-01"]


def test_a_major_event_day_is_told_with_and_without(town: Lakeside) -> None:
    client = of(town, Role.DISPATCHER)
    Policy.objects.filter(code="reliability.least_days").update(value=3)
    policies.forget()
    CustomersServed.objects.create(
        node=town.city, utility="electricity", from_day="2020-01-01", customers=1000, said_by="a", said_name="a",
        said_at=clock.now(),
    )  # fmt: skip
    for days, minutes in ((40, 60), (41, 90), (42, 75), (1, 60_000), (2, 70)):
        began = clock.now() - timedelta(days=days)
        outage = Outage.objects.create(
            node=town.node, utility="electricity", began_at=began, customers=100, said_by="a", said_name="a",
            said_at=began,
        )  # fmt: skip
        OutageStep.objects.create(
            outage=outage, restored_at=began + timedelta(minutes=minutes), customers=100, said_by="a", said_name="a",
            said_at=began,
        )  # fmt: skip
    said = report(town, client)
    rows = {row["basis"]: row for row in said["rows"]}
    assert (rows["all_days"]["interruptions"], rows["without_major"]["interruptions"]) == (2, 1)
    assert (rows["all_days"]["saidi"], rows["without_major"]["saidi"]) == (6007, 7)
    assert said["notes"][-1].startswith("T_MED = ") and "1 days" in said["notes"][-1]
    for basis, count in (("all_days", 2), ("without_major", 1)):
        listed = client.get(f"/api/v1/reports/reliability/orders?node={town.city.pk}&by=all&figure=saidi&row={basis}")
        assert listed.json()["count"] == count


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"began_at": "2030-01-01T00:00:00Z"}, 422, "outage.not_yet"),
        ({"began_at": "2026-01-01T00:00:00"}, 422, "input.invalid"),
        ({"customers": 0}, 422, "input.invalid"),
        ({"node": 999_999}, 404, "not_found"),
        ({"order_number": "2601050000001"}, 422, "outage.order_elsewhere"),
        ({"utility": "coal"}, 422, "input.invalid"),
    ],
    ids=lambda value: str(value) if isinstance(value, str) else "",
)
def test_what_cannot_be_an_outage_is_refused(town: Lakeside, body: dict[str, Any], status: int, said: str) -> None:
    whole = {"node": town.node.pk, "began_at": clock.iso(clock.now()), "customers": 5, **body}
    assert code(post(of(town, Role.DISPATCHER), "outages", **whole)) == (status, said)
    assert not Outage.objects.exists()


def test_no_more_come_back_than_went_out_and_not_before(town: Lakeside) -> None:
    client = of(town, Role.DISPATCHER)
    outage = enter(town, client, 10, 60).json()["outage"]["id"]
    assert code(back(client, outage, 11, 0)) == (409, "outage.too_many_back")
    assert code(back(client, outage, 5, 61)) == (422, "outage.back_before_out")
    assert code(back(client, outage, 5, -60)) == (422, "outage.not_yet")
    assert back(client, outage, 6, 30).status_code == 200
    assert code(back(client, outage, 5, 0)) == (409, "outage.too_many_back")


def test_what_was_entered_wrongly_counts_no_longer_and_stays_to_be_read(town: Lakeside) -> None:
    client = of(town, Role.DISPATCHER)
    outage = enter(town, client, 10, 60).json()["outage"]["id"]
    assert code(post(client, f"outages/{outage}/void", reason="")) == (422, "input.invalid")
    assert post(client, f"outages/{outage}/void", reason="wrong feeder").status_code == 200
    assert code(post(client, f"outages/{outage}/void", reason="again")) == (409, "outage.void_already")
    assert code(back(client, outage, 1, 0)) == (409, "outage.void_already")
    assert report(town, client)["rows"] == []
    (listed,) = client.get(f"/api/v1/outages?node={town.city.pk}").json()["outages"]
    assert listed["void_reason"] == "wrong feeder"


def test_a_neighbour_neither_reads_nor_changes_them(town: Lakeside) -> None:
    hill = organisation.add_node(town.city, "station", "山前供电所", "Hill Power")
    lin, gao = of(town, Role.DISPATCHER), of(town, Role.COORDINATOR, hill)
    outage = enter(town, lin, 10, 60).json()["outage"]["id"]
    assert gao.get(f"/api/v1/outages?node={town.node.pk}").status_code == 404
    assert gao.get(f"/api/v1/outages?node={hill.pk}").json()["outages"] == []
    assert code(enter(town, gao, 10, 60)) == (404, "not_found")
    assert code(back(gao, outage, 1, 0)) == (404, "not_found")
    assert code(post(gao, f"outages/{outage}/void", reason="not mine")) == (404, "not_found")
    assert code(enter(town, of(town, Role.QUALITY), 10, 60)) == (403, "access.denied")
    said = {"node": town.city.pk, "from_day": "2026-01-01", "customers": 5}
    assert code(post(lin, "customers-served", **said)) == (403, "access.denied")


def test_the_same_key_enters_one_outage(town: Lakeside) -> None:
    client = of(town, Role.DISPATCHER)
    body = {"node": town.node.pk, "began_at": clock.iso(clock.now()), "customers": 5}
    answers = [
        client.post("/api/v1/outages", body, JSON, headers={"Idempotency-Key": "one"}).json()["outage"]["id"]
        for _ in range(2)
    ]
    assert answers[0] == answers[1] and Outage.objects.count() == 1


def test_customers_said_again_for_a_day_replace_what_was_said(town: Lakeside) -> None:
    client = of(town, Role.ADMIN)
    for customers in (100, 120):
        said = post(client, "customers-served", node=town.node.pk, from_day="2026-01-01", customers=customers)
        assert said.json()["served"]["customers"] == customers
    assert CustomersServed.objects.get().customers == 120
