"""What deciding about a pin and an address refuses."""

from dispatch.kernel import errors

for code, status, zh, en in [
    (
        "nothing_to_decide",
        409,
        "没有待确认的定位与地址冲突，或同事已处理。",
        "Pin and address do not disagree, or a colleague has decided.",
    ),
    ("order_over", 409, "工单已结束。", "The order is over."),
    ("place_needed", 422, "请给出正确的位置或地址。", "Give the right place or address."),
    ("pin_stays", 422, "认定定位正确时不能另给位置。", "Where the pin is right, no other place is given."),
    ("station_bound", 409, "调度员已裁定由该站处理，不能重新匹配。", "A dispatcher bound it to its station."),
]:
    errors.define(f"address.{code}", status, zh=zh, en=en)
