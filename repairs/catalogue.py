"""The trade's lists: business types, symptoms per utility, extents, channels, hazards, and their safety words.

Words of the trade, not limits: they change with the product, not with an operator. A symptom settles class of work,
skill, base priority (1 highest) and whether lives are at stake.
"""

from dataclasses import dataclass
from typing import Any

from coverage.trade import Skill, Utility, WorkClass
from dispatch.kernel import texts
from repairs import causes

E, W, G, H = Utility.ELECTRICITY, Utility.WATER, Utility.GAS, Utility.HEATING


@dataclass(frozen=True)
class Symptom:
    """What a customer notices. `safety` are text keys said before anything else."""

    code: str
    utility: Utility
    work_class: WorkClass
    skill: Skill
    priority: int
    is_life_safety: bool = False
    safety: tuple[str, ...] = ()


GAS_SAFETY = (
    "safety.gas.valve",
    "safety.gas.air",
    "safety.gas.no_flame",
    "safety.gas.no_switch",
    "safety.gas.no_phone_indoors",
    "safety.gas.everybody_out",
    "safety.call_119",
)
LINE_SAFETY = ("safety.line.keep_away", "safety.line.hop_away", "safety.line.warn_others", "safety.call_119")
FIRE_SAFETY = ("safety.fire.leave", "safety.fire.no_water_on_electrics", "safety.call_119")
WATER_SAFETY = ("safety.water.sockets", "safety.water.keep_off")
SCALD_SAFETY = ("safety.heat.scald", "safety.water.sockets")

SYMPTOMS: dict[str, Symptom] = {
    symptom.code: symptom
    for symptom in (
        Symptom("no_power", E, WorkClass.NETWORK, Skill.LV_SERVICE, 3),
        Symptom("partial_power", E, WorkClass.PREMISES, Skill.LV_SERVICE, 3),
        Symptom("low_voltage", E, WorkClass.QUALITY, Skill.LV_SERVICE, 4),
        Symptom("flickering", E, WorkClass.QUALITY, Skill.LV_SERVICE, 4),
        Symptom("downed_line", E, WorkClass.EMERGENCY, Skill.HV_LINE, 1, True, LINE_SAFETY),
        Symptom("smoke_or_fire", E, WorkClass.EMERGENCY, Skill.HV_LINE, 1, True, FIRE_SAFETY),
        Symptom("damaged_equipment", E, WorkClass.NETWORK, Skill.HV_LINE, 2, False, LINE_SAFETY[:1]),
        Symptom("meter_fault", E, WorkClass.PREMISES, Skill.METERING, 5),
        Symptom("burst_main", W, WorkClass.NETWORK, Skill.MAINS, 2, False, WATER_SAFETY),
        Symptom("no_water", W, WorkClass.NETWORK, Skill.MAINS, 3),
        Symptom("low_pressure", W, WorkClass.QUALITY, Skill.PLUMBING, 4),
        Symptom("water_leak", W, WorkClass.PREMISES, Skill.PLUMBING, 3, False, WATER_SAFETY[:1]),
        Symptom("bad_water", W, WorkClass.QUALITY, Skill.WATER_QUALITY, 2, False, ("safety.water.do_not_drink",)),
        Symptom("manhole_cover", W, WorkClass.NETWORK, Skill.MAINS, 2, False, WATER_SAFETY[1:]),
        Symptom("water_meter", W, WorkClass.PREMISES, Skill.PLUMBING, 5),
        Symptom("smell_of_gas", G, WorkClass.EMERGENCY, Skill.GAS_LEAK, 1, True, GAS_SAFETY),
        Symptom("gas_pipe_damaged", G, WorkClass.EMERGENCY, Skill.GAS_LEAK, 1, True, GAS_SAFETY),
        Symptom("no_gas", G, WorkClass.PREMISES, Skill.GAS_APPLIANCE, 3),
        Symptom("weak_flame", G, WorkClass.QUALITY, Skill.GAS_APPLIANCE, 4),
        Symptom("gas_meter", G, WorkClass.PREMISES, Skill.GAS_APPLIANCE, 5),
        Symptom("no_heating", H, WorkClass.PREMISES, Skill.HEAT_INDOOR, 3),
        Symptom("low_temperature", H, WorkClass.QUALITY, Skill.HEAT_INDOOR, 4),
        Symptom("heating_leak", H, WorkClass.NETWORK, Skill.HEAT_NETWORK, 2, False, SCALD_SAFETY),
        Symptom("radiator_leak", H, WorkClass.PREMISES, Skill.HEAT_INDOOR, 3, False, SCALD_SAFETY),
    )
}

