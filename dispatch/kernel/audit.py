"""Who opened what (the rule document on confidentiality): a chain of hashes in which a tampered row shows."""

import hashlib
from typing import Any

import orjson
from django.db import connection, transaction

from dispatch.kernel import clock
from dispatch.kernel.actors import Actor
from dispatch.kernel.models import AuditRecord

_CHAIN_LOCK = 0x9A1D  # one writer of the chain at a time


def record(actor: Actor, action: str, subject: str, facts: dict[str, Any] | None = None) -> AuditRecord:
    """Append to the trail, inside the caller's transaction: no reveal without its record."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        last = AuditRecord.objects.order_by("-pk").values_list("digest", flat=True).first()
        row = AuditRecord(
            at=clock.now(), actor=actor.key, action=action, subject=subject, facts=facts or {}, previous=last or ""
        )
        row.digest = digest_of(row)
        row.save()
        return row


def digest_of(row: AuditRecord) -> str:
    """The hash that a row must carry."""
    said = [clock.iso(row.at), row.actor, row.action, row.subject, row.facts, row.previous]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def first_break() -> int | None:
    """The id of the first row that does not follow from the one before it; None while the trail is whole."""
    previous = ""
    for row in AuditRecord.objects.order_by("pk").iterator():
        if row.previous != previous or row.digest != digest_of(row):
            return row.pk
        previous = row.digest
    return None
