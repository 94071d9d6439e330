// Made by `manage.py export_contract` from the server's catalogue. Do not edit.

export const WORDS = {
  "alarm.hand_queue": {
    "zh": "没有站点可接：{why}，请人工派单",
    "en": "No station can take it: {why}. Dispatch by hand"
  },
  "alarm.life_safety": {
    "zh": "涉及人身安全：{symptom}，需要 {needs} 人确认",
    "en": "Life safety: {symptom}; {needs} people must confirm"
  },
  "alarm.no_technician": {
    "zh": "{station} 没有合适的技术员",
    "en": "{station} has no suitable technician"
  },
  "alarm.order_overdue": {
    "zh": "{clock} 时限已过",
    "en": "{clock} deadline has passed"
  },
  "alarm.returned": {
    "zh": "{station} 退回：{reason}",
    "en": "{station} returned it: {reason}"
  },
  "alarm.station_silent": {
    "zh": "{station} 未在时限内接单",
    "en": "{station} did not answer in time"
  },
  "business_type.appeal": {
    "zh": "诉求",
    "en": "Appeal"
  },
  "business_type.complaint": {
    "zh": "投诉",
    "en": "Complaint"
  },
  "business_type.connection_application": {
    "zh": "报装",
    "en": "Connection application"
  },
  "business_type.consultation": {
    "zh": "咨询",
    "en": "Consultation"
  },
  "business_type.fault_repair": {
    "zh": "故障报修",
    "en": "Fault repair"
  },
  "business_type.opinion": {
    "zh": "意见",
    "en": "Opinion"
  },
  "business_type.praise": {
    "zh": "表扬",
    "en": "Praise"
  },
  "business_type.query": {
    "zh": "查询",
    "en": "Query"
  },
  "business_type.suggestion": {
    "zh": "建议",
    "en": "Suggestion"
  },
  "business_type.wrongdoing_report": {
    "zh": "举报",
    "en": "Report of wrongdoing"
  },
  "cause.ageing": {
    "zh": "老化",
    "en": "Ageing"
  },
  "cause.blockage": {
    "zh": "堵塞",
    "en": "Blockage"
  },
  "cause.customer_installation": {
    "zh": "用户内部设施",
    "en": "Customer's installation"
  },
  "cause.equipment_failure": {
    "zh": "设备故障",
    "en": "Equipment failure"
  },
  "cause.no_fault_found": {
    "zh": "未发现故障",
    "en": "No fault found"
  },
  "cause.other": {
    "zh": "其他",
    "en": "Other"
  },
  "cause.overload": {
    "zh": "过载",
    "en": "Overload"
  },
  "cause.third_party_damage": {
    "zh": "外力破坏",
    "en": "Third-party damage"
  },
  "cause.weather": {
    "zh": "天气",
    "en": "Weather"
  },
  "channel.app": {
    "zh": "手机应用",
    "en": "App"
  },
  "channel.hotline": {
    "zh": "热线",
    "en": "Hotline"
  },
  "channel.partner": {
    "zh": "合作系统",
    "en": "Partner system"
  },
  "channel.patrol": {
    "zh": "巡视发现",
    "en": "Patrol"
  },
  "channel.station": {
    "zh": "站点",
    "en": "Station"
  },
  "channel.web": {
    "zh": "网页",
    "en": "Web"
  },
  "clock.accept": {
    "zh": "接单",
    "en": "Acceptance"
  },
  "clock.arrival": {
    "zh": "到场",
    "en": "Arrival"
  },
  "clock.contact": {
    "zh": "首次联系",
    "en": "First contact"
  },
  "clock.issue": {
    "zh": "派单",
    "en": "Issue"
  },
  "clock.promise": {
    "zh": "约定上门",
    "en": "Promised time"
  },
  "clock.report_back": {
    "zh": "回单",
    "en": "Report back"
  },
  "clock.restore": {
    "zh": "修复",
    "en": "Restoration"
  },
  "clock.resume": {
    "zh": "恢复处理",
    "en": "Resume"
  },
  "clock.review": {
    "zh": "回单审核",
    "en": "Review of the report"
  },
  "clock.withdrawal": {
    "zh": "撤单裁定",
    "en": "Decision on withdrawal"
  },
  "decline_reason.busy": {
    "zh": "手上的活走不开",
    "en": "Cannot leave the present job"
  },
  "decline_reason.equipment": {
    "zh": "缺工具或备件",
    "en": "Tools or parts are missing"
  },
  "decline_reason.health": {
    "zh": "身体不适",
    "en": "Not well"
  },
  "decline_reason.other": {
    "zh": "其他",
    "en": "Other"
  },
  "decline_reason.skill": {
    "zh": "不会做这类活",
    "en": "Not my kind of work"
  },
  "decline_reason.too_far": {
    "zh": "太远",
    "en": "Too far away"
  },
  "decline_reason.vehicle": {
    "zh": "车辆故障",
    "en": "The vehicle is broken"
  },
  "extent.area": {
    "zh": "一片区域",
    "en": "A whole area"
  },
  "extent.building": {
    "zh": "整栋楼",
    "en": "The whole building"
  },
  "extent.floor": {
    "zh": "本楼层",
    "en": "This floor"
  },
  "extent.household": {
    "zh": "仅本户",
    "en": "This household"
  },
  "hazard.fire": {
    "zh": "有火情",
    "en": "Fire"
  },
  "hazard.flooding": {
    "zh": "正在淹水",
    "en": "Flooding"
  },
  "hazard.gas_smell": {
    "zh": "有燃气味",
    "en": "Smell of gas"
  },
  "hazard.injury": {
    "zh": "有人受伤",
    "en": "Somebody is hurt"
  },
  "hazard.live_wire": {
    "zh": "有带电导线",
    "en": "Live wire"
  },
  "hazard.medical_equipment": {
    "zh": "家中有医疗用电设备",
    "en": "Medical equipment at home"
  },
  "hazard.person_trapped": {
    "zh": "有人被困",
    "en": "Somebody is trapped"
  },
  "reason.better_ranked": {
    "zh": "排在前面的站点已接",
    "en": "A better placed station had room"
  },
  "reason.by_hand": {
    "zh": "人工指定",
    "en": "Chosen by hand"
  },
  "reason.ceiling": {
    "zh": "在办工单达到上限",
    "en": "Ceiling of open orders reached"
  },
  "reason.chosen": {
    "zh": "选中",
    "en": "Chosen"
  },
  "reason.closed": {
    "zh": "不在营业时间",
    "en": "Outside opening hours"
  },
  "reason.covers": {
    "zh": "覆盖此处（第 {rank} 顺位）",
    "en": "Covers the place (rank {rank})"
  },
  "reason.declined_before": {
    "zh": "拒绝过此单",
    "en": "Declined this order before"
  },
  "reason.full": {
    "zh": "当前时段已满",
    "en": "No capacity left in time"
  },
  "reason.fully_loaded": {
    "zh": "手上已有 {open} 单（上限 {limit}）",
    "en": "Has {open} jobs (limit {limit})"
  },
  "reason.goes_first": {
    "zh": "人身安全优先，排在未开始的 {waiting} 单之前",
    "en": "Life safety goes before {waiting} not yet begun"
  },
  "reason.has_open_visits": {
    "zh": "手上有 {open} 单",
    "en": "Has {open} open jobs"
  },
  "reason.inactive": {
    "zh": "站点已停用",
    "en": "Station is closed down"
  },
  "reason.lacks_skill": {
    "zh": "没有所需技能",
    "en": "Lacks the skill"
  },
  "reason.lapsed_before": {
    "zh": "曾未按时接单",
    "en": "Did not answer this order in time before"
  },
  "reason.mutual_aid": {
    "zh": "相互支援",
    "en": "Mutual aid"
  },
  "reason.nearby": {
    "zh": "在附近",
    "en": "Nearby"
  },
  "reason.nearest_idle": {
    "zh": "空闲且最近",
    "en": "Idle and nearest"
  },
  "reason.no_place": {
    "zh": "没有位置，无法匹配站点",
    "en": "No place given, so no station can be matched"
  },
  "reason.not_on_duty": {
    "zh": "不在值班时间",
    "en": "Not on duty"
  },
  "reason.off_shift": {
    "zh": "不在班",
    "en": "Off shift"
  },
  "reason.on_break": {
    "zh": "正在休息",
    "en": "On a break"
  },
  "reason.outside_radius": {
    "zh": "超出支援距离",
    "en": "Beyond the mutual-aid distance"
  },
  "reason.over_capacity": {
    "zh": "因人身安全超容量派发",
    "en": "Over capacity because of life safety"
  },
  "reason.position_of_station": {
    "zh": "无实时位置，按站点计算",
    "en": "No position; reckoned from the station"
  },
  "reason.position_old": {
    "zh": "位置是 {minutes} 分钟前的",
    "en": "Position is {minutes} min old"
  },
  "reason.returned_before": {
    "zh": "曾退回此单",
    "en": "Returned this order before"
  },
  "reason.shift_ends_soon": {
    "zh": "还有 {minutes} 分钟下班",
    "en": "Shift ends in {minutes} min"
  },
  "reason.soonest_there": {
    "zh": "预计最早到达",
    "en": "There soonest"
  },
  "reason.uncovered": {
    "zh": "没有站点覆盖此处",
    "en": "No station covers this place"
  },
  "return_reason.duplicate": {
    "zh": "与其他工单重复",
    "en": "Duplicate of another order"
  },
  "return_reason.no_crew": {
    "zh": "当前无人可派",
    "en": "No crew available"
  },
  "return_reason.no_equipment": {
    "zh": "缺少设备或资质",
    "en": "Equipment or qualification missing"
  },
  "return_reason.not_our_utility": {
    "zh": "不属于本站业务",
    "en": "Not our utility"
  },
  "return_reason.other": {
    "zh": "其他",
    "en": "Other"
  },
  "return_reason.outside_area": {
    "zh": "不在本站服务区",
    "en": "Outside our area"
  },
  "role.admin": {
    "zh": "管理员",
    "en": "Administrator"
  },
  "role.agent": {
    "zh": "热线坐席",
    "en": "Hotline agent"
  },
  "role.auditor": {
    "zh": "审计员",
    "en": "Auditor"
  },
  "role.coordinator": {
    "zh": "站端协调员",
    "en": "Station coordinator"
  },
  "role.customer": {
    "zh": "用户",
    "en": "Customer"
  },
  "role.dispatcher": {
    "zh": "调度员",
    "en": "Dispatcher"
  },
  "role.integration": {
    "zh": "对接系统",
    "en": "Integration"
  },
  "role.quality": {
    "zh": "回访员",
    "en": "Return-visit agent"
  },
  "role.reviewer": {
    "zh": "审核员",
    "en": "Reviewer"
  },
  "role.system": {
    "zh": "系统",
    "en": "The system"
  },
  "role.technician": {
    "zh": "抢修人员",
    "en": "Technician"
  },
  "safety.call_119": {
    "zh": "有火情或人员被困请拨打 119。",
    "en": "For fire or trapped people call 119."
  },
  "safety.call_120": {
    "zh": "有人受伤请拨打 120。",
    "en": "For injuries call 120."
  },
  "safety.fire.leave": {
    "zh": "立即离开着火处，关好身后的门。",
    "en": "Leave the fire at once and close doors behind you."
  },
  "safety.fire.no_water_on_electrics": {
    "zh": "不要用水扑救带电设备。",
    "en": "Do not put water on live equipment."
  },
  "safety.gas.air": {
    "zh": "轻轻打开门窗通风。",
    "en": "Open doors and windows gently to let air in."
  },
  "safety.gas.everybody_out": {
    "zh": "所有人撤到室外，到室外再打电话。",
    "en": "Everybody out; call from outside."
  },
  "safety.gas.no_flame": {
    "zh": "严禁明火，不要点火、抽烟。",
    "en": "No flame: light nothing and do not smoke."
  },
  "safety.gas.no_phone_indoors": {
    "zh": "不要在室内打电话。",
    "en": "Use no phone indoors."
  },
  "safety.gas.no_switch": {
    "zh": "不要开、关任何电器开关。",
    "en": "Touch no electric switch, on or off."
  },
  "safety.gas.valve": {
    "zh": "关闭表前阀门。",
    "en": "Close the valve before the meter."
  },
  "safety.heat.scald": {
    "zh": "水温很高，远离喷水处以防烫伤。",
    "en": "The water is very hot: keep away from the jet."
  },
  "safety.line.hop_away": {
    "zh": "若已在断线附近，双脚并拢小步跳离。",
    "en": "If you stand close already, keep your feet together and leave in small hops."
  },
  "safety.line.keep_away": {
    "zh": "离断线至少 8 米，任何人不得触碰。",
    "en": "Keep at least 8 m away from the line; nobody may touch it."
  },
  "safety.line.warn_others": {
    "zh": "守在远处提醒他人绕行。",
    "en": "Stay at a distance and warn others off."
  },
  "safety.water.do_not_drink": {
    "zh": "在得到答复前请勿饮用自来水。",
    "en": "Do not drink the tap water until you hear from us."
  },
  "safety.water.keep_off": {
    "zh": "远离塌陷或积水的路面和敞开的井口。",
    "en": "Keep off sunken or flooded ground and open manholes."
  },
  "safety.water.sockets": {
    "zh": "水漫近插座时断开总电源；若要踩水才能走到，请先离开。",
    "en": "If water comes near sockets, switch off the mains; if you would have to step into water, leave instead."
  },
  "skill.gas_appliance": {
    "zh": "燃气具",
    "en": "Gas appliance"
  },
  "skill.gas_leak": {
    "zh": "燃气抢险",
    "en": "Gas leak"
  },
  "skill.heat_indoor": {
    "zh": "户内供热",
    "en": "Indoor heating"
  },
  "skill.heat_network": {
    "zh": "供热管网",
    "en": "Heating network"
  },
  "skill.hv_line": {
    "zh": "高压线路",
    "en": "High-voltage line"
  },
  "skill.lv_service": {
    "zh": "低压台区",
    "en": "Low-voltage service"
  },
  "skill.mains": {
    "zh": "供水主管",
    "en": "Water mains"
  },
  "skill.metering": {
    "zh": "计量",
    "en": "Metering"
  },
  "skill.plumbing": {
    "zh": "户内给水",
    "en": "Plumbing"
  },
  "skill.water_quality": {
    "zh": "水质",
    "en": "Water quality"
  },
  "state.accepted": {
    "zh": "已接单",
    "en": "Accepted"
  },
  "state.arrived": {
    "zh": "已到场",
    "en": "On site"
  },
  "state.assigned": {
    "zh": "已派技术员",
    "en": "Assigned"
  },
  "state.closed": {
    "zh": "已归档",
    "en": "Closed"
  },
  "state.departed": {
    "zh": "已出发",
    "en": "On the way"
  },
  "state.hand_queue": {
    "zh": "待人工派单",
    "en": "For dispatch by hand"
  },
  "state.handed_over": {
    "zh": "已移交",
    "en": "Handed over"
  },
  "state.merged": {
    "zh": "已合并",
    "en": "Merged"
  },
  "state.offered": {
    "zh": "待接单",
    "en": "Offered"
  },
  "state.repaired": {
    "zh": "已修复",
    "en": "Repaired"
  },
  "state.reported": {
    "zh": "已回单",
    "en": "Reported back"
  },
  "state.suspended": {
    "zh": "挂起",
    "en": "Suspended"
  },
  "state.waiting": {
    "zh": "待派单",
    "en": "Waiting"
  },
  "state.withdrawal_asked": {
    "zh": "撤单申请中",
    "en": "Withdrawal asked"
  },
  "state.withdrawn": {
    "zh": "已撤单",
    "en": "Withdrawn"
  },
  "symptom.bad_water": {
    "zh": "水质异常",
    "en": "Bad water quality"
  },
  "symptom.burst_main": {
    "zh": "爆管",
    "en": "Burst main"
  },
  "symptom.damaged_equipment": {
    "zh": "电力设施损坏",
    "en": "Damaged equipment"
  },
  "symptom.downed_line": {
    "zh": "电线坠落",
    "en": "Downed line"
  },
  "symptom.flickering": {
    "zh": "电压不稳",
    "en": "Flickering"
  },
  "symptom.gas_meter": {
    "zh": "燃气表故障",
    "en": "Gas meter fault"
  },
  "symptom.gas_pipe_damaged": {
    "zh": "燃气管道损坏",
    "en": "Damaged gas pipe"
  },
  "symptom.heating_leak": {
    "zh": "供热管道漏水",
    "en": "Heating main leaks"
  },
  "symptom.low_pressure": {
    "zh": "水压低",
    "en": "Low pressure"
  },
  "symptom.low_temperature": {
    "zh": "室温不达标",
    "en": "Room too cold"
  },
  "symptom.low_voltage": {
    "zh": "电压低",
    "en": "Low voltage"
  },
  "symptom.manhole_cover": {
    "zh": "井盖缺损",
    "en": "Manhole cover missing"
  },
  "symptom.meter_fault": {
    "zh": "电表故障",
    "en": "Meter fault"
  },
  "symptom.no_gas": {
    "zh": "停气",
    "en": "No gas"
  },
  "symptom.no_heating": {
    "zh": "暖气不热",
    "en": "No heating"
  },
  "symptom.no_power": {
    "zh": "停电",
    "en": "No power"
  },
  "symptom.no_water": {
    "zh": "停水",
    "en": "No water"
  },
  "symptom.partial_power": {
    "zh": "部分停电",
    "en": "Part of the home has no power"
  },
  "symptom.radiator_leak": {
    "zh": "暖气片漏水",
    "en": "Radiator leaks"
  },
  "symptom.smell_of_gas": {
    "zh": "闻到燃气味",
    "en": "Smell of gas"
  },
  "symptom.smoke_or_fire": {
    "zh": "电力设备冒烟着火",
    "en": "Smoke or fire at equipment"
  },
  "symptom.water_leak": {
    "zh": "漏水",
    "en": "Leak"
  },
  "symptom.water_meter": {
    "zh": "水表故障",
    "en": "Water meter fault"
  },
  "symptom.weak_flame": {
    "zh": "火力小",
    "en": "Weak flame"
  },
  "technician_state.available": {
    "zh": "空闲",
    "en": "Available"
  },
  "technician_state.break": {
    "zh": "休息",
    "en": "On a break"
  },
  "technician_state.busy": {
    "zh": "作业中",
    "en": "Busy"
  },
  "technician_state.off": {
    "zh": "下班",
    "en": "Off shift"
  },
  "utility.electricity": {
    "zh": "供电",
    "en": "Electricity"
  },
  "utility.gas": {
    "zh": "燃气",
    "en": "Gas"
  },
  "utility.heating": {
    "zh": "供热",
    "en": "Heating"
  },
  "utility.water": {
    "zh": "供水",
    "en": "Water"
  },
  "visit_end.merged": {
    "zh": "已合并",
    "en": "Merged into another order"
  },
  "visit_end.moved_to_other_station": {
    "zh": "转到其他站点",
    "en": "Moved to another station"
  },
  "visit_end.reassigned": {
    "zh": "改派他人",
    "en": "Given to somebody else"
  },
  "visit_end.shift_ended": {
    "zh": "下班前未开始",
    "en": "Not begun before the shift ended"
  },
  "visit_end.withdrawn": {
    "zh": "已撤单",
    "en": "Withdrawn"
  },
  "visit_state.accepted": {
    "zh": "已接",
    "en": "Accepted"
  },
  "visit_state.arrived": {
    "zh": "已到场",
    "en": "On site"
  },
  "visit_state.assigned": {
    "zh": "已派",
    "en": "Assigned"
  },
  "visit_state.cancelled": {
    "zh": "已取消",
    "en": "Cancelled"
  },
  "visit_state.declined": {
    "zh": "已拒绝",
    "en": "Declined"
  },
  "visit_state.departed": {
    "zh": "已出发",
    "en": "On the way"
  },
  "visit_state.repaired": {
    "zh": "已修复",
    "en": "Repaired"
  },
  "visit_state.reported": {
    "zh": "已回单",
    "en": "Reported back"
  },
  "work_class.emergency": {
    "zh": "紧急抢险",
    "en": "Emergency"
  },
  "work_class.network": {
    "zh": "管网线路",
    "en": "Network"
  },
  "work_class.premises": {
    "zh": "户内用户",
    "en": "Premises"
  },
  "work_class.quality": {
    "zh": "质量类",
    "en": "Quality"
  }
}
