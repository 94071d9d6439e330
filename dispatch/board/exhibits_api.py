"""The bytes of evidence, for whoever may read the order."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path

from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of
from field.models import Exhibit
from repairs.access import orders_for

router = Router(tags=["board"])

Id = Annotated[int, Path(ge=1, le=2**53)]


@router.get("/board/exhibits/{exhibit_id}/file", summary="A photo, signature or voice note of a visit")
def read_file(request: HttpRequest, exhibit_id: Id) -> HttpResponse:
    within = orders_for(actor_of(request), "board.watch")
    row = Exhibit.objects.filter(pk=exhibit_id, visit__order__in=within, state=Exhibit.State.WHOLE).first()
    if row is None or row.content is None:
        raise Refusal("not_found")
    answer = HttpResponse(bytes(row.content), content_type=row.type)
    # Somebody else's bytes: nothing in them may run, nothing may guess what else they could be, nobody may frame them.
    answer["Content-Security-Policy"] = "default-src 'none'; img-src 'self'; media-src 'self'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Disposition"] = f'inline; filename="{row.kind}-{row.pk}.{row.type.partition("/")[2]}"'
    answer["Cache-Control"] = "private, max-age=3600"
    return answer
