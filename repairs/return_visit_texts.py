"""The words of return visits: refusals, states, why one is asked, and the script of the call."""

from dispatch.kernel import errors, texts

for code, status, zh, en in [
    ("answered", 409, "这次回访已有结果：{name} 已记录。", "This visit has its result already: {name} recorded it."),
    ("dropped", 409, "工单已重新处理，这次回访已取消。", "The matter was taken up again; this visit is off."),
    ("answer_wrong", 422, "回答与问题不符：{key}。", "This answer does not fit its question: {key}."),
    ("outcome_unknown", 422, "请选择通话结果。", "Choose what came of the call."),
    ("not_repaired", 409, "维修完成后才能评价。", "You can answer once the repair is done."),
    (
        "too_late",
        409,
        "评价期已过；如仍有问题，请重新报修。",
        "The time to answer is over. If it is broken, report it again.",
    ),
]:
    errors.define(f"visit_back.{code}", status, zh=zh, en=en)

_WORDS = {
    "return_visit_state": [
        ("due", "待回访", "To be visited"),
        ("done", "已回访", "Visited"),
        ("unreachable", "未联系上", "Not reached"),
        ("answered_by_link", "用户已自助评价", "Answered by link"),
        ("dropped", "已取消", "Dropped"),
    ],
    "return_visit_kind": [
        ("order", "报修回访", "Repair"),
        ("gas_leak", "燃气泄漏回访", "Gas leak"),
        ("child", "合并单回访", "Merged report"),
        ("complaint", "投诉回访", "Complaint"),
        ("opinion", "意见回访", "Opinion"),
    ],
    "return_visit_outcome": [
        ("reached", "已接通", "Reached"),
        ("no_answer", "无人接听", "No answer"),
        ("busy", "占线", "Busy"),
        ("wrong_number", "号码错误", "Wrong number"),
        ("followed_up", "已跟进", "Followed up"),
    ],
    "return_visit_why": [
        ("gas_leak", "燃气泄漏，全部回访", "Gas leak: all are visited"),
        ("life_safety", "涉及人身安全，全部回访", "Life safety: all are visited"),
        ("reopened", "曾重新处理，全部回访", "Taken up again before: all are visited"),
        ("complaint", "投诉，全部回访", "Complaint: all are visited"),
        ("opinion", "意见，全部回访", "Opinion: all are visited"),
        ("drawn", "抽样（由工单号决定）", "Drawn by its number"),
        ("by_link", "用户主动评价", "The customer answered unasked"),
    ],
    "visit_script": [
        (
            "greeting",
            "您好，这里是公用事业服务热线。您反映的“{topic}”（单号 {number}）已办结，耽误您一两分钟做个回访，可以吗？",
            "Hello, this is the utility service line. Your matter “{topic}” (number {number}) is closed. May I ask you"
            " a few questions? It takes a minute or two.",
        ),
        ("safe_now", "现在家里还有燃气味吗？是否安全？", "Is there any smell of gas left? Is everybody safe now?"),
        (
            "knows_what_to_do",
            "如果再闻到燃气味，您知道先关阀、开窗、到室外再打电话吗？",
            "If you smell gas again: do you know to close the valve, open the windows and call from outside?",
        ),
        ("solved", "问题解决了吗？", "Is it solved?"),
        ("on_time", "维修人员按约定的时间到达了吗？", "Did the crew come when it was promised?"),
        ("steady_power", "恢复以后，供电一直正常吗？", "Has the power been steady since?"),
        ("clear_water", "恢复以后，水压和水质正常吗？", "Are pressure and water quality normal since?"),
        ("appliances_work", "燃气用具使用正常吗？", "Do the gas appliances work as they should?"),
        ("warm_enough", "现在室温达到要求了吗？", "Is it warm enough now?"),
        (
            "answer_understood",
            "给您的答复，您清楚并认可吗？",
            "Is the answer that you were given clear, and do you accept it?",
        ),
        ("handled_in_time", "处理得及时吗？", "Was it handled in time?"),
        ("attitude", "对工作人员的服务态度，请打 1 到 5 分。", "How do you rate the staff's manner, from 1 to 5?"),
        ("satisfaction", "总的来说，您满意吗？请打 1 到 5 分。", "All in all, how satisfied are you, from 1 to 5?"),
        ("anything_else", "还有什么意见或需要我们办的吗？", "Is there anything else you would like us to do?"),
        ("thanks", "感谢您的配合，再见。", "Thank you for your time. Goodbye."),
    ],
}
for group, lines in _WORDS.items():
    for code, zh, en in lines:
        texts.define(f"{group}.{code}", zh=zh, en=en)
