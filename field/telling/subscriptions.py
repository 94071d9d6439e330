"""Which browsers are pushed to: taken from the person only, and let go when they say so or their service does."""

from typing import Any

from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from field.models import Technician
from field.telling import web_push
from field.telling.models import PushSubscription, Telling
from repairs import policies


def begin(tx: Tx, technician: Technician, endpoint: str, p256dh: str, auth: str, language: str) -> dict[str, Any]:
    """Whoever subscribed last on a phone has it: its notices are no longer somebody else's.

    Refuses push.host_refused, push.keys_invalid. Of more phones than the policy allows the oldest is let go.
    """
    web_push.check(endpoint, p256dh, auth)
    PushSubscription.objects.update_or_create(
        endpoint=endpoint,
        defaults={
            "technician": technician,
            "p256dh": p256dh,
            "auth": auth,
            "language": language,
            "made_at": tx.at,
            "failures": 0,
            "ended_at": None,
            "end_reason": "",
        },
    )
    live = technician.push_subscriptions.filter(ended_at=None).order_by("-made_at", "-pk")
    most = int(policies.number("telling.most_phones", at=tx.at))
    too_many = list(live.values_list("pk", flat=True)[most:])
    PushSubscription.objects.filter(pk__in=too_many).update(ended_at=tx.at, end_reason="replaced")
    return {"is_on": True}


def end(tx: Tx, technician: Technician, endpoint: str) -> dict[str, Any]:
    """Ended twice it is ended once; somebody else's is not touched."""
    technician.push_subscriptions.filter(endpoint=endpoint, ended_at=None).update(ended_at=tx.at, end_reason="left")
    return {"is_on": False}


def try_out(tx: Tx, technician: Technician) -> dict[str, Any]:
    """A push to all one's own phones. Refuses push.none where there is none."""
    phones = technician.push_subscriptions.filter(ended_at=None).count()
    if not phones:
        raise Refusal("push.none")
    Telling.objects.create(technician=technician, kind=Telling.Kind.TEST, at=tx.at, due_at=tx.at)
    return {"phones": phones}
