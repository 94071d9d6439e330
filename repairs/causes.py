"""What a report may say: causes per utility in two levels (group → cause), results, owners; and what words hint at.

Words of the trade, not limits. The first nine causes are every utility's. The hints serve one check only: a text that
speaks of another group than the cause that was chosen is pointed out to whoever writes and whoever reviews.
"""

from typing import Literal, get_args

from coverage.trade import Utility
from dispatch.kernel import texts

E, W, G, H = Utility.ELECTRICITY, Utility.WATER, Utility.GAS, Utility.HEATING
ALL = (E, W, G, H)

# group → cause → whose it is
_TABLE: dict[str, dict[str, tuple[Utility, ...]]] = {
    "equipment": {
        "equipment_failure": ALL,
        "ageing": ALL,
        "fuse_blown": (E,),
        "breaker_tripped": (E,),
        "transformer_fault": (E,),
        "cable_fault": (E,),
        "joint_burnt": (E,),
        "joint_leak": (W, G, H),
        "pipe_corroded": (W, G, H),
        "valve_fault": (W, G, H),
        "pump_fault": (W, H),
        "regulator_fault": (G,),
        "exchanger_fault": (H,),
        "meter_defect": ALL,
    },
    "outside": {
        "third_party_damage": ALL,
        "animal": (E,),
        "tree": (E,),
        "vehicle": (E, W, G),
    },
    "nature": {
        "weather": ALL,
        "lightning": (E,),
        "freezing": (W, H),
        "subsidence": (W, G, H),
    },
    "running": {
        "overload": ALL,
        "phase_imbalance": (E,),
        "blockage": ALL,
        "low_supply": (W, G, H),
        "air_lock": (H,),
        "flow_imbalance": (H,),
    },
    "customer": {
        "customer_installation": ALL,
        "credit_used_up": (E, G),
        "second_supply": (W,),
        "hose_aged": (G,),
        "appliance_fault": (G,),
        "customer_valve": (W, H),
    },
    "nothing": {"no_fault_found": ALL},
    "unclear": {"other": ALL},
}
GROUP_OF: dict[str, str] = {cause: group for group, causes in _TABLE.items() for cause in causes}
CAUSES_OF: dict[str, dict[str, tuple[str, ...]]] = {
    utility.value: {
        group: members
        for group, causes in _TABLE.items()
        if (members := tuple(cause for cause, whose in causes.items() if utility in whose))
    }
    for utility in ALL
}
GROUPS: tuple[str, ...] = tuple(_TABLE)
COMMON: tuple[str, ...] = tuple(cause for causes in _TABLE.values() for cause, whose in causes.items() if whose == ALL)
Result = Literal[
    "repaired", "temporary_repair", "made_safe", "guided", "no_fault_found", "handed_over", "customer_refused"
]
RESULTS: tuple[str, ...] = get_args(Result)
WORKED = ("repaired", "temporary_repair")
Owner = Literal["utility", "customer", "third_party"]
OWNERS: tuple[str, ...] = get_args(Owner)

# Words of a free text that speak of a group. Short ones that stand inside of other words are left out.
HINTS: dict[str, tuple[str, ...]] = {
    "equipment": (
        "老化",
        "熔断",
        "跳闸",
        "烧毁",
        "烧坏",
        "锈蚀",
        "腐蚀",
        "aged",
        "burnt",
        "corroded",
        "blown fuse",
        "tripped",
    ),
    "outside": ("施工", "挖断", "挖破", "车撞", "撞断", "小动物", "树枝", "excavator", "digger", "squirrel", "branch"),
    "nature": ("雷击", "台风", "暴雨", "大风", "冻裂", "结冰", "沉降", "lightning", "typhoon", "storm", "frozen"),
    "running": ("过载", "过负荷", "堵塞", "气堵", "超负荷", "overload", "blocked", "air lock"),
    "customer": ("用户内部", "户内", "欠费", "表后", "自行关闭", "indoor wiring", "arrears", "after the meter"),
    "nothing": ("未发现", "无故障", "一切正常", "已自行恢复", "no fault", "nothing found", "works normally"),
}


