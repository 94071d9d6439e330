"""What the hotline desk refuses."""

from dispatch.kernel import errors

errors.define(
    "call.safety_unsaid",
    422,
    zh="请先把安全提示告诉来电人；若来电人已挂断，请选“没能告知”。",
    en="Say the safety words to the caller first; if they have hung up, choose “could not be said”.",
)
errors.define(
    "call.no_advice_in_danger",
    422,
    zh="涉及人身安全，必须派人，不能以告知办结。",
    en="Lives may be at stake: somebody must be sent; it cannot end in advice.",
)
errors.define("call.advice_missing", 422, zh="没有可告知的办法。", en="There is no advice to give.")
errors.define(
    "call.fault_over",
    409,
    zh="这处故障已经修复或结束，请按新故障登记。",
    en="That fault is repaired or over; take it as a new one.",
)
errors.define(
    "call.attach_danger",
    409,
    zh="涉及人身安全的报修不能并入别的工单。",
    en="A report that speaks of danger to life is not put under another one.",
)
errors.define(
    "call.too_many_drafts",
    409,
    zh="最多保留 {most} 个未提交的来电，请先提交或删除几个。",
    en="At most {most} calls can wait unfiled; file or drop some first.",
)
errors.define("call.draft_too_long", 413, zh="这份草稿太长。", en="This draft is too long.")
