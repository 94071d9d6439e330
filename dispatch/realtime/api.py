"""The socket's description over HTTP."""

import orjson
from django.http import HttpRequest, HttpResponse

from dispatch.kernel.description import PUBLIC
from dispatch.kernel.web import Router
from dispatch.realtime import contract

router = Router(tags=["socket"])


@router.get("/protocol.schema.json", openapi_extra=PUBLIC, summary="JSON Schema of every socket frame, state and event")
def read_schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(orjson.dumps(contract.schema()), content_type="application/schema+json")
