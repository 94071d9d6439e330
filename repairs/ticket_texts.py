"""Words of the customer's ticket beyond its steps: why it waits, what they may do, and what came of it."""

from dispatch.kernel.texts import define

define("status.handed_over", zh="已转交，本单结束", en="Handed over; this one is over")
define("track.promised.agreed", zh="与您约定的上门时间", en="The visit is agreed for")
define(
    "track.promised.storm",
    zh="受{name}影响，同时报修的人很多，可能晚于这个时间。",
    en="Because of {name} many people report at once; it may be later than this.",
)
define("track.resume_by", zh="最迟在 {time} 前继续处理。", en="Work goes on by {time} at the latest.")
define(
    "track.note.withdrawal_asked",
    zh="已申请取消，正由调度员核实；在此之前，抢修仍可能继续。",
    en="It was asked to call this off. A dispatcher is checking; until then the repair may go on.",
)
define(
    "track.note.merged",
    zh="附近已有同一故障在处理，您的报修随它一起办理，您的时限不变。",
    en="The same fault is being handled already. Your report goes with it, and its time limit stands.",
)
define(
    "track.note.reopened",
    zh="因未解决，这张工单已重新受理，从头安排，并优先处理。",
    en="It was not solved, so this was taken up again from the beginning and goes first.",
)
define("track.new_number", zh="新的工单号：{number}", en="The new number: {number}")
define("track.new_number.open", zh="查看新工单的进度", en="Follow the new one")
define(
    "track.note.answered.solved",
    zh="您已评价：已解决，满意度 {stars} 分。谢谢。",
    en="You said that it is solved and gave {stars} of 5. Thank you.",
)
define(
    "track.note.answered.not_solved",
    zh="您已告诉我们还没解决。回单核对完，这张工单马上重新安排，不用再报一次。",
    en="You said that it is not solved. It is taken up again as soon as the report is checked; no need to report anew.",
)

define("feedback.title", zh="修好了吗？", en="Is it working again?")
define(
    "feedback.lead", zh="一分钟，您的评价直接记入这张工单。", en="One minute; your answer goes straight to this repair."
)
define("feedback.solved", zh="问题解决了吗", en="Is it solved?")
define("feedback.solved.yes", zh="解决了", en="Solved")
define("feedback.solved.no", zh="没有解决", en="Not solved")
define("feedback.solved.needed", zh="请选择是否解决。", en="Say whether it is solved.")
define(
    "feedback.then_again",
    zh="我们会马上重新安排抢修，您不用再报一次。",
    en="We take it up again at once. You need not report it anew.",
)
define(
    "feedback.danger",
    zh="如果现在仍有燃气味、冒烟或电线落地，请先撤到安全处，再打电话。",
    en="If there is still a smell of gas, smoke or a wire on the ground: get away first, then call.",
)
define("feedback.stars", zh="总体满意度", en="How satisfied are you?")
define("feedback.stars.needed", zh="请打 1 到 5 分。", en="Give 1 to 5 stars.")
for stars, zh, en in [
    (1, "很差", "Very poor"),
    (2, "较差", "Poor"),
    (3, "一般", "Fair"),
    (4, "较好", "Good"),
    (5, "很好", "Very good"),
]:
    define(f"feedback.stars.{stars}", zh=zh, en=en)
define("feedback.comment", zh="想说的话", en="Anything you want to say")
define(
    "feedback.comment.long",
    zh="最多 {limit} 个字，现在是 {count} 个。",
    en="At most {limit} characters; these are {count}.",
)
define("feedback.send", zh="提交评价", en="Send")

