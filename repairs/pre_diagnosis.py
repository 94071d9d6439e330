"""What to ask a caller, per symptom, before a crew is sent (DOMAIN: intake with pre-diagnosis): rows, not code.

An answer may say more of the report (`extent`, `hazard`, `symptom`: urgency then follows by the catalogue's own rules)
or end in advice: what the caller can do without a crew. Advice is offered, never forced; where lives are at stake none
is given. An operator's own script takes the place of these rows.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from dispatch.kernel import texts
from dispatch.kernel.errors import Refusal
from repairs import catalogue


class Reply(NamedTuple):
    """One answer to choose, and what it says beyond itself."""

    code: str
    zh: str
    en: str
    extent: str = ""
    hazard: str = ""
    symptom: str = ""
    advice: str = ""


class Question(NamedTuple):
    """`after`: asked only where an earlier question had one of these answers."""

    code: str
    symptoms: tuple[str, ...]
    zh: str
    en: str
    replies: tuple[Reply, ...]
    after: tuple[str, tuple[str, ...]] | None = None


UNKNOWN = Reply("unknown", "不清楚", "Does not know")
NO, YES = Reply("no", "没有", "No"), Reply("yes", "有", "Yes")
ONLY_ME = Reply("only_me", "只有我家", "Only this household", extent="household")
BUILDING = Reply("building", "整栋楼", "The whole building", extent="building")
AREA = Reply("area", "一片都这样", "The whole neighbourhood", extent="area")

ADVICE: dict[str, tuple[str, str]] = {
    "recharge": (
        "预付费余额已用完：请在营业网点、手机应用或自助机充值，充值后表计会自动恢复；十分钟后仍未恢复请再来电。",
        "The prepaid balance is used up: top up at an office, in the app or at a machine; supply comes back by "
        "itself. Call again if it has not after ten minutes.",
    ),
    "switch_on": (
        "总开关合上后已恢复：请逐个插回电器，若再次跳闸，最后插上的电器可能有故障。",
        "Power is back with the main switch on: plug appliances in one by one; if it trips again, the last one may be "
        "faulty.",
    ),
    "indoor_wiring": (
        "合闸即跳，故障多在户内线路或电器，属用户产权：请拔下所有电器再试；仍跳闸请找有资质的电工，我们也可提供有偿服务。",
        "It trips again at once, so the fault is likely in your own wiring or an appliance: unplug everything and try "
        "again; otherwise ask a licensed electrician. We can do it as paid work.",
    ),
    "open_valve": (
        "表前阀门打开后已恢复：请检查各龙头是否正常；若再次停水请来电。",
        "Water is back with the valve before the meter open: check your taps, and call again if it stops.",
    ),
    "after_meter": (
        "漏点在表后，属用户产权：请先关闭表前阀门，再请维修人员处理；我们也可提供有偿服务。",
        "The leak is behind the meter and so your own: close the valve before the meter and have it repaired. We can "
        "do it as paid work.",
    ),
    "run_tap": (
        "刚恢复供水时水会发黄或发白：请打开龙头放水几分钟，变清后再用；一小时后仍不清请再来电。",
        "Water may be yellow or milky after an interruption: let the tap run some minutes until it is clear. Call "
        "again if it is not after an hour.",
    ),
    "heater": (
        "只有热水异常，原因多在热水器：请清洗或检修热水器，冷水可以正常使用。",
        "Only hot water is affected, so the cause is likely your heater: have it cleaned or checked; cold water is "
        "fine.",
    ),
    "tap_filter": (
        "只有一个龙头水小，多为滤网堵塞：请拧下滤网清洗。",
        "Only one tap is weak, so its strainer is likely blocked: unscrew and clean it.",
    ),
    "appliance": (
        "只有一台燃具打不着，多为电池或燃具本身的问题：请更换电池，或联系燃具厂家。",
        "Only one appliance fails, so it is likely its battery or the appliance itself: change the battery or ask its "
        "maker.",
    ),
    "heat_valve": (
        "入户阀门未全开：请慢慢打开供、回水阀，两小时后仍不热请再来电。",
        "The valves of your home are not open: open supply and return slowly, and call again if it is still cold "
        "after two hours.",
    ),
    "vent": (
        "暖气片上部不热多因积气：请用放气阀放气，出水后关紧；放气时当心热水。",
        "A radiator cold at the top holds air: let it out at the vent until water comes, then close it. Mind the hot "
        "water.",
    ),
}

QUESTIONS: tuple[Question, ...] = (
    # electricity
    Question("power_extent", ("no_power",), "只有您家停电，还是整栋楼、整片都停？",
             "Is it only you, the whole building, or the neighbourhood?",
             (ONLY_ME, Reply("floor", "同一层或单元", "The floor or stairwell", extent="floor"), BUILDING, AREA,
              UNKNOWN)),
    Question("power_balance", ("no_power",), "电表（预付费）还有余额吗？", "Is there credit on the (prepaid) meter?",
             (Reply("credit", "有余额", "There is credit"),
              Reply("no_credit", "没有余额", "None left", advice="recharge"), UNKNOWN),
             after=("power_extent", ("only_me",))),
    Question("main_switch", ("no_power", "partial_power"), "总开关或漏电保护器跳闸了吗？",
             "Has the main switch tripped?",
             (Reply("on", "没有跳", "It is on"),
              Reply("holds", "跳了，合上后恢复", "It had; it holds now", advice="switch_on"),
              Reply("trips", "一合就跳", "It trips at once", advice="indoor_wiring"), UNKNOWN),
             after=("power_extent", ("only_me",))),
    Question("medical", ("no_power",), "家里有人依靠制氧机等医疗设备吗？",
             "Does anybody depend on medical equipment?",
             (NO, Reply("yes", "有", "Yes", hazard="medical_equipment"))),
    Question("burning", ("partial_power", "low_voltage", "flickering", "meter_fault"), "有焦糊味、冒烟或火花吗？",
             "Is there a burnt smell, smoke or sparks?", (NO, Reply("yes", "有", "Yes", hazard="fire"))),
    Question("voltage_extent", ("low_voltage", "flickering"), "只有您家这样，还是邻居也这样？",
             "Only you, or the neighbours too?", (ONLY_ME, BUILDING, AREA, UNKNOWN)),
    Question("hurt", ("downed_line", "damaged_equipment", "gas_pipe_damaged"), "有人受伤吗？", "Is anybody hurt?",
             (NO, Reply("yes", "有", "Yes", hazard="injury"), UNKNOWN)),
    Question("sparks", ("damaged_equipment",), "设备在冒烟、打火吗？", "Does it smoke or spark?",
             (NO, Reply("yes", "有", "Yes", hazard="live_wire"), UNKNOWN)),
    Question("trapped", ("smoke_or_fire",), "有人被困或受伤吗？", "Is anybody trapped or hurt?",
             (NO, Reply("trapped", "有人被困", "Trapped", hazard="person_trapped"),
              Reply("hurt", "有人受伤", "Hurt", hazard="injury"), UNKNOWN)),
    # water
    Question("water_extent", ("no_water", "low_pressure"), "只有您家，还是整栋楼、整片都这样？",
             "Is it only you, the whole building, or the neighbourhood?", (ONLY_ME, BUILDING, AREA, UNKNOWN)),
    Question("water_balance", ("no_water",), "水表（预付费）还有余额吗？", "Is there credit on the (prepaid) meter?",
             (Reply("credit", "有余额", "There is credit"),
              Reply("no_credit", "没有余额", "None left", advice="recharge"), UNKNOWN),
             after=("water_extent", ("only_me",))),
    Question("water_valve", ("no_water",), "表前阀门是开着的吗？", "Is the valve before the meter open?",
             (Reply("open", "开着", "Open"),
              Reply("opened", "刚才关着，打开后恢复", "It was shut; water is back", advice="open_valve"), UNKNOWN),
             after=("water_extent", ("only_me",))),
    Question("one_tap", ("low_pressure",), "所有龙头水都小吗？", "Are all taps weak?",
             (Reply("all", "都小", "All of them"), Reply("one", "只有一个", "Only one", advice="tap_filter")),
             after=("water_extent", ("only_me",))),
    Question("leak_side", ("water_leak",), "漏水在水表前还是表后？", "Is the leak before or behind the meter?",
             (Reply("before", "表前或路面", "Before it, or in the street"),
              Reply("after", "表后、户内", "Behind it, indoors", advice="after_meter"), UNKNOWN)),
    Question("flooding", ("burst_main", "water_leak", "heating_leak", "radiator_leak"),
             "水漫进室内、地下室或靠近插座吗？", "Does water run into rooms or cellars, or near sockets?",
             (NO, Reply("yes", "有", "Yes", hazard="flooding"))),
    Question("water_look", ("bad_water",), "什么时候开始的，冷水热水都这样吗？", "Since when, and cold and hot alike?",
             (Reply("all_day", "冷热水都异常", "Both, for some time"),
              Reply("restored", "刚恢复供水", "Supply has just come back", advice="run_tap"),
              Reply("hot", "只有热水", "Hot water only", advice="heater"))),
    Question("cover_open", ("manhole_cover",), "有人跌落或受伤吗？", "Has anybody fallen in or been hurt?",
             (NO, Reply("yes", "有", "Yes", hazard="injury"), UNKNOWN)),
    # gas
    Question("smells", ("no_gas", "weak_flame", "gas_meter"), "闻到燃气味吗？", "Do you smell gas?",
             (NO, Reply("yes", "有", "Yes", hazard="gas_smell"))),
    Question("unwell", ("smell_of_gas",), "有人头晕、恶心吗？", "Is anybody dizzy or sick?",
             (NO, Reply("yes", "有", "Yes", hazard="injury"), UNKNOWN)),
    Question("gas_balance", ("no_gas",), "燃气表还有余额吗？", "Is there credit on the gas meter?",
             (Reply("credit", "有余额", "There is credit"),
              Reply("no_credit", "没有余额", "None left", advice="recharge"), UNKNOWN)),
    Question("one_appliance", ("no_gas", "weak_flame"), "所有燃具都这样吗？", "Are all appliances affected?",
             (Reply("all", "都这样", "All of them"), Reply("one", "只有一台", "Only one", advice="appliance"))),
    # heating
    Question("heat_extent", ("no_heating", "low_temperature"), "只有您家不热，还是整栋楼都不热？",
             "Is it only you, or the whole building?", (ONLY_ME, BUILDING, AREA, UNKNOWN)),
    Question("heat_valve", ("no_heating", "low_temperature"), "入户供、回水阀门都开着吗？",
             "Are the supply and return valves open?",
             (Reply("open", "都开着", "Both open"),
              Reply("shut", "没有全开", "Not fully", advice="heat_valve"), UNKNOWN),
             after=("heat_extent", ("only_me",))),
    Question("cold_top", ("no_heating", "low_temperature"), "暖气片是不是只有上部不热？",
             "Is the radiator cold only at the top?",
             (NO, Reply("yes", "是，上部不热", "Yes, at the top", advice="vent"), UNKNOWN),
             after=("heat_extent", ("only_me",))),
)  # fmt: skip
BY_CODE = {question.code: question for question in QUESTIONS}


def judge(symptom: str, answers: Iterable[tuple[str, str]]) -> list[tuple[Question, Reply]]:
    """The answers as rows of the script; input.invalid where one is none of the symptom's."""
    found = []
    for code, chosen in answers:
        question = BY_CODE.get(code)
        reply = next((one for one in question.replies if one.code == chosen), None) if question else None
        if question is None or reply is None or symptom not in question.symptoms:
            raise Refusal("input.invalid", errors=[{"field": "answers", "code": "unknown_value"}])
        found.append((question, reply))
    return found


