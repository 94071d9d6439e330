"""What the customer of an order reads at this moment, for whoever has them on the line.

The same words as on the customer's page and from the same source, without what opens that page: the code is the
customer's key, and nobody at a desk needs it.
"""

from typing import Any

from dispatch.kernel import clock, texts
from repairs import ticket_pages
from repairs.models import WorkOrder


def of_order(order: WorkOrder, speech: texts.Language) -> dict[str, Any]:
    """The page as sentences of one language. Times are instants, but for an agreed window."""
    shown = ticket_pages.progress(order, speech)
    ticket, open_now = shown["ticket"], shown["offers"]
    return {
        "zone": shown["zone"],
        "status": texts.say(f"status.{ticket['state_key']}", speech),
        "notes": shown["notes"],
        "safety": shown["safety"],
        "promise": _promise(shown, speech) if shown["is_promised"] else None,
        "steps": [
            {"words": texts.say(f"ticket.{step['key']}", speech), "when": step["when"], "at": clock.iso(step["at"])}
            for step in shown["steps"]
        ],
        "station": shown["station_name"] or "",
        "technician": ticket["technician_given_name"] or "",
        "updated_at": clock.iso(ticket["updated_at"]),
        "may": [
            texts.say(key, speech)
            for key, is_open in (
                ("help.appoint", open_now.appoint),
                ("help.urge", open_now.urge),
                ("help.withdraw", open_now.withdraw),
                ("help.still_out", open_now.still_out),
                ("customer_view.feedback", open_now.feedback),
            )
            if is_open
        ],
    }


def _promise(shown: dict[str, Any], speech: texts.Language) -> dict[str, Any]:
    at = shown["ticket"]["promised_at"]
    if at is None:
        return {"words": texts.say("track.promised.none", speech), "at": None, "window": "", "late": ""}
    return {
        "words": texts.say(f"track.promised.{shown['promise']}", speech),
        "at": clock.iso(at),
        "window": shown["window"] if shown["is_appointed"] else "",
        "late": texts.say("track.promised.late", speech) if shown["is_late"] else "",
    }


texts.define("customer_view.feedback", zh="评价这次维修", en="Say how the repair was")
