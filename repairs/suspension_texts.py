"""The words of special situations: refusals, reasons, and what the customer reads."""

from dispatch.kernel import errors, texts

for code, status, zh, en in [
    ("reason_unknown", 422, "请选择特殊情况。", "Choose what the special situation is."),
    ("note_needed", 422, "请写明现场情况。", "Say what the situation is."),
    ("not_in_the_past", 422, "恢复时间应晚于现在。", "The time to go on must lie ahead."),
    ("too_long", 422, "这种情况最长挂起 {hours} 小时。", "This may rest for {hours} hours at most."),
    (
        "attempts_needed",
        422,
        "“联系不上用户”须先记录 {needed} 次未接通的联系，目前 {made} 次。",
        "“Customer unreachable” needs {needed} failed calls on record; there are {made}.",
    ),
    ("event_over", 409, "这次不可抗力已经结束。", "This event is over already."),
    ("area_wrong", 422, "画出的范围无效。", "The area that was drawn is not valid."),
]:
    errors.define(f"suspend.{code}", status, zh=zh, en=en)

for code, zh, en in [
    ("customer_unreachable", "联系不上用户", "Customer unreachable"),
    ("no_access", "无法进入", "No access"),
    ("bad_weather", "恶劣天气", "Bad weather"),
    ("traffic", "交通受阻", "Traffic"),
    ("unsafe_site", "现场不安全", "Site unsafe"),
    ("parts_awaited", "待料", "Parts awaited"),
    ("third_party", "须第三方处理", "A third party must act"),
    ("second_visit", "二次上门", "Second visit"),
    ("reappointment", "用户改约", "Re-appointment"),
    ("force_majeure", "不可抗力", "Force majeure"),
]:
    texts.define(f"suspend_reason.{code}", zh=zh, en=en)

for code, zh, en in [
    (
        "customer_unreachable",
        "我们多次联系您未接通，接通后会继续处理。您可以拨打 95598。",
        "We tried to reach you several times. We go on as soon as we do; you can call 95598.",
    ),
    (
        "no_access",
        "抢修人员无法进入现场，进入后会继续。",
        "Our people could not get in. They go on as soon as they can.",
    ),
    (
        "bad_weather",
        "天气恶劣，待安全后继续抢修。",
        "The weather does not allow it; the repair goes on when it is safe.",
    ),
    ("traffic", "道路受阻，正在设法到达。", "The roads are blocked; we are finding a way."),
    ("unsafe_site", "现场暂不安全，排除后继续。", "The site is not safe yet; the repair goes on when it is."),
    ("parts_awaited", "正在等待配件，到货后继续。", "Parts are on their way; the repair goes on when they arrive."),
    ("third_party", "需要其他单位先处理，完成后继续。", "Another party has to act first; then we go on."),
    ("second_visit", "需要再次上门，我们会按约定时间到达。", "A second visit is needed; we come at the time agreed."),
    ("reappointment", "已按您的要求改约。", "Moved to another time, as you asked."),
    (
        "force_majeure",
        "受不可抗力影响，抢修暂停，条件允许后立即恢复。",
        "Something beyond our control has stopped the work; it goes on as soon as it can.",
    ),
]:
    texts.define(f"ticket_reason.{code}", zh=zh, en=en)

errors.define(
    "hand_over.utility_wrong",
    422,
    zh="请选择另一类业务及其故障现象。",
    en="Choose another utility and one of its symptoms.",
)
errors.define(
    "hand_over.agreement_needed",
    422,
    zh="移交给用户须写明同意人姓名。",
    en="Handing it to the customer needs the name of whoever agreed.",
)
errors.define(
    "paid_work.too_late",
    409,
    zh="付费服务须在施工前同意，当前状态不能补录。",
    en="Paid work is agreed before it is begun; it is too late in this state.",
)
texts.define(
    "ticket_reason.to_utility",
    zh="故障属于其他单位，已为您转交，请凭新的工单号查询。",
    en="The fault is another utility's. We passed it on; follow it by its new number.",
)
texts.define(
    "ticket_reason.to_customer",
    zh="故障位于您自己的设施，已与您说明，由您自行处理。",
    en="The fault is in your own installation; as agreed you see to it yourself.",
)
