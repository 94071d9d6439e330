"""The application form (渠道覆盖区域变更申请表) to print: present beside proposed, the effect, signatures."""

from collections.abc import Iterable
from math import cos, radians
from typing import Any

import numpy as np
import shapely
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from coverage.models import Station
from dispatch.board.changes import api, impact
from dispatch.board.models import ChangeApplication
from dispatch.kernel import access, actors, clock, texts
from dispatch.kernel.pages import refusable
from dispatch.kernel.web import language_of

for key, zh, en in [
    ("title", "渠道产能及覆盖区域变更申请表", "Change of areas and capacity: application"),
    ("print", "打印", "Print"),
    ("number", "编号", "Number"),
    ("state", "状态", "State"),
    ("unit", "申请单位", "Applicant unit"),
    ("applied", "申请人、时间", "Applied by, at"),
    ("contact", "联系人", "Contact"),
    ("reason", "变更原因", "Why"),
    ("emergency", "紧急原因", "Emergency"),
    ("wanted", "希望生效", "Wanted from"),
    ("until", "结束（临时变更）", "Ends"),
    ("effect", "批准生效", "Takes effect"),
    ("areas", "覆盖区域", "Areas"),
    ("station", "站点", "Station"),
    ("before", "现面积 km²", "Present km²"),
    ("after", "拟面积 km²", "Proposed km²"),
    ("gained", "增加 km²", "Gained km²"),
    ("lost", "减少 km²", "Lost km²"),
    ("requests", "近 {days} 天报修 现 → 拟", "Requests of {days} days now → then"),
    ("drawing", "实线为现范围，虚线为拟范围", "Full line present, broken line proposed"),
    ("capacity", "产能", "Capacity"),
    ("present", "现在", "Present"),
    ("proposed", "申请", "Proposed"),
    ("ceiling", "在办上限", "Open orders at most"),
    ("headroom", "应急余量 %", "Headroom %"),
    ("slots", "时段", "Slots"),
    ("history", "审批经过", "History"),
    ("sign.unit", "申请单位签章", "Applicant"),
    ("sign.region", "区域意见、签字", "Region"),
    ("sign.channel", "渠道管理意见、签字", "Channel management"),
    ("printed", "打印人 {name}", "Printed by {name}"),
]:
    texts.define(f"change_form.{key}", zh=zh, en=en)
for key, zh, en in [
    ("submitted", "提交", "Applied"),
    ("agreed", "区域同意", "Region agreed"),
    ("approved", "渠道管理批准", "Channel management approved"),
    ("in_effect", "生效", "Took effect"),
    ("ended", "到期恢复", "Ended"),
    ("refused", "驳回", "Refused"),
    ("withdrawn", "撤回", "Taken back"),
]:
    texts.define(f"change_step.{key}", zh=zh, en=en)

WIDTH, HEIGHT, MARGIN = 520, 300, 12


@never_cache
@require_GET
@refusable
def show(request: HttpRequest, application_id: int) -> HttpResponse:
    """The form of an application that the reader may see."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(f"/login?{urlencode({'next': request.get_full_path()})}")
    actor = actors.of_user(request.user)
    row = api.application_for(actor, application_id)
    prefixes = access.paths(actor, "coverage.read")
    touched = Station.objects.filter(pk__in=row.plan.touched if row.plan else []).values_list("pk", "node__path")
    seen = {pk for pk, path in touched if any(path.startswith(prefix) for prefix in prefixes)}
    language = language_of(request)
    return render(
        request,
        "board/application_form.html",
        {
            "row": row,
            "zone": row.region.time_zone,
            "unit": row.node.name if language == "zh" else row.node.name_en or row.node.name,
            "stations": [
                one | {"label": one["name"]["name_en" if language == "en" else "name"]}
                for one in row.impact.get("stations", [])
                if one["station_id"] in seen
            ],
            "days": row.impact.get("days", ""),
            "paths": drawing(row, seen) if row.plan else [],
            "box": f"0 0 {WIDTH} {HEIGHT}",
            "capacities": [(key, said) for key, said in (("present", row.present), ("proposed", row.capacity)) if said],
            "steps": row.steps.order_by("pk"),
            "printed_by": actor.name,
            "now": clock.now(),
        },
    )


def drawing(row: ChangeApplication, seen: Iterable[int]) -> list[dict[str, str]]:
    """The stations' ground before and after as paths on a sheet of WIDTH × HEIGHT, with north up."""
    if row.plan is None:
        return []
    shapes = [
        (kind, shape)
        for pk, ground in impact.grounds(row.plan).items()
        if pk in seen
        for kind, shape in (("before", ground.before), ("after", ground.after))
        if not shapely.is_empty(shape)
    ]
    if not shapes:
        return []
    west, south, east, north = shapely.total_bounds([shape for _, shape in shapes])
    narrow = cos(radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / max((east - west) * narrow, 1e-6), (HEIGHT - 2 * MARGIN) / max(north - south, 1e-6)
    )

    def placed(xy: np.ndarray) -> np.ndarray:
        x = WIDTH / 2 + (xy[:, 0] - (west + east) / 2) * narrow * scale
        return np.column_stack([x, HEIGHT / 2 - (xy[:, 1] - (south + north) / 2) * scale])

    return [{"kind": kind, "d": _path(shapely.transform(shape, placed))} for kind, shape in shapes]


def _path(shape: Any) -> str:
    rings = shapely.get_rings(shapely.simplify(shape, 0.3))
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(ring).tolist()) + "Z" for ring in rings
    )
