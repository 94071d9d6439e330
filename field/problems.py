"""What the field refuses, and the words of its reasons, steps and shifts."""

from dispatch.kernel import errors, texts

errors.define(
    "visit.not_yours_anymore",
    409,
    zh="这张工单已不在您手上：{who} 已于 {local} 改派或撤回。您刚才的操作已记录，不会丢失，由调度员处理。",
    en="No longer yours: {who} moved or withdrew it at {local}. What you just did is kept; a dispatcher decides.",
)
errors.define(
    "visit.step_not_open",
    409,
    zh="现在不能做这一步（到访状态：{state}）。",
    en="This step is not open now (the visit is {state}).",
)
errors.define("visit.not_technician", 403, zh="您的账号不是抢修人员。", en="Your account is not a technician's.")
errors.define("visit.reason_needed", 422, zh="请选择拒绝的原因。", en="Choose a reason for declining.")
errors.define("visit.cause_needed", 422, zh="请填写故障原因。", en="Say what the cause was.")
errors.define("shift.not_on", 409, zh="您还没有上班。", en="You are not on shift.")
errors.define("shift.already_on", 409, zh="您已经在班。", en="You are on shift already.")
errors.define("shift.on_break", 409, zh="您正在休息。", en="You are on a break already.")
errors.define("shift.not_on_break", 409, zh="您没有在休息。", en="You are not on a break.")
errors.define(
    "shift.visits_under_way",
    409,
    zh="还有 {count} 个到访正在进行（{numbers}），完成或改派后才能下班。",
    en="{count} visits are under way ({numbers}). Finish them or have them reassigned before you go off shift.",
)
errors.define("position.off_shift", 409, zh="下班后不接收位置。", en="Positions are not taken while you are off shift.")

for code, zh, en in [
    ("nearest_idle", "空闲且最近", "Idle and nearest"),
    ("soonest_there", "预计最早到达", "There soonest"),
    ("lacks_skill", "没有所需技能", "Lacks the skill"),
    ("off_shift", "不在班", "Off shift"),
    ("on_break", "正在休息", "On a break"),
    ("declined_before", "拒绝过此单", "Declined this order before"),
    ("fully_loaded", "手上已有 {open} 单（上限 {limit}）", "Has {open} jobs (limit {limit})"),
    ("shift_ends_soon", "还有 {minutes} 分钟下班", "Shift ends in {minutes} min"),
    ("goes_first", "人身安全优先，排在未开始的 {waiting} 单之前", "Life safety goes before {waiting} not yet begun"),
    ("was_there_before", "上次到过现场", "Was there last time"),
    ("has_open_visits", "手上有 {open} 单", "Has {open} open jobs"),
    ("position_of_station", "无实时位置，按站点计算", "No position; reckoned from the station"),
    ("position_old", "位置是 {minutes} 分钟前的", "Position is {minutes} min old"),
]:
    texts.define(f"reason.{code}", zh=zh, en=en)

for code, zh, en in [
    ("assigned", "已派", "Assigned"),
    ("accepted", "已接", "Accepted"),
    ("departed", "已出发", "On the way"),
    ("arrived", "已到场", "On site"),
    ("repaired", "已修复", "Repaired"),
    ("reported", "已回单", "Reported back"),
    ("declined", "已拒绝", "Declined"),
    ("cancelled", "已取消", "Cancelled"),
]:
    texts.define(f"visit_state.{code}", zh=zh, en=en)

for code, zh, en in [
    ("off", "下班", "Off shift"),
    ("available", "空闲", "Available"),
    ("busy", "作业中", "Busy"),
    ("break", "休息", "On a break"),
]:
    texts.define(f"technician_state.{code}", zh=zh, en=en)

for code, zh, en in [
    ("reassigned", "改派他人", "Given to somebody else"),
    ("moved_to_other_station", "转到其他站点", "Moved to another station"),
    ("withdrawn", "已撤单", "Withdrawn"),
    ("merged", "已合并", "Merged into another order"),
    ("suspended", "工单已挂起", "The order rests"),
    ("handed_over", "工单已移交", "The order was handed over"),
    ("rescheduled", "用户另约时间", "The customer agreed another time"),
    ("handed_on", "移交给同事", "Handed on to a colleague"),
    ("shift_ended", "下班前未开始", "Not begun before the shift ended"),
    ("lent", "技术员去支援别处", "The technician went to help another station"),
    ("back_home", "支援到期返回", "The technician went back to the home station"),
]:
    texts.define(f"visit_end.{code}", zh=zh, en=en)

DECLINE_REASONS = ("too_far", "busy", "skill", "equipment", "vehicle", "health", "other")
for code, zh, en in [
    ("too_far", "太远", "Too far away"),
    ("busy", "手上的活走不开", "Cannot leave the present job"),
    ("skill", "不会做这类活", "Not my kind of work"),
    ("equipment", "缺工具或备件", "Tools or parts are missing"),
    ("vehicle", "车辆故障", "The vehicle is broken"),
    ("health", "身体不适", "Not well"),
    ("other", "其他", "Other"),
]:
    texts.define(f"decline_reason.{code}", zh=zh, en=en)
errors.define(
    "reinforcement.same_station", 422, zh="{name} 本来就在这个站点。", en="{name} belongs to this station anyway."
)
errors.define(
    "reinforcement.lent_already",
    409,
    zh="{name} 已在支援别处，或已有人申请。",
    en="{name} is lent already, or somebody has asked for them.",
)
errors.define(
    "reinforcement.not_able",
    422,
    zh="{name} 的技能不适合这个站点的工作。",
    en="{name} has no skill that this station works with.",
)
errors.define(
    "reinforcement.until_wrong",
    422,
    zh="支援到期时间应在以后，且不超过 {days} 天。",
    en="It must end later than now, within {days} days at most.",
)
errors.define(
    "reinforcement.decided_already",
    409,
    zh="{name} 已经对这项支援作了决定。",
    en="{name} has decided about this reinforcement already.",
)
errors.define("reinforcement.over", 409, zh="这项支援已经结束。", en="This reinforcement is over already.")