BUSINESS_TYPES = (
    "fault_repair",
    "consultation",
    "query",
    "complaint",
    "appeal",
    "wrongdoing_report",
    "suggestion",
    "opinion",
    "praise",
    "connection_application",
)
EXTENTS = ("household", "floor", "building", "area")
CHANNELS = ("hotline", "web", "app", "station", "partner", "patrol")
# A hazard named by the caller puts lives at stake whatever the symptom, save the ones that only raise urgency.
LIFE_HAZARDS = ("fire", "injury", "gas_smell", "live_wire", "person_trapped")
OTHER_HAZARDS = ("flooding", "medical_equipment")
HAZARDS = LIFE_HAZARDS + OTHER_HAZARDS
HAZARD_SAFETY: dict[str, tuple[str, ...]] = {
    "fire": FIRE_SAFETY,
    "injury": ("safety.call_120",),
    "gas_smell": GAS_SAFETY,
    "live_wire": LINE_SAFETY,
    "person_trapped": ("safety.call_119",),
    "flooding": WATER_SAFETY,
}
CAUSES = causes.COMMON


def is_life_safety(symptom: Symptom, hazards: list[str]) -> bool:
    """Whether lives are at stake (DOMAIN: life safety first)."""
    return symptom.is_life_safety or any(hazard in LIFE_HAZARDS for hazard in hazards)


def priority_of(symptom: Symptom, extent: str, hazards: list[str]) -> int:
    """1 for life safety only; else the symptom's, one up for a building, an area or a raising hazard."""
    if is_life_safety(symptom, hazards):
        return 1
    raised = extent in ("building", "area") or any(hazard in OTHER_HAZARDS for hazard in hazards)
    return max(2, symptom.priority - (1 if raised else 0))


def safety_of(symptom: Symptom, hazards: list[str]) -> list[str]:
    """Text keys of the safety words, each once: the hazards' first."""
    keys = [key for hazard in hazards for key in HAZARD_SAFETY.get(hazard, ())]
    return list(dict.fromkeys([*keys, *symptom.safety]))


def as_json() -> dict[str, Any]:
    """The catalogue with its words in both languages, for pages and integrations."""

    def named(prefix: str, codes: Any) -> list[dict[str, str]]:
        return [{"code": str(code), **texts.both(f"{prefix}.{code}")} for code in codes]

    return {
        "utilities": named("utility", Utility),
        "business_types": named("business_type", BUSINESS_TYPES),
        "symptoms": [
            {
                "code": symptom.code,
                "utility": symptom.utility.value,
                **texts.both(f"symptom.{symptom.code}"),
                "work_class": symptom.work_class.value,
                "skill": symptom.skill.value,
                "priority": symptom.priority,
                "is_life_safety": symptom.is_life_safety,
                "safety": [texts.both(key) for key in symptom.safety],
            }
            for symptom in SYMPTOMS.values()
        ],
        "extents": named("extent", EXTENTS),
        "channels": named("channel", CHANNELS),
        "hazards": named("hazard", HAZARDS),
        "causes": [
            {**one, "group": causes.GROUP_OF[one["code"]], "utilities": causes.utilities_of(one["code"])}
            for one in named("cause", causes.GROUP_OF)
        ],
        "cause_groups": named("cause_group", causes.GROUPS),
        "results": named("result", causes.RESULTS),
        "ownership": named("ownership", causes.OWNERS),
    }
