"""The form of a visit: handed in by the phone, checked again, kept with the visit, shown in the order's panel."""

import uuid
from typing import Any

import pytest
from django.test import Client

from dispatch.kernel import commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.models import Entry
from field import visits
from field.models import FilledForm, Visit
from field.site_forms import filling
from repairs import orders
from tests.commands.lakeside import Lakeside, last
from tests.http.test_exhibits_api import Camera
from tests.http.test_field_api import town
from tests.rules.test_site_forms import TABLE

__all__ = ["town"]
pytestmark = pytest.mark.django_db(transaction=True)

GAS: dict[str, Any] = TABLE["good"]["gas_leak"]
POWER: dict[str, Any] = TABLE["good"]["power_supply"]


class Pencil(Camera):
    """A phone that hands in forms."""

    def fill(self, visit: Visit, form: str, answers: dict[str, Any], key: str | None = None, **more: Any) -> Any:
        said = {"form": form, "version": 1, "answers": answers, "device_at": "2026-03-02T01:00:00Z"}
        return self.post(f"visits/{visit.pk}/forms", {**said, **more}, key)


@pytest.fixture
def zhou(town: Lakeside) -> Pencil:
    return Pencil(town.zhou)


def there(town: Lakeside, symptom: str = "no_power") -> Visit:
    visit = town.give(town.order(symptom), town.zhou)
    for step in ("accept", "depart", "arrive"):
        town.tap(visit, step)
    return visit


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json().get("code", "")


def panel(town: Lakeside, visit: Visit) -> dict[str, Any]:
    desk = Client()
    desk.force_login(town.he)
    shown: dict[str, Any] = desk.get(f"/api/v1/board/orders/{visit.order_id}").json()["forms"]
    return shown


def test_a_gas_form_with_its_photo_is_kept_and_shown_with_what_was_unusual(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town, "smell_of_gas")
    assert panel(town, visit) == {"handed_in": [], "missing": "gas_leak", "is_duty": True, "waived": ""}
    (card,) = zhou.day()["state"]["visits"]
    assert card["form"] == {"code": "gas_leak", "is_duty": True, "handed_in_at": None}
    zhou.announce(visit, purpose="place")
    answer = zhou.fill(visit, "gas_leak", {**GAS, "gas_on_arrival": 35}, position={"lon": 117.05, "lat": 31.05})
    assert answer.status_code == 200, answer.json()
    row = FilledForm.objects.get()
    assert (row.visit, row.code, row.version, row.is_late) == (visit, "gas_leak", 1, False)
    assert row.answers["gas_on_arrival"] == 35
    assert row.evidence["lon"] == 117.05
    (card,) = zhou.day()["state"]["visits"]
    assert card["form"]["handed_in_at"] is not None
    shown = panel(town, visit)
    assert shown["missing"] is None
    (form,) = shown["handed_in"]
    assert (form["by"], form["device_at"]) == ("周强", "2026-03-02T01:00:00.000Z")
    lines = {line["item"]: line for line in form["lines"]}
    assert lines["gas_on_arrival"] == {
        "item": "gas_on_arrival", "kind": "reading", "part": "readings", "unit": "percent_lel", "answer": 35,
        "finding": "unusually_high",
    }  # fmt: skip
    assert lines["second_person"]["answer"] == "吴敏"
    assert last(f"order:{visit.order_id}", "order.form_handed_in")["findings"] == [
        {"item": "gas_on_arrival", "code": "unusually_high"}
    ]


def test_the_server_checks_again_and_says_in_words_what_is_wrong(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town, "smell_of_gas")
    answer = zhou.fill(visit, "gas_leak", {**GAS, "second_person": "周强", "gas_on_leaving": 4})
    assert code(answer) == (422, "site_form.faulty")
    assert answer.json()["facts"]["faults"] == [
        {"item": "second_person", "code": "same_person"},
        {"item": "gas_on_leaving", "code": "not_safe"},
        {"item": "photo_outside", "code": "photos_missing"},
    ]
    assert "必须是另一个人" in answer.json()["title"]
    assert not FilledForm.objects.exists()
    assert not Entry.objects.filter(kind="order.form_handed_in").exists()


def test_sent_again_with_the_same_key_it_is_kept_once_and_changed_it_is_kept_beside(
    town: Lakeside, zhou: Pencil
) -> None:
    visit = there(town)
    zhou.announce(visit, purpose="after")
    key = str(uuid.uuid4())
    assert [zhou.fill(visit, "power_supply", POWER, key).status_code for _ in range(3)] == [200] * 3
    assert FilledForm.objects.count() == 1
    assert zhou.fill(visit, "power_supply", {**POWER, "remarks": "换了空开"}).status_code == 200
    first, second = panel(town, visit)["handed_in"]
    assert [line["answer"] for line in first["lines"] if line["item"] == "remarks"] == ["换了空开"]
    assert "remarks" not in {line["item"] for line in second["lines"]}


def test_a_form_for_a_visit_that_was_given_away_is_kept_and_marked_even_where_something_lacks(
    town: Lakeside, zhou: Pencil
) -> None:
    visit = there(town)
    with commands.begun(SYSTEM) as tx:
        visits.end_for(tx, orders.locked([visit.order_id])[visit.order_id], "withdrawn")
    answer = zhou.fill(visit, "power_supply", {"remarks": "已修好"})
    assert code(answer) == (409, "visit.not_yours_anymore")
    row = FilledForm.objects.get()
    assert (row.is_late, row.answers) == (True, {"remarks": "已修好"})
    assert last(f"order:{visit.order_id}", "visit.late_tap")["action"] == "forms"
    assert [form["is_late"] for form in panel(town, visit)["handed_in"]] == [True]