def told(answers: Iterable[dict[str, str]], language: str) -> list[dict[str, str]]:
    """Kept answers as sentences; what the script asks no more is left out."""
    return [
        {
            "question": texts.say(f"ask.{one['question']}", language),
            "answer": texts.say(f"ask.{one['question']}.{one['answer']}", language),
        }
        for one in answers
        if texts.knows(f"ask.{one['question']}.{one['answer']}")
    ]


def as_json() -> dict[str, Any]:
    """The script with its words, and the safety words of every symptom and hazard, for the agent's page."""
    return {
        "questions": [
            {
                "code": question.code,
                "symptoms": question.symptoms,
                "words": texts.both(f"ask.{question.code}"),
                "after": None if question.after is None else {"question": question.after[0], "in": question.after[1]},
                "replies": [
                    {
                        "code": reply.code,
                        "words": texts.both(f"ask.{question.code}.{reply.code}"),
                        "extent": reply.extent,
                        "hazard": reply.hazard,
                        "symptom": reply.symptom,
                        "advice": reply.advice,
                    }
                    for reply in question.replies
                ],
            }
            for question in QUESTIONS
        ],
        "advice": {code: texts.both(f"advice.{code}") for code in ADVICE},
        "symptoms": [
            {
                "code": symptom.code,
                "utility": symptom.utility.value,
                "is_life_safety": symptom.is_life_safety,
                "safety": list(symptom.safety),
            }
            for symptom in catalogue.SYMPTOMS.values()
        ],
        "hazards": [
            {
                "code": hazard,
                "is_life_safety": hazard in catalogue.LIFE_HAZARDS,
                "safety": list(catalogue.HAZARD_SAFETY.get(hazard, ())),
            }
            for hazard in catalogue.HAZARDS
        ],
    }


for _question in QUESTIONS:
    texts.define(f"ask.{_question.code}", zh=_question.zh, en=_question.en)
    for _reply in _question.replies:
        texts.define(f"ask.{_question.code}.{_reply.code}", zh=_reply.zh, en=_reply.en)
for _code, (_zh, _en) in ADVICE.items():
    texts.define(f"advice.{_code}", zh=_zh, en=_en)
