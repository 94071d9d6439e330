"""Words of coverage: work classes, skills, and the reasons that stand beside a candidate."""

from dispatch.kernel import texts

for code, zh, en in [
    ("emergency", "紧急抢险", "Emergency"),
    ("network", "管网线路", "Network"),
    ("premises", "户内用户", "Premises"),
    ("quality", "质量类", "Quality"),
]:
    texts.define(f"work_class.{code}", zh=zh, en=en)

for code, zh, en in [
    ("hv_line", "高压线路", "High-voltage line"),
    ("lv_service", "低压台区", "Low-voltage service"),
    ("metering", "计量", "Metering"),
    ("mains", "供水主管", "Water mains"),
    ("plumbing", "户内给水", "Plumbing"),
    ("water_quality", "水质", "Water quality"),
    ("gas_leak", "燃气抢险", "Gas leak"),
    ("gas_appliance", "燃气具", "Gas appliance"),
    ("heat_network", "供热管网", "Heating network"),
    ("heat_indoor", "户内供热", "Indoor heating"),
]:
    texts.define(f"skill.{code}", zh=zh, en=en)

for code, zh, en in [
    ("covers", "覆盖此处（第 {rank} 顺位）", "Covers the place (rank {rank})"),
    ("nearby", "在附近", "Nearby"),
    ("absent", "站点临时停业", "Station is away for now"),
    ("inactive", "站点已停用", "Station is closed down"),
    ("closed", "不在营业时间", "Outside opening hours"),
    ("not_on_duty", "不在值班时间", "Not on duty"),
]:
    texts.define(f"reason.{code}", zh=zh, en=en)
