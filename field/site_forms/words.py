"""The words of the forms and of what is wrong with them, and what the field refuses."""

from dispatch.kernel import errors, texts

errors.define(
    "site_form.not_for_this",
    422,
    zh="这张表不是这个任务要填的，或者版本太旧。请刷新页面后再填。",
    en="This is not the form of this job, or a version that nobody knows. Reload the page and fill it in again.",
)
errors.define(
    "site_form.faulty",
    422,
    zh="作业表还不能交：{what}",
    en="The form cannot be handed in yet: {what}",
)
errors.define(
    "site_form.too_many",
    409,
    zh="这个任务的作业表已改过 {limit} 次，不能再改。",
    en="The form of this job was filled in {limit} times; no more.",
)

_WORDS: dict[str, dict[str, tuple[str, str]]] = {
    "site_form": {
        "gas_leak": ("燃气泄漏作业表", "Gas leak form"),
        "power_supply": ("供电抢修作业表", "Power supply form"),
    },
    "site_form_part": {
        "entering": ("进场前", "Before you begin"),
        "readings": ("检测", "What was found"),
        "leaving": ("离场前", "Before you leave"),
    },
    "site_form_item": {
        "second_person": ("同行人员姓名（必须两人作业）", "Second person at the place (never alone)"),
        "no_ignition": ("已确认无明火、未动电器开关", "No flames, no switches touched"),
        "no_phone_inside": ("室内未使用手机，照片只在室外拍", "No phone used inside; photos only outside"),
        "people_out": ("人员已撤离，已开窗通风", "Everybody is out, windows are open"),
        "gas_on_arrival": ("到场时燃气浓度", "Gas on arrival"),
        "leak_found": ("发现泄漏点", "Leak found"),
        "leak_place": ("泄漏位置", "Where it leaks"),
        "valve_state": ("阀门状态", "The valve is"),
        "gas_on_leaving": ("离场时燃气浓度", "Gas on leaving"),
        "meter_number": ("表号", "Meter number"),
        "photo_outside": ("现场全貌照片（室外）", "Photo of the place (from outside)"),
        "remarks": ("备注", "Remarks"),
        "voltage_tested": ("作业前已验电", "Tested for voltage before work"),
        "fault_place": ("故障位置", "Where the fault is"),
        "supply_is": ("供电情况", "The supply is"),
        "voltage_on_leaving": ("恢复后电压", "Voltage on leaving"),
        "photo_after": ("处理后照片", "Photo after the work"),
    },
    "site_form_choice": {
        "yes": ("是", "Yes"),
        "no": ("否", "No"),
        "meter": ("表计", "Meter"),
        "hose": ("软管", "Hose"),
        "appliance": ("灶具等用具", "Appliance"),
        "indoor_pipe": ("户内管道", "Indoor pipe"),
        "riser": ("立管", "Riser"),
        "valve": ("阀门", "Valve"),
        "buried_pipe": ("埋地管道", "Buried pipe"),
        "other": ("其他", "Elsewhere"),
        "open": ("开", "Open"),
        "closed": ("关", "Closed"),
        "closed_sealed": ("关并加封", "Closed and sealed"),
        "customer_side": ("用户侧", "Customer's side"),
        "service_line": ("接户线", "Service line"),
        "feeder": ("供电线路", "Feeder"),
        "restored": ("已恢复", "Restored"),
        "temporary": ("临时供电", "Temporary"),
        "not_restored": ("未恢复", "Not restored"),
    },
    "site_form_unit": {
        "percent_lel": ("% LEL", "% LEL"),
        "volt": ("V", "V"),
    },
    "site_form_fault": {
        "needed": ("必填", "Needed"),
        "no_choice": ("请选择一项", "Choose one"),
        "no_number": ("请填数字", "Enter a number"),
        "no_text": ("请填文字", "Enter words"),
        "no_code": ("只能是 4 到 24 位字母、数字或短横线", "4 to 24 letters, digits or hyphens"),
        "too_low": ("数值太小，请核对", "Too low to be right: read it again"),
        "too_high": ("数值太大，请核对", "Too high to be right: read it again"),
        "too_fine": ("小数位太多", "Too many decimals"),
        "too_long": ("太长", "Too long"),
        "not_safe": ("还不安全，不能离场；请继续处理或请求支援", "Not safe yet: do not leave. Go on, or call for help"),
        "same_person": ("必须是另一个人", "It must be somebody else"),
        "photos_missing": ("还缺照片", "A photo is missing"),
        "not_asked": ("不用填这一项", "Not to be answered here"),
        "unknown": ("表里没有这一项", "No item of this form"),
        "unusually_low": ("低于正常范围", "Below the usual range"),
        "unusually_high": ("高于正常范围", "Above the usual range"),
    },
}

for group, entries in _WORDS.items():
    for code, (zh, en) in entries.items():
        texts.define(f"{group}.{code}", zh=zh, en=en)