define("help.title", zh="需要我们做什么？", en="What can we do?")
define("help.urge", zh="催一下", en="Ask us to hurry")
define("help.urge.hint", zh="我们会再次提醒负责的人。", en="Whoever is responsible is reminded.")
define(
    "help.urge.later",
    zh="已催办 {count} 次，{time} 后可再催。",
    en="Asked so far: {count}. You can ask again at {time}.",
)
define("help.still_out", zh="我家还没恢复", en="Mine is still out")
define(
    "help.still_out.hint",
    zh="同一故障已修复。您家若仍未恢复，按这里单独安排。",
    en="The fault is repaired. If yours is still out, press here and it is handled on its own.",
)
define("help.withdraw", zh="不需要修了", en="No longer needed")
define(
    "help.withdraw.hint",
    zh="已经自行恢复，或想取消这次报修。",
    en="It works again by itself, or you want to call it off.",
)

define("withdraw.title", zh="取消这次报修", en="Call this repair off")
define(
    "withdraw.lead",
    zh="取消由调度员核实后生效；核实前，抢修人员可能仍会联系您。",
    en="A dispatcher checks this before it takes effect. Until then the crew may still call you.",
)
define("withdraw.reason", zh="原因", en="Why")
define("withdraw.reason.needed", zh="请选择原因。", en="Choose a reason.")
define("withdraw.reason.customer_cancels", zh="不需要修了", en="It is no longer needed")
define("withdraw.reason.solved_by_phone", zh="已经解决", en="It is solved already")
define("withdraw.note", zh="补充说明", en="Anything to add")
define("withdraw.send", zh="申请取消", en="Ask to call it off")
define("withdraw.back", zh="返回进度页，不取消", en="Back, do not call it off")

for said, zh, en in [
    ("solved", "收到，谢谢您的评价。", "Thank you, we have your answer."),
    (
        "again",
        "收到。这张工单已重新受理并优先安排，进度就在本页，不用再报一次。",
        "We have it. This was taken up again and goes first. Follow it here; no need to report it anew.",
    ),
    (
        "later",
        "收到。回单核对完，这张工单马上重新安排，进度就在本页。",
        "We have it. As soon as the report is checked this is taken up again; follow it here.",
    ),
    ("urged", "已催办，负责的人已收到提醒。", "We have asked them to hurry; whoever is responsible was reminded."),
    (
        "withdrawal_asked",
        "已申请取消，调度员核实后会在这里告诉您结果。",
        "You asked to call it off. A dispatcher checks it, and the result appears here.",
    ),
    (
        "still_out",
        "收到。您家的报修已单独安排并优先处理。",
        "We have it. Yours is now handled on its own, and goes first.",
    ),
]:
    define(f"said.{said}", zh=zh, en=en)

define("help.appoint", zh="约个上门时间", en="Choose a time for the visit")
define("help.appoint.again", zh="改约上门时间", en="Change the time of the visit")
define("help.appoint.hint", zh="选一个有空的时段，我们在那时上门。", en="Pick a window that is free, and we come then.")
define("said.appointed", zh="已约好，届时上门。", en="Agreed. We come at that time.")
define("appoint.back", zh="返回进度页", en="Back to the progress page")
define("appoint.title", zh="选择上门时间", en="Choose a time for the visit")
define(
    "appoint.lead",
    zh="以下时段现在可以预约；选定后我们在该时段内上门。",
    en="These windows are free now; we come within the one you choose.",
)
define("appoint.moves", zh="还可以改 {left} 次。", en="It can be changed {left} more times.")
define("appoint.send", zh="就约这个时间", en="Agree this time")
define("appoint.needed", zh="请选一个时段。", en="Choose a window.")
define(
    "appoint.none",
    zh="这几天没有可约的时段。您的报修仍按先后次序尽快处理。",
    en="No window is free in the next days. Your report is still handled as soon as its turn comes.",
)

define(
    "track.note.no_hotline",
    zh="{name}由当地站点直接受理，可拨打 {phone}。您的报修已记录，不用重报。",
    en="In {name} the local station takes calls itself: {phone}. Your report is kept; no need to report it again.",
)
define(
    "track.note.no_coverage",
    zh="{name}目前没有站点覆盖（{reason}）。调度员会为您安排，也可拨打 {phone}。您的报修已记录。",
    en="No station covers {name} at present ({reason}). A dispatcher sees to it; you may also call {phone}. "
    "Your report is kept.",
)
