"""Why a job cannot be handed on."""

from dispatch.kernel import errors

errors.define("job_offer.self", 422, zh="任务已经在您手上。", en="The job is yours already.")
errors.define("job_offer.elsewhere", 422, zh="只能交给本站的同事。", en="Only colleagues of your station can take it.")
errors.define("job_offer.off_shift", 409, zh="{technician} 不在班。", en="{technician} is off shift.")
errors.define("job_offer.begin_shift", 409, zh="请先开始上班，再接手。", en="Start your shift first, then take it.")
errors.define(
    "job_offer.lacks_skill", 422, zh="{technician} 没有这项技能。", en="{technician} lacks the skill for this job."
)
errors.define(
    "job_offer.only_report",
    409,
    zh="已经修好或结束，只差回单，请自己写完。",
    en="It is repaired or over; only the report is left, and that is yours to write.",
)
errors.define(
    "job_offer.gone", 409, zh="这次移交已经结束或任务已不在。", en="That offer was answered, or the job is gone."
)
