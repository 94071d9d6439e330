"""What a review refuses, and the words of checks and reasons."""

from dispatch.kernel import errors, texts

errors.define(
    "review.errors",
    409,
    zh="回单检查未通过（{what}），不能审核通过；请退回或由站点补正。",
    en="The report does not pass its checks ({what}): send it back, or have the station amend it.",
)
errors.define(
    "review.note_needed",
    422,
    zh="检查有提示（{what}），通过前请写明意见。",
    en="The checks point something out ({what}). Say in a note why it is right before you approve.",
)
errors.define(
    "review.reason_needed", 422, zh="退回回单请选择原因并写明说明。", en="Choose a reason and say what is missing."
)
errors.define(
    "review.by_another", 403, zh="回单由谁填写，谁就不能审核。", en="Whoever wrote a report does not review it."
)

_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "report_check": {
        "required_fields": ("必填项", "Required fields"),
        "cause_of_utility": ("原因属于本业务", "Cause of this utility"),
        "times_in_order": ("时间先后", "Times in order"),
        "customer_work_agreed": ("用户资产需先同意付费或移交", "Work on the customer's own agreed"),
        "cause_fits_result": ("原因与结果相符", "Cause fits the result"),
        "cause_fits_text": ("原因与描述相符", "Cause fits the text"),
        "times_as_stamped": ("时间与记录相符", "Times as stamped"),
        "arrived_at_place": ("到场位置", "Arrived at the place"),
        "device_clock": ("手机时钟", "Clock of the phone"),
    },
    "report_field": {
        "departed_at": ("出发时间", "Departed"),
        "arrived_at": ("到场时间", "Arrived"),
        "cause_code": ("故障原因", "Cause"),
        "restored_at": ("恢复时间", "Restored"),
        "handler": ("处理人", "Handler"),
        "result_code": ("处理结果", "Result"),
    },
    "reject_reason": {
        "cause_unclear": ("原因不清", "Cause unclear"),
        "times_wrong": ("时间有误", "Times wrong"),
        "ownership_wrong": ("产权归属有误", "Owner wrong"),
        "result_unclear": ("处理结果不清", "Result unclear"),
        "evidence_missing": ("缺少凭据", "Evidence missing"),
        "handler_wrong": ("处理人有误", "Handler wrong"),
        "other": ("其他", "Other"),
    },
}
for _group, _entries in _WORDS.items():
    for _code, (_zh, _en) in _entries.items():
        texts.define(f"{_group}.{_code}", zh=_zh, en=_en)
