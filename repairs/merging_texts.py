"""The words of merging, urging and re-opening."""

from dispatch.kernel import errors, texts

for code, status, zh, en in [
    ("merge.same_order", 409, "不能与自己合并。", "An order is not merged into itself."),
    ("merge.other_utility", 409, "不同业务的工单不能合并。", "Orders of different utilities are not one fault."),
    ("merge.parent_over", 409, "主单已结束，不能再并入。", "The order to merge into is over."),
    (
        "merge.not_restored_yet",
        409,
        "主故障尚未修复，请稍候；修复后仍未恢复可再告诉我们。",
        "The fault is not repaired yet. If you are still out afterwards, tell us again.",
    ),
    ("urge.over", 409, "工单已处理完毕，无需催办。", "The work is done; there is nothing to hurry."),
    (
        "urge.too_soon",
        409,
        "已经催办过，正在加紧处理；{minutes} 分钟后可再次催办。",
        "It was urged a moment ago and is being seen to. You can ask again in {minutes} minutes.",
    ),
    ("reopen.reason_unknown", 422, "请选择重开原因。", "Choose why it is opened again."),
    (
        "reopen.too_late",
        409,
        "结束已久，不能重开，请重新报修。",
        "It ended too long ago to be opened again. Please make a new report.",
    ),
    (
        "station_order.similar_found",
        409,
        "附近有相似的工单，请确认不是同一故障。",
        "There are similar orders near by. Say that it is not the same fault.",
    ),
]:
    errors.define(code, status, zh=zh, en=en)

for code, zh, en in [
    ("distance", "相距 {metres} 米", "{metres} m apart"),
    ("time", "相隔 {minutes} 分钟", "{minutes} minutes apart"),
    ("zone", "同一站点", "Same station"),
    ("text", "地址相似 {percent}%", "Addresses {percent}% alike"),
    ("phone", "同一电话", "Same phone"),
    ("symptom", "故障现象相同或相近", "Same or related symptom"),
]:
    texts.define(f"likeness.{code}", zh=zh, en=en)

for code, zh, en in [
    ("not_solved", "未解决", "Not solved"),
    ("came_back", "故障重现", "It came back"),
    ("ended_by_mistake", "误操作结束", "Ended by mistake"),
    ("customer_asks", "用户要求", "The customer asks for it"),
]:
    texts.define(f"reopen_reason.{code}", zh=zh, en=en)
