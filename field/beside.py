"""What helps at a visit beyond the order itself: what was here before, and what to take along."""

from datetime import timedelta
from math import cos, radians
from typing import TypedDict

from django.db.models import Q

from coverage.trade import Skill
from dispatch.kernel import clock, texts
from field.models import Visit
from repairs.lifecycle import ENDED
from repairs.models import WorkOrder

LOOK_BACK = timedelta(days=365)
MOST = 5
SAME_PLACE_M = 30.0
METRES_PER_DEGREE = 111_195.0

TOOLS: dict[Skill, tuple[str, ...]] = {
    Skill.HV_LINE: ("detector", "earthing", "rod", "gloves", "spikes", "fuses"),
    Skill.LV_SERVICE: ("tester", "gloves", "clamp_meter", "breaker", "cable", "tape"),
    Skill.METERING: ("tester", "gloves", "meter_key", "seals"),
    Skill.MAINS: ("valve_key", "pump", "clamps", "locator", "fence"),
    Skill.PLUMBING: ("wrenches", "valves", "sealing", "pump"),
    Skill.WATER_QUALITY: ("sample_bottles", "chlorine_kit", "hydrant_key"),
    Skill.GAS_LEAK: ("gas_detector", "leak_fluid", "safe_tools", "fence", "blower"),
    Skill.GAS_APPLIANCE: ("gas_detector", "leak_fluid", "safe_tools", "pressure_gauge"),
    Skill.HEAT_NETWORK: ("valve_key", "pump", "clamps", "thermometer", "fence"),
    Skill.HEAT_INDOOR: ("bleed_key", "thermometer", "wrenches", "valves"),
}
"""A reminder of what is usually needed, by the skill that the order asks for; no rule demands any of it."""

for code, zh, en in [
    ("detector", "验电器", "Voltage detector"),
    ("earthing", "接地线", "Earthing set"),
    ("rod", "绝缘操作杆", "Insulating rod"),
    ("gloves", "绝缘手套", "Insulating gloves"),
    ("spikes", "登高工具、安全带", "Climbing gear and harness"),
    ("fuses", "跌落式熔断器、熔丝", "Drop-out fuses and links"),
    ("tester", "验电笔、万用表", "Voltage tester and multimeter"),
    ("clamp_meter", "钳形电流表", "Clamp meter"),
    ("breaker", "空开、漏保", "Breakers and residual-current devices"),
    ("cable", "导线、接线端子", "Cable and terminals"),
    ("tape", "绝缘胶带", "Insulating tape"),
    ("meter_key", "表箱钥匙", "Meter-box key"),
    ("seals", "封印", "Seals"),
    ("valve_key", "阀门钥匙", "Valve key"),
    ("pump", "抽水泵", "Pump"),
    ("clamps", "抢修卡箍", "Repair clamps"),
    ("locator", "管线探测仪、听漏仪", "Pipe locator and listening stick"),
    ("fence", "警戒围挡", "Barriers"),
    ("wrenches", "管钳、扳手", "Pipe wrenches"),
    ("valves", "常用阀门、管件", "Common valves and fittings"),
    ("sealing", "生料带、密封垫", "Sealing tape and gaskets"),
    ("sample_bottles", "采样瓶", "Sample bottles"),
    ("chlorine_kit", "余氯测定", "Chlorine test kit"),
    ("hydrant_key", "消火栓扳手", "Hydrant key"),
    ("gas_detector", "可燃气体检测仪", "Gas detector"),
    ("leak_fluid", "检漏液", "Leak fluid"),
    ("safe_tools", "防爆工具、防爆手电", "Spark-free tools and torch"),
    ("blower", "防爆风机", "Spark-free blower"),
    ("pressure_gauge", "压力计", "Pressure gauge"),
    ("thermometer", "测温仪", "Thermometer"),
    ("bleed_key", "放气钥匙", "Radiator key"),
]:
    texts.define(f"tool.{code}", zh=zh, en=en)


class Before(TypedDict):
    """An ended order at this place."""

    number: str
    symptom: str
    state: str
    opened_at: str | None
    cause: str
    note: str


class Beside(TypedDict):
    """`history` newest first; `tools` are codes of words."""

    history: list[Before]
    tools: list[str]


def of(visit: Visit) -> Beside:
    """What was done here in the last year for the same utility, and a reminder of tools. Callers are not named."""
    order = visit.order
    here = _same_place(order)
    rows = (
        WorkOrder.objects.filter(here, utility=order.utility, state__in=ENDED)
        .filter(opened_at__gte=clock.now() - LOOK_BACK)
        .exclude(pk=order.pk)
        .exclude(pk=order.parent_id or 0)
        .select_related("request")
        .order_by("-opened_at", "-pk")[:MOST]
    )
    history: list[Before] = [
        {
            "number": row.request.number,
            "symptom": row.symptom,
            "state": row.state,
            "opened_at": clock.iso(row.opened_at),
            "cause": row.cause,
            "note": row.result_note,
        }
        for row in rows
    ]
    return {"history": history, "tools": list(TOOLS.get(Skill(order.skill), ())) if order.skill else []}


def _same_place(order: WorkOrder) -> Q:
    found = Q(address=order.address) if order.address else Q(pk__in=())
    if order.lon is None or order.lat is None:
        return found
    high = SAME_PLACE_M / METRES_PER_DEGREE
    wide = high / max(0.05, cos(radians(order.lat)))
    lon, lat = (order.lon - wide, order.lon + wide), (order.lat - high, order.lat + high)
    return found | Q(lon__range=lon, lat__range=lat)
