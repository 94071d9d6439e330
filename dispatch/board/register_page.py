"""The registers to print: areas without the hotline (未开通地区备案表) and areas that nobody covers."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from coverage.models import HotlineArea
from dispatch.board import story
from dispatch.board.access import node_for
from dispatch.kernel import actors, clock, texts
from dispatch.kernel.actors import Actor
from dispatch.kernel.organisation import today_at
from dispatch.kernel.pages import refusable
from dispatch.kernel.web import language_of
from repairs import ticket_notes
from repairs.models import WorkOrder

for key, zh, en in [
    ("title.no_hotline", "未开通热线地区备案表", "Register of areas without the hotline"),
    ("title.no_coverage", "无覆盖地区登记表", "Register of areas without coverage"),
    ("name", "地区", "Area"),
    ("node", "所属", "Within"),
    ("reason", "原因", "Why"),
    ("taker", "受理站点、电话", "Who takes calls"),
    ("utility", "业务", "Utility"),
    ("from", "起", "From"),
    ("to", "止", "To"),
    ("none", "没有登记", "Nothing registered"),
    ("print", "打印", "Print"),
    ("printed", "打印人 {name}", "Printed by {name}"),
]:
    texts.define(f"register_form.{key}", zh=zh, en=en)


@never_cache
@require_GET
@refusable
def show(request: HttpRequest, node_id: int) -> HttpResponse:
    """Both registers at and below a node, as they stand today."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"/login?{urlencode({'next': request.get_full_path()})}")
    actor = actors.of_user(request.user)
    node = node_for(actor, node_id, "hotline_register.read")
    rows = HotlineArea.objects.select_related("node", "station__node").filter(node__path__startswith=node.path)
    living = [row for row in rows.order_by("node__path", "name") if row.ends_on is None or row.ends_on > today_at(node)]
    language = language_of(request)
    shown = {
        "registers": [(kind.value, [row for row in living if row.kind == kind]) for kind in HotlineArea.Kind],
        "node": node.name if language == "zh" else node.name_en or node.name,
        "zone": node.time_zone,
        "printed_by": actor.name,
        "now": clock.now(),
    }
    return render(request, "board/registers.html", shown)


@story.section("registers")
def told(actor: Actor, order: WorkOrder) -> list[dict[str, object]]:
    """The registered areas that the order's place lies in: why, and who takes calls there."""
    return [
        {
            "kind": row.kind,
            "name": row.name,
            "reason": row.reason,
            "phone": row.phone,
            "station_name": row.station.node.name if row.station else "",
        }
        for row in ticket_notes.registered(order)
    ]
