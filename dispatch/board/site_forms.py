"""The forms that technicians handed in for an order, in its panel, and the one that it still asks for."""

from typing import Any

from dispatch.board.story import section
from dispatch.kernel.actors import Actor
from field.models import FilledForm
from field.site_forms import catalogue, filling
from repairs.models import WorkOrder

ASKED_IN = ("arrived", "repaired", "reported", "closed")


@section("forms")
def of_order(actor: Actor, order: WorkOrder) -> dict[str, Any]:
    """Every handing-in, the newest first; `missing` names the form that nobody has handed in yet."""
    rows = FilledForm.objects.filter(visit__order=order).select_related("visit__technician").order_by("-pk")
    handed_in = [filling.view(row) for row in rows]
    wanted = catalogue.newest_for(order.symptom) if order.state in ASKED_IN else None
    is_missing = wanted is not None and not any(row["code"] == wanted.code for row in handed_in)
    return {
        "handed_in": handed_in,
        "missing": wanted.code if wanted and is_missing else None,
        "is_duty": bool(wanted and wanted.is_duty),
    }
