"""The order sheet (维修单) to print: what the order says, its limits, and room for what is written by hand.

The contact stays masked, as on the panel; it is printed only after a reason was given, which goes on the audit trail.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dispatch.board import site_forms
from dispatch.kernel import access, actors, clock, commands, texts
from dispatch.kernel.actors import Actor
from dispatch.kernel.errors import Refusal
from dispatch.kernel.pages import refusable
from dispatch.kernel.web import check_csrf, language_of
from repairs import cards, catalogue, numbers
from repairs.access import order_for
from repairs.api import read_unmasked
from repairs.models import WorkOrder

for key, zh, en in [
    ("title", "维修单", "Order sheet"),
    ("print", "打印", "Print"),
    ("reveal", "打印时带联系方式，原因（会记录）", "Print with the contact; reason (it is recorded)"),
    ("reveal.go", "显示联系方式", "Show the contact"),
    ("number", "工单号", "Order number"),
    ("state", "状态", "State"),
    ("fault", "故障", "Fault"),
    ("place", "地点", "Place"),
    ("contact", "联系人", "Contact"),
    ("said", "描述", "What was said"),
    ("station", "站点", "Station"),
    ("technician", "抢修人员", "Technician"),
    ("opened", "受理时间", "Taken"),
    ("limits", "时限", "Limits"),
    ("limit", "时限", "Limit"),
    ("started", "起算", "Started"),
    ("due", "到期", "Due"),
    ("met", "完成", "Done"),
    ("policy", "依据", "By"),
    ("life_safety", "涉及人身安全：先处置险情", "Life safety: deal with the danger first"),
    ("on_site", "现场记录", "On site"),
    ("contacted", "T2 首次联系用户", "T2 first contact"),
    ("promised", "T3 约定上门时间", "T3 promised time"),
    ("departed", "出发", "Departed"),
    ("arrived", "到达现场", "Arrived"),
    ("cause", "故障原因", "Cause"),
    ("restored", "T4 恢复时间", "T4 restored"),
    ("parts", "用料", "Parts used"),
    ("result", "处理结果", "Result"),
    ("sign.technician", "抢修人员签字", "Technician"),
    ("sign.customer", "用户签字", "Customer"),
    ("sign.reviewer", "审核签字", "Reviewer"),
    ("printed", "打印人 {name}", "Printed by {name}"),
]:
    texts.define(f"sheet.{key}", zh=zh, en=en)

BLANKS = ("contacted", "promised", "departed", "arrived", "cause", "restored", "parts", "result")


@never_cache
@require_http_methods(["GET", "POST"])
@refusable
def show(request: HttpRequest, order_id: int) -> HttpResponse:
    """The sheet; a POST with a reason shows the contact on it."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"/login?{urlencode({'next': request.get_full_path()})}")
    actor = actors.of_user(request.user)
    order = order_for(actor, order_id)
    contact = {"contact_name": "", "contact_phone": ""}
    if request.method == "POST":
        check_csrf(request)
        contact = _revealed(actor, order, request.POST.get("reason", "").strip())
    view = cards.request_view(order.request) | {name: value for name, value in contact.items() if value}
    return render(request, "board/sheet.html", _shown(actor, order, view, language_of(request)))


def _revealed(actor: Actor, order: WorkOrder, reason: str) -> dict[str, Any]:
    access.require(actor, "contact.reveal", order.node.path)
    if not 2 <= len(reason) <= 200:
        raise Refusal("reason.required")
    return commands.perform(actor, "contact.reveal", lambda tx: read_unmasked(tx, actor, order, reason))


def _shown(actor: Actor, order: WorkOrder, view: dict[str, Any], language: str) -> dict[str, Any]:
    station = order.station
    return {
        "order": order,
        "request_view": view,
        "spoken": numbers.spoken(order.request.number),
        "symptom": texts.say(f"symptom.{order.symptom}", language),
        "state": texts.say(f"state.{order.state}", language),
        "station_name": "" if station is None else _named(station.node.name, station.node.name_en, language),
        "safety": catalogue.safety_of(catalogue.SYMPTOMS[order.symptom], order.request.hazards),
        "clocks": order.clocks.select_related("policy").order_by("started_at", "pk"),
        "zone": order.node.time_zone,
        "may_reveal": access.allows(actor, "contact.reveal", order.node.path),
        "blanks": BLANKS,
        "form": site_forms.on_paper(order, language),
        "printed_by": actor.name,
        "now": clock.now(),
    }


def _named(name: str, name_en: str, language: str) -> str:
    return name_en or name if language == "en" else name
