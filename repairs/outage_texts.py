"""What outages refuse."""

from dispatch.kernel import errors

errors.define("outage.not_yet", 422, zh="时间不能在将来。", en="The time must not lie in the future.")
errors.define("outage.back_before_out", 422, zh="恢复不能早于停电开始。", en="It cannot be back before it went out.")
errors.define(
    "outage.too_many_back",
    409,
    zh="尚未恢复的只有 {left} 户。",
    en="Only {left} customers are still without.",
)
errors.define("outage.void_already", 409, zh="这条记录已由 {name} 作废。", en="{name} has made this entry void.")
errors.define(
    "outage.order_elsewhere",
    422,
    zh="没有这张工单，或它属于别的业务。",
    en="There is no such order, or it is another utility's.",
)
