"""What change applications refuse, and the words of their states."""

from dispatch.kernel import errors, texts

for code, status, zh, en in [
    ("application.nothing", 422, "请说明要变更覆盖范围还是产能。", "Say whether areas or capacity shall change."),
    ("application.backwards", 422, "结束时间应晚于生效时间。", "It must end after it takes effect."),
    (
        "application.too_soon",
        422,
        "早于提前期允许的时间；紧急情况须说明原因。",
        "This is sooner than the lead time allows; an emergency needs its reason.",
    ),
    (
        "application.is_an_absence",
        422,
        "不超过 {hours} 小时的停业登记为临时停业，不必申请变更。",
        "What ends within {hours} hours is an absence of the station, not a change.",
    ),
    ("application.plan_taken", 409, "这个方案已有在办的申请。", "There is an open application for this plan already."),
    (
        "application.plan_edited",
        409,
        "同意之后方案被改动，请区域重新同意。",
        "The plan was edited after it was agreed to.",
    ),
    ("application.not_open", 409, "申请已不在这一步。", "The application is not at this step any more."),
    ("application.own", 403, "自己的申请要由别人审批。", "Somebody else must decide what you asked for."),
    ("application.not_yours", 403, "只有申请人可以撤回。", "Only the applicant can take it back."),
    ("application.stale", 409, "申请已有变化，请重新读取。", "The application has moved on; read it anew."),
]:
    errors.define(code, status, zh=zh, en=en)

for code, zh, en in [
    ("submitted", "待区域同意", "Waits for the region"),
    ("agreed", "待渠道管理批准", "Waits for channel management"),
    ("approved", "已批准待生效", "Approved, waits"),
    ("in_effect", "已生效", "In effect"),
    ("ended", "已到期恢复", "Ended"),
    ("refused", "已驳回", "Refused"),
    ("withdrawn", "已撤回", "Taken back"),
]:
    texts.define(f"application_state.{code}", zh=zh, en=en)
