"""An administrator changes a limit: shown first, effective from its time, never backdated; all others only read."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dispatch.kernel import accounts, audit, clock
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord, Entry, User
from repairs import policies
from repairs.models import Policy
from tests.commands.lakeside import Lakeside, last

pytestmark = pytest.mark.django_db

ROW: dict[str, Any] = {
    "code": "clock.arrival", "utility": "electricity", "scene": "city", "value": 30, "unit": "min",
    "citation": "市公司 2026 年承诺", "mark": "P",
}  # fmt: skip


@pytest.fixture
def town(frozen: object) -> Lakeside:
    policies.forget()
    return Lakeside()


@pytest.fixture
def admin(town: Lakeside) -> Client:
    user = User.objects.create(username="guan", display_name="管理员")
    accounts.grant(user, Role.ADMIN, town.city)
    return of(user)


def of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/policies{path}", body, content_type="application/json")


def test_what_a_new_limit_would_change_is_shown_before_it_is_made(town: Lakeside, admin: Client) -> None:
    quick, slow = town.order(), town.order()
    town.give(quick, town.zhou)
    for step in ("accept", "depart", "arrive"):
        town.tap(quick.visits.get(), step)
    clock.advance(timedelta(minutes=40))
    shown = post(admin, "/preview", ROW).json()
    assert [(row["value"], row["unit"]) for row in shown["replaces"]] == [(45.0, "min")]
    assert shown["orders"] == {"looked_at": 2, "changed": 2, "breached_before": 0, "breached_after": 1}
    assert not Policy.objects.filter(value=30, code="clock.arrival", utility="electricity", urgency="").exists()
    slow.refresh_from_db()
    assert slow.due_at == slow.opened_at + timedelta(minutes=45), "a preview moves nothing"


def test_a_new_limit_holds_from_its_time_and_keeps_the_past(town: Lakeside, admin: Client) -> None:
    begins = clock.now() + timedelta(hours=1)
    answer = post(admin, "", {**ROW, "effective_from": begins.isoformat(), "note": "试行"})
    assert answer.status_code == 201, answer.content
    assert not answer.json()["policy"]["is_in_effect"]
    before = town.order()
    clock.advance(timedelta(hours=2))
    after = town.order()
    assert before.due_at == before.opened_at + timedelta(minutes=45)
    assert after.due_at == after.opened_at + timedelta(minutes=30)
    rows = [
        row for row in admin.get("/api/v1/policies?code=clock.arrival").json()["policies"] if row["scene"] == "city"
    ]
    rows = [row for row in rows if row["utility"] == "electricity"]
    assert [(row["value"], row["is_in_effect"], row["made_by"]) for row in rows] == [
        (30.0, True, "管理员"),
        (45.0, False, ""),
    ]
    assert rows[1]["effective_to"] == rows[0]["effective_from"]
    assert Entry.objects.filter(stream="policies", kind="policy.added").exists()
    assert AuditRecord.objects.filter(action="policy.added").exists() and audit.first_break() is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"effective_from": "2020-01-01T00:00:00Z"}, "policy.not_backdated"),
        ({"unit": "orders"}, "policy.unit_wrong"),
        ({"value": 0}, "policy.value_wrong"),
        ({"value": -3}, "policy.value_wrong"),
        ({"code": "clock.nothing"}, "policy.code_unknown"),
        ({"code": "warn.threshold_1", "unit": "percent", "value": 101}, "policy.value_wrong"),
        ({"value": "NaN"}, "input.invalid"),
        ({"citation": ""}, "input.invalid"),
        ({"effective_from": "2030-01-01T00:00:00"}, "input.invalid"),
    ],
)
def test_what_no_row_may_say_is_refused_by_preview_and_by_saving(
    admin: Client, change: dict[str, Any], code: str
) -> None:
    for path in ("/preview", ""):
        answer = post(admin, path, {**ROW, **change})
        assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_row_in_front_of_a_later_one_is_refused(admin: Client) -> None:
    later = (clock.now() + timedelta(days=9)).isoformat()
    assert post(admin, "", {**ROW, "effective_from": later}).status_code == 201
    answer = post(admin, "", ROW)
    assert (answer.status_code, answer.json()["code"]) == (409, "policy.later_row_exists")


def test_a_row_may_end_but_not_the_last_one_that_holds_for_everything(admin: Client) -> None:
    general = Policy.objects.get(code="clock.arrival", utility="", urgency="", scene="", season="", symptom="")
    answer = post(admin, f"/{general.pk}/end", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "policy.last_row")
    special = Policy.objects.get(code="clock.arrival", utility="water", symptom="bad_water")
    assert not post(admin, f"/{special.pk}/end", {}).json()["policy"]["is_in_effect"]
    assert post(admin, f"/{special.pk}/end", {}).json()["code"] == "policy.not_backdated"
    assert post(admin, "/999999/end", {}).status_code == 404


def test_an_end_lies_ahead_and_never_behind_the_row_that_takes_over(town: Lakeside, admin: Client) -> None:
    special = Policy.objects.get(code="clock.arrival", utility="water", symptom="bad_water")
    tomorrow = clock.now() + timedelta(days=1)
    shown = post(admin, f"/{special.pk}/end", {"at": tomorrow.isoformat()}).json()["policy"]
    assert (shown["is_in_effect"], shown["effective_to"]) == (True, clock.iso(tomorrow))
    later = post(admin, f"/{special.pk}/end", {"at": (tomorrow + timedelta(days=1)).isoformat()})
    assert (later.status_code, later.json()["code"]) == (409, "policy.ends_before")
    sooner = clock.now() + timedelta(hours=1)
    assert post(admin, f"/{special.pk}/end", {"at": sooner.isoformat()}).status_code == 200
    clock.advance(timedelta(hours=2))
    special.refresh_from_db()
    assert special.effective_to == sooner


def test_a_limit_that_has_not_begun_is_called_off_and_what_it_would_have_replaced_goes_on(
    town: Lakeside, admin: Client
) -> None:
    begins = clock.now() + timedelta(hours=1)
    later = {**ROW, "effective_from": begins.isoformat()}
    wrong = post(admin, "", {**later, "value": 3}).json()["policy"]
    assert post(admin, f"/{wrong['id']}/end", {}).json()["policy"]["is_in_effect"] is False
    assert not Policy.objects.filter(pk=wrong["id"]).exists()
    clock.advance(timedelta(hours=2))
    order = town.order()
    assert order.due_at == order.opened_at + timedelta(minutes=45)
    assert (
        post(admin, "", {**later, "effective_from": (clock.now() + timedelta(hours=1)).isoformat()}).status_code == 201
    )
    assert last("policies", "policy.added")["policy"]["value"] == 30.0


def test_a_figure_is_marked_as_looked_up_and_unmarked(admin: Client) -> None:
    row = Policy.objects.filter(code="clock.accept").first()
    assert row is not None
    for verified in (True, False):
        answer = post(admin, f"/{row.pk}/verify", {"is_verified": verified}).json()
        assert answer["policy"]["is_verified"] is verified
    assert list(Entry.objects.filter(stream="policies").order_by("version").values_list("kind", flat=True)) == [
        "policy.verified",
        "policy.unverified",
    ]


@pytest.mark.parametrize("role", [Role.DISPATCHER, Role.COORDINATOR, Role.AUDITOR, Role.TECHNICIAN])
def test_only_an_administrator_changes_limits(town: Lakeside, role: Role) -> None:
    user = User.objects.create(username="someone")
    accounts.grant(user, role, town.city)
    client = of(user)
    assert client.get("/api/v1/policies").status_code == (403 if role == Role.TECHNICIAN else 200)
    for path in ("/preview", "", "/1/end", "/1/verify"):
        body = {"is_verified": True} if "verify" in path else {} if "end" in path else ROW
        assert post(client, path, body).status_code == 403
