"""What deciding about a doubtful arrival refuses, and the words of doubts, hints and reasons."""

from dispatch.kernel import errors, texts

errors.define(
    "arrival.decided_already",
    409,
    zh="这次到场已由 {name} 作出决定。",
    en="{name} has decided about this arrival already.",
)
errors.define(
    "arrival.ones_own", 403, zh="自己的到场不能由自己认定。", en="Nobody decides about an arrival of their own."
)
errors.define("arrival.reason_unknown", 422, zh="请选择认定的理由。", en="Choose a reason for the decision.")
errors.define("arrival.note_needed", 422, zh="选择“其他”请写明理由。", en="For another reason, say which.")

texts.define("todo.arrival_doubt", zh="存疑到场", en="A doubtful arrival")

_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "arrival_doubt": {
        "far": ("离报修地点太远", "Far from the place"),
        "no_fix": ("没有定位", "No position"),
        "rough_fix": ("定位误差过大", "Position too rough"),
        "old_fix": ("定位已过时", "Position out of date"),
        "too_fast": ("移动速度不可信", "Moved faster than anybody can"),
        "mock_hints": ("疑似虚拟定位", "Signs of a pretended position"),
    },
    "arrival_hint": {
        "exact_place": ("坐标与地图标点完全重合", "Exactly on the pin of the map"),
        "accuracy_zero": ("误差为零", "An inaccuracy of zero"),
        "frozen": ("定位读数一成不变", "Reading after reading the very same"),
    },
    "arrival_reason": {
        "bad_reception": ("现场定位信号差", "Bad reception on site"),
        "place_wrong": ("工单地点标错", "The order's place is wrong"),
        "seen_in_photo": ("照片可见现场", "Seen in a photo"),
        "customer_confirms": ("用户确认到场", "The customer confirms it"),
        "not_there": ("未到现场", "Was not there"),
        "tapped_early": ("途中提前点了到场", "Tapped on the way"),
        "other_place": ("到了别处", "Went to another place"),
        "pretended": ("使用了虚拟定位", "Pretended the position"),
        "other": ("其他", "Other"),
    },
}
for _group, _entries in _WORDS.items():
    for _code, (_zh, _en) in _entries.items():
        texts.define(f"{_group}.{_code}", zh=_zh, en=_en)
