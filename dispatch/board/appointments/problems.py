"""What agreeing a window refuses, and its words."""

from dispatch.kernel import errors, texts

for code, status, zh, en in [
    ("appointment.gone", 409, "这个时段刚被约满，请另选一个。", "This window was just taken; choose another one."),
    ("appointment.none", 409, "这张工单没有预约。", "Nothing is appointed for this order."),
    ("appointment.not_now", 409, "工单现在的状态不能预约。", "A window cannot be agreed in the order's present state."),
    (
        "appointment.not_for_this",
        409,
        "这类故障随到随修，不预约。",
        "Faults of this kind are seen to at once, without an appointment.",
    ),
    (
        "appointment.life_safety",
        409,
        "危及人身安全的报修立即处理，不预约。",
        "Where lives are at stake nobody waits for a window.",
    ),
    ("appointment.no_place", 409, "没有地图位置，无法预约。", "Without a place on the map no window can be offered."),
]:
    errors.define(code, status, zh=zh, en=en)

texts.define("reason.appointment", zh="按用户预约的时段", en="By the window agreed with the customer")
