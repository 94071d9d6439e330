"""The printed sheet: whole for those who may see the order, its contact only after a recorded reason."""

import pytest
from django.test import Client

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import AuditRecord, User
from repairs.models import WorkOrder
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Lakeside:
    return Lakeside()


@pytest.fixture
def order(town: Lakeside) -> WorkOrder:
    return town.order()


def of(user: User) -> Client:
    client = Client(headers={"accept-language": "zh"})
    client.force_login(user)
    return client


def test_the_sheet_says_what_and_where_and_until_when_but_not_who(town: Lakeside, order: WorkOrder) -> None:
    page = of(town.he).get(f"/orders/{order.pk}/sheet").content.decode()
    for said in ("停电", "湖滨路 8 号", "湖滨供电所", "到场", "138****1111", "签字"):
        assert said in page
    assert "13800001111" not in page
    assert "contact.reveal" not in AuditRecord.objects.values_list("action", flat=True)


def test_the_contact_is_printed_after_a_reason_and_that_is_recorded(town: Lakeside, order: WorkOrder) -> None:
    client = of(town.he)
    refused = client.post(f"/orders/{order.pk}/sheet", {"reason": " "})
    assert refused.status_code == 422 and "13800001111" not in refused.content.decode()
    page = client.post(f"/orders/{order.pk}/sheet", {"reason": "现场用"}).content.decode()
    assert "13800001111" in page
    record = AuditRecord.objects.get(action="contact.reveal")
    assert (record.actor, record.subject, record.facts) == (
        f"user:{town.he.pk}",
        f"order:{order.pk}",
        {"reason": "现场用"},
    )


def test_an_auditor_reads_the_sheet_and_is_not_shown_the_contact(town: Lakeside, order: WorkOrder) -> None:
    auditor = User.objects.create(username="shen")
    accounts.grant(auditor, Role.AUDITOR, town.city)
    assert 'name="reason"' not in of(auditor).get(f"/orders/{order.pk}/sheet").content.decode()
    assert of(auditor).post(f"/orders/{order.pk}/sheet", {"reason": "好奇"}).status_code == 403


def test_strangers_log_in_and_neighbours_find_nothing(town: Lakeside, order: WorkOrder) -> None:
    asked = Client().get(f"/orders/{order.pk}/sheet")
    assert asked.status_code == 302 and asked["Location"].startswith("/login?next=")
    assert of(User.objects.create(username="nobody")).get(f"/orders/{order.pk}/sheet").status_code == 403
    assert of(town.he).get("/orders/999999/sheet").status_code == 404
