"""What helps at a visit, for the phone to keep."""

from typing import Any

from django.http import HttpRequest

from dispatch.kernel.web import Router, actor_of
from field import access, beside

router = Router(tags=["field"])


@router.get("/field/visits/{visit_id}/beside", summary="What was at this place before, and what to take along")
def read(request: HttpRequest, visit_id: int) -> dict[str, Any]:
    visit = access.visit_for(actor_of(request), visit_id)
    return dict(beside.of(visit))
