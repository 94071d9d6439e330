"""Carries out what is due: pushes, text messages, and the word to the desk that nobody was reached.

A row is claimed for a while, the outside is spoken to with no transaction open, and then what came of it is kept. A
sender that dies in between is followed by another after the claim: told twice is possible, never told is not. The
topic of a push and the key of a text message make the second one replace the first.
"""

import json
from datetime import timedelta

from django.db import transaction

from dispatch.kernel import clock, commands
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.commands import Tx
from field.telling import rules, text_messages, web_push, words
from field.telling.models import PushSubscription, Telling
from field.telling.rules import Facts, Limits, Way
from repairs import policies

CLAIM = timedelta(seconds=60)
AT_ONCE = 20
KEPT_BY_SERVICE_S = 4 * 3600
"""How long a push service keeps what it cannot deliver: longer than a job lies in a cellar, shorter than a shift."""
NAMES = ("push_after", "ring_every", "ring_for", "text_after", "unreached_after", "retry_after")


def step() -> int:
    """One round. Gives how many rows it looked at."""
    claimed = _claim()
    for telling in claimed:
        _carry_out(telling)
    return len(claimed)


def _claim() -> list[Telling]:
    now = clock.now()
    with transaction.atomic():
        due = Telling.objects.select_for_update(skip_locked=True, of=("self",)).filter(due_at__lte=now)
        rows = list(due.select_related("technician__user", "visit").order_by("due_at", "pk")[:AT_ONCE])
        Telling.objects.filter(pk__in=[row.pk for row in rows]).update(due_at=now + CLAIM)
    return rows


def _carry_out(telling: Telling) -> None:
    now = clock.now()
    limits = Limits(*(timedelta(seconds=policies.seconds(f"telling.{name}", at=now)) for name in NAMES))
    subscriptions = list(telling.technician.push_subscriptions.filter(ended_at=None).order_by("pk"))
    due = rules.next_way(_facts(telling, bool(subscriptions)), limits)
    outcome: bool | None = None
    if due is not None and due[0] <= now:
        if due[1] == Way.PUSH:
            taken = [_push(telling, subscription) for subscription in subscriptions]
            outcome = any(taken)
        elif due[1] == Way.TEXT:
            outcome = _text(telling)
    with commands.begun(SYSTEM) as tx:
        # What the technician said meanwhile counts.
        row = (
            Telling.objects.select_for_update(of=("self",))
            .select_related("technician__user", "visit")
            .get(pk=telling.pk)
        )
        if due is not None and due[0] <= now:
            _keep(tx, row, due[1], outcome)
        has_push = row.technician.push_subscriptions.filter(ended_at=None).exists()
        after = rules.next_way(_facts(row, has_push), limits)
        row.due_at = after[0] if after else None
        row.save()


def _facts(row: Telling, has_push: bool) -> Facts:
    return Facts(
        kind=row.kind,
        is_urgent=row.is_urgent,
        at=row.at,
        can_push=has_push,
        can_text=text_messages.are_possible() and bool(row.technician.phone),
        is_void=row.kind in ("new", "changed") and row.visit is not None and row.visit.ended_at is not None,
        pushed_at=row.pushed_at,
        push_tried_at=row.push_tried_at,
        push_failures=row.push_failures,
        received_at=row.received_at,
        shown_at=row.shown_at,
        texted_at=row.texted_at,
        text_tried_at=row.text_tried_at,
        text_failures=row.text_failures,
        seen_at=row.seen_at,
        unreached_at=row.unreached_at,
    )


def _push(telling: Telling, subscription: PushSubscription) -> bool:
    """Encrypted for this phone, in its language."""
    title, body = words.title_and_body(telling.kind, telling.is_urgent, telling.facts, subscription.language)
    said = {
        "title": title,
        "body": body,
        "kind": telling.kind,
        "is_urgent": telling.is_urgent,
        "visit_id": telling.visit_id,
        "version": telling.version,
    }
    headers = {
        "TTL": str(KEPT_BY_SERVICE_S),
        "Urgency": "high" if telling.kind != Telling.Kind.CHANGED else "normal",
        # RFC 8030: what is newer about a visit replaces what the service could not deliver yet.
        "Topic": f"visit-{telling.visit_id}" if telling.visit_id else f"{telling.kind}-{telling.technician_id}",
    }
    payload = json.dumps(said, ensure_ascii=False).encode()
    outcome = web_push.send(subscription.endpoint, subscription.p256dh, subscription.auth, payload, headers)
    now = clock.now()
    mine = PushSubscription.objects.filter(pk=subscription.pk)
    if outcome == web_push.Outcome.TAKEN:
        mine.update(used_at=now, failures=0)
    elif outcome == web_push.Outcome.GONE:
        mine.update(ended_at=now, end_reason="gone")
    else:
        failures = subscription.failures + 1
        is_over = failures >= policies.number("telling.most_failures", at=now)
        mine.update(failures=failures, **({"ended_at": now, "end_reason": "failing"} if is_over else {}))
    return outcome == web_push.Outcome.TAKEN


def _text(telling: Telling) -> bool:
    language = telling.technician.user.language
    title, body = words.title_and_body(telling.kind, telling.is_urgent, telling.facts, language)
    return text_messages.send(telling.technician.phone, words.sms(title, body, language), f"telling-{telling.pk}")


def _keep(tx: Tx, row: Telling, way: Way, outcome: bool | None) -> None:
    if way == Way.UNREACHED:
        row.unreached_at = tx.at
        _tell(tx, row, "visit.unreached")
    elif way == Way.PUSH:
        first = row.pushed_at is None
        row.push_tried_at, row.push_failures = tx.at, 0 if outcome else row.push_failures + 1
        if outcome:
            row.pushed_at = tx.at
            if first and row.is_urgent:
                _tell(tx, row, "visit.told", way="push")
    else:
        row.text_tried_at, row.text_failures = tx.at, 0 if outcome else row.text_failures + 1
        if outcome:
            row.texted_at = tx.at
        if outcome or row.text_failures >= rules.MOST_FAILURES:
            _tell(tx, row, "visit.told", way="text" if outcome else "text_failed")


def _tell(tx: Tx, row: Telling, kind: str, **more: str) -> None:
    """The order's history says how its technician was told."""
    if row.visit is None:
        return
    facts = {"visit_id": row.visit_id, "technician_id": row.technician_id, "technician": row.technician.name}
    tx.record(f"order:{row.visit.order_id}", kind, {**facts, **more})
