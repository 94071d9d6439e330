"""The trade's fixed words that every storey above shares: utilities, classes of work, skills, datums."""

from enum import StrEnum


class Utility(StrEnum):
    ELECTRICITY = "electricity"
    WATER = "water"
    GAS = "gas"
    HEATING = "heating"


class WorkClass(StrEnum):
    """What kind of capacity a job uses up."""

    EMERGENCY = "emergency"
    NETWORK = "network"
    PREMISES = "premises"
    QUALITY = "quality"


class Skill(StrEnum):
    HV_LINE = "hv_line"
    LV_SERVICE = "lv_service"
    METERING = "metering"
    MAINS = "mains"
    PLUMBING = "plumbing"
    WATER_QUALITY = "water_quality"
    GAS_LEAK = "gas_leak"
    GAS_APPLIANCE = "gas_appliance"
    HEAT_NETWORK = "heat_network"
    HEAT_INDOOR = "heat_indoor"


SKILLS_OF: dict[Utility, tuple[Skill, ...]] = {
    Utility.ELECTRICITY: (Skill.HV_LINE, Skill.LV_SERVICE, Skill.METERING),
    Utility.WATER: (Skill.MAINS, Skill.PLUMBING, Skill.WATER_QUALITY),
    Utility.GAS: (Skill.GAS_LEAK, Skill.GAS_APPLIANCE),
    Utility.HEATING: (Skill.HEAT_NETWORK, Skill.HEAT_INDOOR),
}
