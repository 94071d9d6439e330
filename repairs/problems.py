"""What repairs refuses."""

from dispatch.kernel import errors, texts

errors.define(
    "order.step_not_open",
    409,
    zh="工单当前状态下不能做这一步。",
    en="This step is not open in the order's present state.",
)
errors.define(
    "order.life_safety_stays",
    409,
    zh="涉及人身安全的工单不能合并或撤销。",
    en="An order about life safety is not merged or withdrawn.",
)
errors.define(
    "request.code_unknown",
    404,
    zh="没有找到这个查询码，请核对后再试。",
    en="This tracking code is not known. Check it and try again.",
)
errors.define(
    "request.too_many",
    429,
    zh="短时间内报修太多，请在 {retry_after} 秒后再试；紧急情况请拨打 95598。",
    en="Too many reports in a short time. Try again in {retry_after} s; in an emergency call 95598.",
)

texts.define(
    "field.symptom_of_other_utility",
    zh="这个故障现象不属于所选业务。",
    en="This symptom does not belong to the utility.",
)
texts.define("field.place_needed", zh="请给出地址或位置。", en="Give an address or a point.")
texts.define("field.phone_shape", zh="电话号码格式不正确。", en="This is not a phone number.")
texts.define("field.unknown_value", zh="没有这个选项。", en="There is no such choice.")
texts.define(
    "field.off_the_map", zh="坐标超出范围；顺序应为经度、纬度。", en="Off the map; the order is longitude, latitude."
)

errors.define("policy.code_unknown", 422, zh="没有这项策略：{code}。", en="There is no policy {code}.")
errors.define(
    "policy.unit_wrong",
    422,
    zh="单位 {unit} 不适用，可用：{units}。",
    en="The unit {unit} does not fit; use one of {units}.",
)
errors.define("policy.value_wrong", 422, zh="数值超出允许范围。", en="The value is outside of what is allowed.")
errors.define(
    "policy.not_backdated",
    422,
    zh="策略不能追溯生效：已告知的时限不会在事后改变。",
    en="A policy cannot take effect in the past: a deadline that was told is not changed afterwards.",
)
errors.define(
    "policy.later_row_exists",
    409,
    zh="已有从更晚时间起生效的同一策略，请先撤销它。",
    en="A row for the same takes effect later already; call that one off first.",
)
errors.define(
    "policy.ends_before",
    409,
    zh="这一行已定在更早的时间停用，不能再延长；请新增一行。",
    en="This row already ends before that and cannot be made to last longer. Add a new one.",
)
errors.define(
    "policy.last_row",
    409,
    zh="这是 {code} 的通用行，结束后就没有时限可用；请改为新增一行取代它。",
    en="This row of {code} holds for everything; without it nothing would have a limit. Add a row that replaces it.",
)

errors.define(
    "promise.not_now",
    409,
    zh="工单现在不能约定上门时间。",
    en="No time can be promised in the order's present state.",
)
errors.define(
    "promise.no_fourth",
    409,
    zh="已约定并改期两次（T3-3），不能再改；请按约定上门或申请挂起。",
    en="Promised and moved twice (T3-3): there is no fourth. Keep it, or ask for a suspension.",
)
errors.define("promise.reason_needed", 422, zh="改期请选择原因。", en="Give the reason for another time.")
errors.define("promise.in_the_past", 422, zh="约定时间已经过去。", en="That time has passed already.")
errors.define(
    "promise.too_far", 422, zh="最多约定 {days} 天之内的时间。", en="A time can be promised up to {days} days ahead."
)
errors.define(
    "correction.nothing_stamped",
    409,
    zh="这个节点还没有记录时间，无可更正。",
    en="This milestone has no time yet that could be corrected.",
)
errors.define(
    "correction.time_to_come", 422, zh="更正后的时间不能晚于现在。", en="It cannot have happened later than now."
)
errors.define(
    "correction.asked_already",
    409,
    zh="这个节点已有一条更正待裁定。",
    en="A correction of this milestone waits for its decision already.",
)
errors.define("correction.decided_already", 409, zh="这条更正已裁定。", en="This correction has been decided.")
errors.define(
    "correction.by_another", 403, zh="申请人不能自己裁定，请由他人裁定。", en="Whoever asked does not decide it."
)
errors.define(
    "correction.outdated",
    409,
    zh="这个节点的时间此后已变化，更正不再适用；请驳回后重新申请。",
    en="The milestone has changed since: refuse this one and ask anew.",
)
errors.define(
    "correction.breaks_order",
    422,
    zh="更正后节点先后颠倒（{earlier} 晚于 {later}），不能批准。",
    en="The milestones would lie the wrong way round ({earlier} after {later}).",
)
errors.define("report.cause_unknown", 422, zh="请选择本业务的故障原因。", en="Choose a cause of this utility.")
errors.define("report.time_to_come", 422, zh="报告的时间不能晚于现在。", en="The report names a time to come.")
errors.define(
    "storm.on_already",
    409,
    zh="{node}已在应急模式（{name}）。",
    en="Storm mode is on already at {node} ({name}).",
)
errors.define("storm.over", 409, zh="这次应急模式已经结束。", en="This storm is over already.")
errors.define(
    "storm.look_again_wrong",
    422,
    zh="复核时间应在以后，且不超过 {hours} 小时。",
    en="Look again later than now, within {hours} hours at most.",
)
