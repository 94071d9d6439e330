"""What customers do about their request on its page, without script: say how it was, hurry it, call it off."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from dispatch.kernel import clock, commands
from dispatch.kernel.actors import SYSTEM
from repairs import orders, ticket_pages, withdrawals
from repairs.models import ReturnVisit, Urge, Withdrawal, WorkOrder
from tests.http.test_customer_pages import text
from tests.http.test_return_visits_api import Desk, fresh, merged

pytestmark = pytest.mark.django_db


class Customer:
    """Reads English, refuses cookies, has only the code."""

    def __init__(self, order: WorkOrder) -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
        self.order = order
        self.address = f"/track/{order.request.tracking_code}"

    def page(self) -> Any:
        return self.client.get(self.address)

    def press(self, what: str, key: str = "", **typed: str) -> Any:
        if not key:
            key = self.key(what)
        return self.client.post(f"{self.address}/{what}", {"key": key, **typed})

    def key(self, what: str) -> str:
        shown = self.page() if what != "withdrawal" else self.client.get(f"{self.address}/withdrawal")
        found = re.search(rf'action="{self.address}/{what}".*?name="key" value="([^"]+)"', shown.content.decode(), re.S)
        assert found, f"the page offers no {what}"
        return found[1]

    def offered(self) -> set[str]:
        body = self.page().content.decode()
        return set(re.findall(rf'(?:action|href)="{self.address}/([a-z-]+)"', body))


@pytest.fixture
def desk(frozen: object) -> Desk:
    desk = Desk()
    desk.sample(0)
    return desk


def waiting(desk: Desk) -> WorkOrder:
    order = desk.town.order()
    return fresh(order)


# What is offered


def test_what_is_offered_goes_with_the_state(desk: Desk) -> None:
    assert Customer(waiting(desk)).offered() == {"urge", "withdrawal"}
    assert Customer(desk.reported("no_power")).offered() == {"feedback"}
    assert Customer(desk.closed("no_power")).offered() == {"feedback"}


def test_life_safety_is_not_called_off_from_a_page(desk: Desk) -> None:
    order = fresh(desk.town.order("downed_line"))
    customer = Customer(order)
    assert customer.offered() == {"urge"}
    answer = customer.client.post(f"{customer.address}/withdrawal", {"reason": "customer_cancels"})
    assert answer.status_code == 409
    assert fresh(order).state == "accepted"


@pytest.mark.parametrize("what", ["feedback", "urge", "still-out", "withdrawal"])
def test_an_unknown_code_offers_nothing(desk: Desk, what: str) -> None:
    assert Client().post(f"/track/NOSUCHCODE/{what}").status_code == 404


@pytest.mark.parametrize("what", ["feedback", "urge", "still-out"])
def test_the_address_of_a_button_leads_back_to_the_ticket(desk: Desk, what: str) -> None:
    customer = Customer(desk.closed())
    assert customer.client.get(f"{customer.address}/{what}")["Location"] == customer.address


# How it was


def test_solved_is_thanked_for_and_shown_from_then_on(desk: Desk) -> None:
    customer = Customer(desk.closed("no_power"))
    sent = customer.press("feedback", solved="yes", satisfaction="4", comment="师傅很耐心")
    assert (sent.status_code, sent["Location"]) == (302, f"{customer.address}?said=solved")
    assert "Thank you, we have your answer." in text(customer.client.get(sent["Location"]))
    assert "gave 4 of 5" in text(customer.page())
    assert customer.offered() == set()
    visit = ReturnVisit.objects.get()
    assert (visit.state, visit.satisfaction, visit.comment) == ("answered_by_link", 4, "师傅很耐心")


def test_not_solved_says_what_happens_next_and_the_order_lives_again(desk: Desk) -> None:
    order = desk.closed("no_power")
    customer = Customer(order)
    sent = customer.press("feedback", solved="no", satisfaction="1")
    page = text(customer.client.get(sent["Location"]))
    assert "This was taken up again and goes first" in page
    assert "It was not solved, so this was taken up again" in page
    assert fresh(order).state == "waiting"
    assert customer.offered() == {"urge", "withdrawal"}


def test_not_solved_before_the_archive_says_so(desk: Desk) -> None:
    order = desk.reported("no_power")
    customer = Customer(order)
    sent = customer.press("feedback", solved="no", satisfaction="2")
    assert sent["Location"].endswith("?said=later")
    assert "It is taken up again as soon as the report is checked" in text(customer.page())
    assert fresh(desk.close(order)).reopens == 1


def test_sending_the_form_twice_is_one_answer_and_changing_it_afterwards_is_refused_in_words(desk: Desk) -> None:
    customer = Customer(desk.closed("no_power"))
    key = customer.key("feedback")
    for _ in range(2):
        assert customer.press("feedback", key, solved="no", satisfaction="1").status_code == 302
    assert WorkOrder.objects.get(pk=customer.order.pk).reopens == 1
    changed = customer.press("feedback", key, solved="yes", satisfaction="5")
    assert changed.status_code in (409, 422)
    assert 'role="alert"' in changed.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"satisfaction": "5"}, "Say whether it is solved"),
        ({"solved": "yes"}, "Give 1 to 5 stars"),
        ({"solved": "perhaps", "satisfaction": "5"}, "Say whether it is solved"),
        ({"solved": "yes", "satisfaction": "6"}, "Give 1 to 5 stars"),
        ({"solved": "yes", "satisfaction": "５"}, "Give 1 to 5 stars"),
        ({"solved": "yes", "satisfaction": "5", "comment": "长" * 501}, "At most 500 characters; these are 501"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_what_was_typed_stays(
    desk: Desk, typed: dict[str, str], said: str
) -> None:
    customer = Customer(desk.closed("no_power"))
    answer = customer.press("feedback", **{"comment": "keep <this>", **typed})
    assert answer.status_code == 422 and said in text(answer)
    assert ("keep &lt;this&gt;" in answer.content.decode()) == ("comment" not in typed)
    if typed.get("solved") == "yes":
        assert re.search(r'value="yes" checked', answer.content.decode())
    assert not ReturnVisit.objects.filter(state="answered_by_link").exists()


def test_somebody_else_answered_meanwhile(desk: Desk) -> None:
    customer = Customer(desk.closed("no_power"))
    key = customer.key("feedback")
    desk.feedback(customer.order)
    late = customer.press("feedback", key, solved="no", satisfaction="1")
    assert late.status_code == 409
    assert "has its result already" in text(late)


def test_long_ago_nothing_is_asked_any_more(desk: Desk) -> None:
    customer = Customer(desk.closed("no_power"))
    clock.advance(timedelta(days=15))
    assert customer.offered() == set()


def test_where_lives_were_at_stake_the_form_says_to_get_away_and_whom_to_call(desk: Desk) -> None:
    customer = Customer(desk.closed("smell_of_gas"))
    body = customer.page().content.decode()
    assert "get away first, then call" in text(customer.page())
    assert 'href="tel:119"' in body


# Hurrying


def test_hurrying_is_counted_and_a_second_press_is_told_when(desk: Desk) -> None:
    order = waiting(desk)
    customer = Customer(order)
    key = customer.key("urge")
    assert customer.press("urge", key)["Location"].endswith("?said=urged")
    assert customer.press("urge", key)["Location"].endswith("?said=urged"), "the same press"
    assert (Urge.objects.count(), fresh(order).urges) == (1, 1)
    assert "urge" not in customer.offered()
    assert "Asked so far: 1. You can ask again at" in text(customer.page())
    refused = customer.client.post(f"{customer.address}/urge")
    assert refused.status_code == 409 and int(refused["Retry-After"]) > 0
    assert "You can ask again in 10 minutes" in text(refused)
    clock.advance(timedelta(minutes=11))
    assert "urge" in customer.offered()


def test_a_merged_report_hurries_the_one_that_is_worked_on(desk: Desk) -> None:
    from repairs import intake, merging

    form = intake.IntakeForm(utility="electricity", symptom="no_power", address="湖滨路 8 号")
    pks = [WorkOrder.objects.get(request__number=intake.take(SYSTEM, form)["number"]).pk for _ in range(2)]
    with commands.begun(SYSTEM) as tx:
        both = orders.locked(pks)
        merging.join(tx, both[pks[1]], both[pks[0]], "")
    child = Customer(fresh(both[pks[1]]))
    assert "goes with it, and its time limit stands" in text(child.page())
    child.press("urge")
    assert fresh(both[pks[0]]).urges == 1


# Calling it off


def test_calling_it_off_is_asked_once_and_the_page_says_that_it_is_checked(desk: Desk) -> None:
    order = waiting(desk)
    customer = Customer(order)
    key = customer.key("withdrawal")
    for _ in range(2):
        sent = customer.press("withdrawal", key, reason="solved_by_phone", note="自己来电了")
        assert sent["Location"].endswith("?said=withdrawal_asked")
    row = Withdrawal.objects.get()
    assert (row.reason, row.note, row.asked_role) == ("solved_by_phone", "自己来电了", "customer")
    assert "A dispatcher is checking" in text(customer.page())
    assert "withdrawal" not in customer.offered()


@pytest.mark.parametrize("reason", ["", "test", "dead_number"])
def test_a_reason_that_is_not_the_customers_is_asked_for_again(desk: Desk, reason: str) -> None:
    customer = Customer(waiting(desk))
    answer = customer.press("withdrawal", reason=reason, note="keep me")
    assert answer.status_code == 422
    assert "Choose a reason" in text(answer) and "keep me" in text(answer)
    assert not Withdrawal.objects.exists()


def test_when_nothing_can_be_called_off_the_page_says_why(desk: Desk) -> None:
    customer = Customer(desk.closed("no_power"))
    refused = customer.client.get(f"{customer.address}/withdrawal")
    assert refused.status_code == 409 and 'role="alert"' in refused.content.decode()


def test_a_withdrawn_request_says_why_in_plain_words(desk: Desk) -> None:
    order = waiting(desk)
    Customer(order).press("withdrawal", reason="customer_cancels")
    with commands.begun(SYSTEM) as tx:
        row = Withdrawal.objects.get()
        withdrawals.approve(tx, row, orders.locked([order.pk])[order.pk], "")
    page = text(Customer(order).page())
    assert "Withdrawn" in page and "Called off as you asked." in page


# Merged


def test_who_is_still_out_after_the_common_repair_says_so_with_one_press(desk: Desk) -> None:
    _, child = merged(desk)
    customer = Customer(child)
    assert {"still-out", "feedback"} <= customer.offered()
    sent = customer.press("still-out")
    assert sent["Location"].endswith("?said=still_out")
    assert "handled on its own" in text(customer.client.get(sent["Location"]))
    assert (fresh(child).state, fresh(child).parent_id) == ("waiting", None)
    assert customer.client.post(f"{customer.address}/still-out").status_code == 409


# Waiting


def test_a_pause_says_why_and_until_when(desk: Desk) -> None:
    order = waiting(desk)
    with commands.begun(SYSTEM) as tx:
        locked = orders.locked([order.pk])[order.pk]
        until = {"resume": clock.now() + timedelta(hours=5)}
        orders.advance(tx, [orders.Change(locked, "suspend", {"state_reason": "bad_weather"}, {}, until)])
    page = text(Customer(order).page())
    assert "On hold" in page and "Work goes on by 05 Jan 17:00 at the latest." in page


def test_an_agreed_time_is_shown_as_agreed(desk: Desk) -> None:
    order = waiting(desk)
    at = clock.now() + timedelta(hours=2, microseconds=123)
    WorkOrder.objects.filter(pk=order.pk).update(promised_at=at)
    assert "The visit is agreed for 05 Jan 14:00" in text(Customer(order).page())


# Protection


def test_a_flood_of_presses_is_stopped_in_words(desk: Desk) -> None:
    customer = Customer(waiting(desk))
    answers = [customer.client.post(f"{customer.address}/urge") for _ in range(22)]
    assert answers[-1].status_code == 429 and int(answers[-1]["Retry-After"]) > 0
    assert 'role="alert"' in answers[-1].content.decode()


def test_pressing_acts_as_the_customer_whoever_is_logged_in(desk: Desk) -> None:
    """Another site could make a dispatcher's browser post here: it must not borrow the dispatcher's authority."""
    customer = Customer(waiting(desk))
    customer.client.cookies = desk.lin.cookies
    customer.press("withdrawal", reason="customer_cancels")
    assert Withdrawal.objects.get().asked_role == "customer"


@pytest.mark.parametrize("said", ticket_pages.SAID)
def test_what_a_press_says_has_its_words(desk: Desk, said: str) -> None:
    customer = Customer(desk.closed())
    assert '<p class="done" role="status">' in customer.client.get(f"{customer.address}?said={said}").content.decode()


def test_an_address_cannot_put_words_into_our_mouth(desk: Desk) -> None:
    customer = Customer(desk.closed())
    body = customer.client.get(f"{customer.address}?said=<script>send money").content.decode()
    assert "send money" not in body.replace("said%3D%3Cscript%3Esend%20money", "") and 'class="done"' not in body


def test_every_field_of_the_forms_has_its_label_and_the_policy_is_kept(desk: Desk) -> None:
    ended, living = Customer(desk.closed()), Customer(waiting(desk))
    for page in (ended.page(), living.client.get(f"{living.address}/withdrawal")):
        body = page.content.decode()
        labelled = set(re.findall(r'<label for="([^"]+)"', body))
        for tag in re.findall(r"<(?:input|textarea)[^>]*>", body):
            if 'type="hidden"' not in tag:
                found = re.search(r'\bid="([^"]+)"', tag)
                assert found and found[1] in labelled, tag
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=", body)
        assert page["Referrer-Policy"] == "no-referrer"