def test_it_is_open_at_the_place_only_and_for_its_own_form_only(town: Lakeside, zhou: Pencil) -> None:
    visit = town.give(town.order(), town.zhou)
    assert code(zhou.fill(visit, "power_supply", POWER)) == (409, "visit.step_not_open")
    for step in ("accept", "arrive"):
        town.tap(visit, step)
    assert code(zhou.fill(visit, "gas_leak", GAS)) == (422, "site_form.not_for_this")
    assert code(zhou.fill(visit, "power_supply", POWER, version=2)) == (422, "site_form.not_for_this")
    assert code(zhou.fill(visit, "gas_leek", GAS)) == (422, "site_form.not_for_this")
    for step in ("repair", "report"):
        town.tap(visit, step)
    assert code(zhou.fill(visit, "power_supply", POWER)) == (409, "visit.step_not_open")


def test_nothing_dangerous_is_repaired_without_its_form(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town, "smell_of_gas")
    repaired = f"visits/{visit.pk}/repair"
    answer = zhou.post(repaired, {"cause": "ageing"})
    assert code(answer) == (409, "site_form.owed")
    assert "燃气泄漏作业表" in answer.json()["title"]
    assert code(zhou.post(repaired, {"cause": "ageing", "without_form": " x "})) == (409, "site_form.owed")
    zhou.announce(visit, purpose="place")
    assert zhou.fill(visit, "gas_leak", GAS).status_code == 200
    assert zhou.post(repaired, {"cause": "ageing"}).status_code == 200
    assert not Entry.objects.filter(kind="order.form_waived").exists()


def test_who_cannot_fill_it_in_says_why_and_the_desk_reads_it(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town, "smell_of_gas")
    why = "手机进水，相机打不开"
    assert zhou.post(f"visits/{visit.pk}/repair", {"cause": "ageing", "without_form": why}).status_code == 200
    shown = panel(town, visit)
    assert (shown["missing"], shown["waived"]) == ("gas_leak", why)
    assert last(f"order:{visit.order_id}", "order.form_waived")["note"] == why
    # Filled in afterwards it is no more missing.
    zhou.announce(visit, purpose="place")
    assert zhou.fill(visit, "gas_leak", GAS).status_code == 200
    assert panel(town, visit)["waived"] == ""


def test_no_other_form_holds_up_a_repair(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town)
    answer = zhou.post(f"visits/{visit.pk}/repair", {"cause": "ageing", "without_form": "不需要"})
    assert answer.status_code == 200
    visit.refresh_from_db()
    assert visit.form_waived == ""


def test_nobody_fills_in_a_colleagues_form_and_no_desk_does(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town)
    assert code(Pencil(town.wu).fill(visit, "power_supply", POWER)) == (404, "not_found")
    desk = Client()
    desk.force_login(town.he)
    path = f"/api/v1/field/visits/{visit.pk}/forms"
    said = {"form": "power_supply", "version": 1, "answers": POWER}
    assert desk.post(path, said, "application/json").status_code == 403
    assert Client().post(path, said, "application/json").status_code == 401
    assert not FilledForm.objects.exists()


@pytest.mark.parametrize(
    "answers",
    [
        {"remarks": "x" * 301},
        {"remarks": None},
        {"remarks": ["a"]},
        {"voltage_on_leaving": "NaN" * 200},
        {"k" * 41: "x"},
        {f"item_{number}": "x" for number in range(61)},
        [],
    ],
    ids=["long", "null", "list", "long number", "long name", "many", "no object"],
)
def test_answers_of_no_size_or_shape_are_refused_before_anything_is_read(
    town: Lakeside, zhou: Pencil, answers: Any
) -> None:
    visit = there(town)
    assert code(zhou.fill(visit, "power_supply", answers)) == (422, "input.invalid")


def test_a_phone_gone_wild_is_stopped(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town)
    zhou.announce(visit, purpose="after")
    for _ in range(filling.MOST):
        assert zhou.fill(visit, "power_supply", POWER).status_code == 200
    assert code(zhou.fill(visit, "power_supply", POWER)) == (409, "site_form.too_many")


def test_a_colleague_does_not_read_it_in_the_panel(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town)
    assert code(Pencil(town.wu).client.get(f"/api/v1/board/orders/{visit.order_id}")) == (403, "access.denied")


def test_on_the_paper_sheet_it_is_blank_to_write_on_and_then_as_it_was_handed_in(town: Lakeside, zhou: Pencil) -> None:
    visit = there(town)
    desk = Client(headers={"accept-language": "zh"})
    desk.force_login(town.he)
    blank = desk.get(f"/orders/{visit.order_id}/sheet").content.decode()
    assert "供电抢修作业表" in blank and "已恢复 / 临时供电 / 未恢复" in blank and "226.4 V" not in blank
    zhou.announce(visit, purpose="after")
    zhou.fill(visit, "power_supply", {**POWER, "remarks": "<b>换了空开</b>"})
    page = desk.get(f"/orders/{visit.order_id}/sheet").content.decode()
    assert "226.4 V" in page and "已恢复 / 临时供电" not in page
    assert "&lt;b&gt;换了空开" in page
