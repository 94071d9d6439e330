"""The audit trail: what was opened by whom, and a row that was tampered with shows."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from dispatch.kernel import actors, audit, clock
from dispatch.kernel.models import AuditRecord
from tests.races.together import together

LI = actors.Actor("user", 7, "Li Na")
FACTS = {"fields": ["phone"], "reason": "回访", "count": 2, "share": 0.5, "nothing": None}


def three() -> list[AuditRecord]:
    return [audit.record(LI, "contact.reveal", f"order:{number}", FACTS) for number in (1, 2, 3)]


def execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db(transaction=True)
class TestTrail:
    def test_an_untouched_trail_is_whole(self):
        assert audit.first_break() is None
        three()
        assert audit.first_break() is None
        assert AuditRecord.objects.get(subject="order:2").facts == FACTS

    @pytest.mark.parametrize(
        "change",
        [
            "subject = 'order:9'",
            "actor = 'user:8'",
            "action = 'catalogue.read'",
            "facts = '{}'",
            "at = at + interval '1 second'",
            "digest = repeat('0', 64)",
            "previous = repeat('0', 64)",
        ],
    )
    def test_an_altered_row_shows(self, change):
        rows = three()
        execute(f"UPDATE kernel_auditrecord SET {change} WHERE id = {rows[1].pk}")
        assert audit.first_break() == rows[1].pk

    def test_a_removed_row_shows_at_the_one_after_it(self):
        rows = three()
        rows[1].delete()
        assert audit.first_break() == rows[2].pk

    def test_rows_that_changed_places_show(self):
        first, second, _ = three()
        execute(f"UPDATE kernel_auditrecord SET id = -1 WHERE id = {second.pk}")
        assert audit.first_break() == -1
        assert first.pk > 0

    def test_no_record_stays_of_what_was_rolled_back(self):
        with pytest.raises(RuntimeError), transaction.atomic():
            audit.record(LI, "contact.reveal", "order:1")
            raise RuntimeError
        assert not AuditRecord.objects.exists()
        three()
        assert audit.first_break() is None

    def test_many_at_once_make_one_chain(self):
        def work(place: int) -> None:
            for number in range(8):
                audit.record(LI, "contact.reveal", f"order:{place}-{number}")

        with clock.frozen(datetime(2026, 1, 5, tzinfo=UTC)):
            together(5, work)
        assert AuditRecord.objects.count() == 40
        assert audit.first_break() is None