def of(utility: str) -> tuple[str, ...]:
    """Every cause that a report on this utility may name."""
    return tuple(cause for causes in CAUSES_OF[utility].values() for cause in causes)


def utilities_of(cause: str) -> list[str]:
    """The utilities whose reports may name the cause."""
    return [utility.value for utility in ALL if utility in _TABLE[GROUP_OF[cause]][cause]]


def hinted(text: str) -> dict[str, list[str]]:
    """The groups that a free text speaks of, with the words that say so."""
    lowered = text.lower()
    found = {group: [word for word in words if word in lowered] for group, words in HINTS.items()}
    return {group: words for group, words in found.items() if words}


_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "cause_group": {
        "equipment": ("设备本体", "Equipment"),
        "outside": ("外力影响", "Outside interference"),
        "nature": ("自然因素", "Weather and ground"),
        "running": ("运行原因", "Operation"),
        "customer": ("用户侧", "Customer's side"),
        "nothing": ("未见异常", "Nothing found"),
        "unclear": ("其他", "Other"),
    },
    "cause": {
        "fuse_blown": ("熔断器熔断", "Fuse blown"),
        "breaker_tripped": ("开关跳闸", "Breaker tripped"),
        "transformer_fault": ("变压器故障", "Transformer fault"),
        "cable_fault": ("电缆故障", "Cable fault"),
        "joint_burnt": ("接头烧毁", "Joint burnt"),
        "joint_leak": ("接口渗漏", "Joint leaks"),
        "pipe_corroded": ("管道腐蚀", "Pipe corroded"),
        "valve_fault": ("阀门故障", "Valve fault"),
        "pump_fault": ("水泵故障", "Pump fault"),
        "regulator_fault": ("调压器故障", "Regulator fault"),
        "exchanger_fault": ("换热设备故障", "Heat exchanger fault"),
        "meter_defect": ("计量表故障", "Meter defect"),
        "animal": ("小动物短路", "Animal contact"),
        "tree": ("树障", "Tree contact"),
        "vehicle": ("车辆碰撞", "Hit by a vehicle"),
        "lightning": ("雷击", "Lightning"),
        "freezing": ("冻损", "Frost damage"),
        "subsidence": ("地面沉降", "Ground subsidence"),
        "phase_imbalance": ("三相不平衡", "Phases out of balance"),
        "low_supply": ("供应压力或温度不足", "Supply pressure or temperature low"),
        "air_lock": ("管道气堵", "Air lock"),
        "flow_imbalance": ("水力失调", "Flow out of balance"),
        "credit_used_up": ("余额用尽停供", "Credit used up"),
        "second_supply": ("二次供水设施", "Building's own pumps or tank"),
        "hose_aged": ("连接软管老化脱落", "Hose aged or off"),
        "appliance_fault": ("用户燃具故障", "Appliance fault"),
        "customer_valve": ("用户阀门关闭", "Customer's valve shut"),
    },
    "result": {
        "repaired": ("已修复", "Repaired"),
        "temporary_repair": ("临时修复", "Repaired for the time being"),
        "made_safe": ("已隔离，保证安全", "Made safe"),
        "guided": ("指导用户自行恢复", "Customer guided"),
        "no_fault_found": ("到场未见故障", "No fault found"),
        "handed_over": ("移交处理", "Handed over"),
        "customer_refused": ("用户拒绝处理", "Customer refused"),
    },
    "ownership": {
        "utility": ("供应企业资产", "The utility's"),
        "customer": ("用户资产", "The customer's"),
        "third_party": ("第三方资产", "A third party's"),
    },
}
for _group, _entries in _WORDS.items():
    for _code, (_zh, _en) in _entries.items():
        texts.define(f"{_group}.{_code}", zh=_zh, en=_en)
