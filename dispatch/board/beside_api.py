"""What stands beside an order: notes and pictures, other orders around it, and the page that its customer reads."""

import hashlib
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Path, Query, Schema

from dispatch.board import customer_view, neighbours, notes
from dispatch.board.models import OrderNote
from dispatch.kernel import access, commands
from dispatch.kernel.commands import Tx
from dispatch.kernel.errors import Refusal
from dispatch.kernel.web import Router, actor_of, key_of, language_of
from field import pictures
from field.pictures import Picture
from repairs import orders
from repairs.access import order_for, orders_for

router = Router(tags=["board"])

Id = Annotated[int, Path(ge=1, le=2**53)]
CAPTION = 200


class NoteToWrite(Schema):
    text: str = Field(min_length=1, max_length=1000, pattern=r"\S")


@router.post("/board/orders/{order_id}/notes", summary="Write a note beside the order, for colleagues")
def write_note(request: HttpRequest, order_id: Id, payload: NoteToWrite) -> dict[str, Any]:
    return _note(request, order_id, payload.text, None, {"text": payload.text})


@router.post(
    "/board/orders/{order_id}/pictures", summary="Put a picture (JPEG, PNG) beside the order; the body is the file"
)
def add_picture(
    request: HttpRequest, order_id: Id, caption: Annotated[str, Query(max_length=CAPTION)] = ""
) -> dict[str, Any]:
    access.require_anywhere(actor_of(request), "order.note")
    picture = pictures.read(request.body)
    # The picture is too large to be kept with its key.
    asked = {"caption": caption, "picture": hashlib.sha256(request.body).hexdigest()}
    return _note(request, order_id, caption, picture, asked)


def _note(request: HttpRequest, order_id: int, text: str, picture: Picture | None, asked: object) -> dict[str, Any]:
    actor = actor_of(request)

    def work(tx: Tx) -> dict[str, Any]:
        order = orders.locked([order_for(actor, order_id).pk])[order_id]
        access.require(actor, "order.note", order.node.path)
        return {"note": notes.view(notes.write(tx, order, text, picture))}

    body = {"order": order_id, "asked": asked}
    return commands.perform(actor, "order.note", work, key=key_of(request), body=body)


@router.get("/board/notes/{note_id}/picture", summary="A picture that was put beside an order")
def read_picture(request: HttpRequest, note_id: Id) -> HttpResponse:
    within = orders_for(actor_of(request), "board.watch")
    row = OrderNote.objects.filter(pk=note_id, order__in=within).exclude(picture_type="").first()
    if row is None or row.picture is None:
        raise Refusal("not_found")
    answer = HttpResponse(bytes(row.picture), content_type=row.picture_type)
    # Somebody else's bytes: nothing in them may run, and no cache between us and the desk may keep them.
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@router.get("/board/orders/{order_id}/around", summary="Open orders near by, and earlier ones of this place or caller")
def read_around(
    request: HttpRequest, order_id: Id, radius_m: Annotated[float, Query(ge=10, le=5000)] = 500.0
) -> dict[str, Any]:
    actor = actor_of(request)
    return neighbours.around(actor, order_for(actor, order_id, "board.watch"), radius_m)


@router.get("/board/orders/{order_id}/customer-view", summary="What the order's customer reads at this moment")
def read_customer_view(request: HttpRequest, order_id: Id) -> dict[str, Any]:
    return customer_view.of_order(order_for(actor_of(request), order_id, "board.watch"), language_of(request))
