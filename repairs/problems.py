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
