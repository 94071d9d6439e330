"""The words of withdrawals: refusals, reasons, and what the customer reads."""

from dispatch.kernel import errors, texts

for code, status, zh, en in [
    ("reason_unknown", 422, "请选择撤单原因。", "Choose why it should be withdrawn."),
    ("note_needed", 422, "请写明情况，供裁定参考。", "Say what happened, for whoever decides."),
    (
        "merge_instead",
        409,
        "重复报修请合并，不作撤单：子单保留自己的承诺与回访。",
        "A duplicate is merged, not withdrawn: it keeps its own promise and return visit.",
    ),
    (
        "redispatch_instead",
        409,
        "不在服务范围的请改派，不作撤单。",
        "What lies outside the area is sent to another station, not withdrawn.",
    ),
    ("work_done", 409, "已完成维修，不能撤单。", "The work is done; there is nothing to withdraw."),
    ("parts_used", 409, "已用料，不能撤单。", "Parts were used; it cannot be withdrawn."),
    (
        "asked_before",
        409,
        "相同原因的撤单申请已被驳回过。",
        "It was asked for the same reason before, and refused.",
    ),
    (
        "region_decides",
        403,
        "撤单由上级区域裁定，申请站不能自行裁定。",
        "The region decides, never the asking station.",
    ),
    ("own_asking", 403, "申请人不能裁定自己的撤单申请。", "Nobody decides on what they asked for themselves."),
    ("decided", 409, "{name} 已裁定：{verdict}。", "{name} decided already: {verdict}."),
]:
    errors.define(f"withdrawal.{code}", status, zh=zh, en=en)

for code, zh, en in [
    ("dead_number", "电话无法接通（空号）", "The number is dead"),
    ("wrong_number", "电话号码错误", "The number is wrong"),
    ("customer_cancels", "用户取消", "The customer calls it off"),
    ("solved_by_phone", "电话指导已解决", "Solved by phone"),
    ("wrong_business_type", "业务类型选错", "Wrong business type"),
    ("not_our_asset", "非本单位资产", "Not our asset"),
    ("test", "测试工单", "A test"),
    ("duplicate", "重复报修（请合并）", "Duplicate (merge it)"),
    ("outside_coverage", "不在服务范围（请改派）", "Outside the area (send it elsewhere)"),
]:
    texts.define(f"withdrawal_reason.{code}", zh=zh, en=en)

for code, zh, en in [
    ("open", "待裁定", "To be decided"),
    ("approved", "同意", "Approved"),
    ("refused", "驳回", "Refused"),
    ("void", "已失效", "Void"),
]:
    texts.define(f"withdrawal_verdict.{code}", zh=zh, en=en)

texts.define("withdrawal_void.work_done", zh="期间维修已完成", en="The work was done meanwhile")

for code, zh, en in [
    (
        "dead_number",
        "您留下的电话无法接通。如仍需维修，请重新报修并留下可用的电话。",
        "The number you left cannot be reached. If you still need us, please report again with one that can.",
    ),
    (
        "wrong_number",
        "您留下的电话有误。如仍需维修，请重新报修并留下可用的电话。",
        "The number you left is wrong. If you still need us, please report again with one that works.",
    ),
    ("customer_cancels", "已按您的要求取消。", "Called off as you asked."),
    ("solved_by_phone", "问题已在电话中解决。", "It was solved by phone."),
    (
        "wrong_business_type",
        "这件事不属于故障报修，我们会按相应业务为您办理。",
        "This is not a fault to repair; it is handled as the business it belongs to.",
    ),
    (
        "not_our_asset",
        "故障设施不属于本单位，请联系产权单位或物业。",
        "What is broken does not belong to us. Please ask its owner or the property management.",
    ),
    ("test", "这是一张测试工单。", "This was a test."),
]:
    texts.define(f"ticket_reason.{code}", zh=zh, en=en)
