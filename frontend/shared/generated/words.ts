// Made by `manage.py export_contract` from the server's catalogue. Do not edit.

export const WORDS = {
  "alarm.capacity_gone": {
    "zh": "{station} 本时段产能已满",
    "en": "{station} has no capacity left for now"
  },
  "alarm.connection_degraded": {
    "zh": "连接中断或延迟，{since} 起显示的可能不是最新情况",
    "en": "The line is cut or slow; what is shown may be old since {since}"
  },
  "alarm.hand_queue": {
    "zh": "没有站点可接：{why}，请人工派单",
    "en": "No station can take it: {why}. Dispatch by hand"
  },
  "alarm.job_offer_waits": {
    "zh": "{giver} 移交给 {technician} 的任务无人答复",
    "en": "{technician} has not answered: {giver} wants to hand the job on"
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
  "alarm.sos": {
    "zh": "{technician} 求助",
    "en": "{technician} calls for help"
  },
  "alarm.station_silent": {
    "zh": "{station} 未在时限内接单",
    "en": "{station} did not answer in time"
  },
  "alarm.todo_overdue": {
    "zh": "{todo} 逾期未处理，请 {called} 处理",
    "en": "{todo} is overdue; {called} is called"
  },
  "alarm.unreached": {
    "zh": "{technician} 没有回应，请打电话：{phone}",
    "en": "{technician} does not answer. Call {phone}"
  },
  "alarm.urged": {
    "zh": "已催办 {urges} 次",
    "en": "Urged {urges} times"
  },
  "application_state.agreed": {
    "zh": "待渠道管理批准",
    "en": "Waits for channel management"
  },
  "application_state.approved": {
    "zh": "已批准待生效",
    "en": "Approved, waits"
  },
  "application_state.ended": {
    "zh": "已到期恢复",
    "en": "Ended"
  },
  "application_state.in_effect": {
    "zh": "已生效",
    "en": "In effect"
  },
  "application_state.refused": {
    "zh": "已驳回",
    "en": "Refused"
  },
  "application_state.submitted": {
    "zh": "待区域同意",
    "en": "Waits for the region"
  },
  "application_state.withdrawn": {
    "zh": "已撤回",
    "en": "Taken back"
  },
  "arrival_doubt.far": {
    "zh": "离报修地点太远",
    "en": "Far from the place"
  },
  "arrival_doubt.mock_hints": {
    "zh": "疑似虚拟定位",
    "en": "Signs of a pretended position"
  },
  "arrival_doubt.no_fix": {
    "zh": "没有定位",
    "en": "No position"
  },
  "arrival_doubt.old_fix": {
    "zh": "定位已过时",
    "en": "Position out of date"
  },
  "arrival_doubt.rough_fix": {
    "zh": "定位误差过大",
    "en": "Position too rough"
  },
  "arrival_doubt.too_fast": {
    "zh": "移动速度不可信",
    "en": "Moved faster than anybody can"
  },
  "arrival_hint.accuracy_zero": {
    "zh": "误差为零",
    "en": "An inaccuracy of zero"
  },
  "arrival_hint.exact_place": {
    "zh": "坐标与地图标点完全重合",
    "en": "Exactly on the pin of the map"
  },
  "arrival_hint.frozen": {
    "zh": "定位读数一成不变",
    "en": "Reading after reading the very same"
  },
  "arrival_reason.bad_reception": {
    "zh": "现场定位信号差",
    "en": "Bad reception on site"
  },
  "arrival_reason.customer_confirms": {
    "zh": "用户确认到场",
    "en": "The customer confirms it"
  },
  "arrival_reason.not_there": {
    "zh": "未到现场",
    "en": "Was not there"
  },
  "arrival_reason.other": {
    "zh": "其他",
    "en": "Other"
  },
  "arrival_reason.other_place": {
    "zh": "到了别处",
    "en": "Went to another place"
  },
  "arrival_reason.place_wrong": {
    "zh": "工单地点标错",
    "en": "The order's place is wrong"
  },
  "arrival_reason.pretended": {
    "zh": "使用了虚拟定位",
    "en": "Pretended the position"
  },
  "arrival_reason.seen_in_photo": {
    "zh": "照片可见现场",
    "en": "Seen in a photo"
  },
  "arrival_reason.tapped_early": {
    "zh": "途中提前点了到场",
    "en": "Tapped on the way"
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
  "case_action.answer": {
    "zh": "答复",
    "en": "Answer"
  },
  "case_action.ask_papers": {
    "zh": "一次性告知补资料",
    "en": "Ask for papers"
  },
  "case_action.close": {
    "zh": "办结",
    "en": "Close"
  },
  "case_action.complete": {
    "zh": "资料齐全",
    "en": "Papers complete"
  },
  "case_action.contact": {
    "zh": "联系用户",
    "en": "Contact the customer"
  },
  "case_action.contest": {
    "zh": "提出异议",
    "en": "Contest"
  },
  "case_action.decide_contest": {
    "zh": "裁定异议",
    "en": "Decide"
  },
  "case_action.feed_back": {
    "zh": "反馈用户",
    "en": "Tell the customer"
  },
  "case_action.grade": {
    "zh": "定级",
    "en": "Grade"
  },
  "case_action.handle_again": {
    "zh": "重新处理",
    "en": "Handle again"
  },
  "case_action.name_reader": {
    "zh": "指定经办人",
    "en": "Name a reader"
  },
  "case_action.name_unit": {
    "zh": "指明被举报单位",
    "en": "Name the unit"
  },
  "case_action.note": {
    "zh": "备注",
    "en": "Note"
  },
  "case_action.route": {
    "zh": "转责任单位",
    "en": "Send to the unit"
  },
  "case_action.take": {
    "zh": "接手",
    "en": "Take it on"
  },
  "case_action.take_in": {
    "zh": "受理",
    "en": "Take in"
  },
  "case_clock.answer": {
    "zh": "答复",
    "en": "Answer"
  },
  "case_clock.begin": {
    "zh": "启动调查",
    "en": "Begin to look into it"
  },
  "case_clock.check": {
    "zh": "资料核对",
    "en": "Check of papers"
  },
  "case_clock.contact": {
    "zh": "联系用户",
    "en": "Contact"
  },
  "case_clock.decide": {
    "zh": "异议裁定",
    "en": "Decision"
  },
  "case_clock.feed_back": {
    "zh": "结果反馈",
    "en": "Feedback"
  },
  "case_clock.measures": {
    "zh": "整改措施",
    "en": "Measures"
  },
  "case_clock.papers": {
    "zh": "补齐资料",
    "en": "Papers complete"
  },
  "case_clock.reply": {
    "zh": "首次答复",
    "en": "First reply"
  },
  "case_clock.route": {
    "zh": "转办",
    "en": "To the unit"
  },
  "case_clock.settle": {
    "zh": "办结",
    "en": "Settled"
  },
  "case_clock.visit": {
    "zh": "回访",
    "en": "Return visit"
  },
  "case_field.about": {
    "zh": "关于什么",
    "en": "What it is about"
  },
  "case_field.applicant": {
    "zh": "申请类型",
    "en": "Kind of application"
  },
  "case_field.content": {
    "zh": "具体内容",
    "en": "Details"
  },
  "case_field.customer_number": {
    "zh": "户号",
    "en": "Customer number"
  },
  "case_field.evidence": {
    "zh": "线索或证据",
    "en": "Leads or evidence"
  },
  "case_field.happened_on": {
    "zh": "发生日期",
    "en": "When it happened"
  },
  "case_field.load": {
    "zh": "用电（水、气、热）容量或用途",
    "en": "Load or use"
  },
  "case_field.looked_up": {
    "zh": "要查询什么",
    "en": "What to look up"
  },
  "case_field.paper_identity": {
    "zh": "申请人身份证明",
    "en": "Applicant's identity document"
  },
  "case_field.paper_licence": {
    "zh": "营业执照",
    "en": "Business licence"
  },
  "case_field.paper_load_list": {
    "zh": "用能设备清单",
    "en": "List of equipment and load"
  },
  "case_field.paper_permit": {
    "zh": "临时用能的批准文件",
    "en": "Permit for temporary use"
  },
  "case_field.paper_property": {
    "zh": "房屋产权或使用证明",
    "en": "Proof of ownership or use of the place"
  },
  "case_field.person": {
    "zh": "要表扬的人",
    "en": "Whom you praise"
  },
  "case_field.subject": {
    "zh": "标题",
    "en": "Subject"
  },
  "case_field.topic": {
    "zh": "咨询哪方面",
    "en": "What it is about"
  },
  "case_field.unit": {
    "zh": "涉及的单位或站点",
    "en": "Unit or station"
  },
  "case_field.wish": {
    "zh": "您希望怎样解决",
    "en": "What you would like to happen"
  },
  "case_field.wrong": {
    "zh": "举报哪类问题",
    "en": "What kind of wrongdoing"
  },
  "case_grade.complex": {
    "zh": "复杂事项",
    "en": "Complex"
  },
  "case_grade.major": {
    "zh": "重大",
    "en": "Major"
  },
  "case_grade.ordinary": {
    "zh": "一般",
    "en": "Ordinary"
  },
  "case_grade.simple": {
    "zh": "一般事项",
    "en": "Simple"
  },
  "case_grade.special": {
    "zh": "特殊",
    "en": "Special"
  },
  "case_notice.appeal": {
    "zh": "写清您的诉求和理由。",
    "en": "Say what you ask for, and why."
  },
  "case_notice.complaint_contact": {
    "zh": "由受理的单位跟踪到底；您不必重复说明。",
    "en": "Whoever takes it follows it to the end; you need not tell it twice."
  },
  "case_notice.complaint_result": {
    "zh": "结果会告诉您并回访。不满意的，可以要求重新处理。",
    "en": "You are told the result and called back. If you are not satisfied it is handled again."
  },
  "case_notice.complaint_what": {
    "zh": "写清时间、地点、涉及的单位和您的要求，便于查实。",
    "en": "Say when, where, which unit, and what you ask for, so that it can be looked into."
  },
  "case_notice.connection_missing": {
    "zh": "资料没备齐也可以先申请，缺什么会一次告诉您。",
    "en": "You may apply before you have it all; what is missing is told to you at once."
  },
  "case_notice.connection_papers": {
    "zh": "所需资料一次说全，列在下面；已备好的请打勾。",
    "en": "Everything that is needed is listed below, once and in full; tick what you have."
  },
  "case_notice.consultation": {
    "zh": "说清地址或户号，答复会更准。不留电话也可以，凭查询码看答复。",
    "en": "An address or customer number makes the answer exact. Without a phone number, read it by your code."
  },
  "case_notice.opinion": {
    "zh": "转到责任单位并提出改进措施，之后回访您。",
    "en": "The unit says what it will do, and you are called back."
  },
  "case_notice.praise": {
    "zh": "我们会转告本人和所在单位。",
    "en": "We pass it on to the person and the unit."
  },
  "case_notice.query_number": {
    "zh": "请准备好户号，账单上可以找到。",
    "en": "Have your customer number ready; it is on your bill."
  },
  "case_notice.query_person": {
    "zh": "账单、用量等只告诉户主本人，我们会回电核对。",
    "en": "Bills and usage are told to the account's holder only; we call back to make sure."
  },
  "case_notice.suggestion": {
    "zh": "采纳与否都会说明理由。",
    "en": "You are told whether it is taken up, and why."
  },
  "case_notice.wrongdoing_anonymous": {
    "zh": "可以匿名：不保存姓名、电话和地址。请不要在正文里写能认出您的内容。",
    "en": "It may be anonymous: no name, number or address is kept. Write nothing that would give you away."
  },
  "case_notice.wrongdoing_code": {
    "zh": "匿名举报只能凭查询码看结果，请务必记下；丢失后无法找回。",
    "en": "An anonymous report is answered behind its code only. Write it down: it cannot be found again."
  },
  "case_notice.wrongdoing_secret": {
    "zh": "只有指定的少数人能看内容，每次打开都有记录；被举报的单位看不到。",
    "en": "Only a few named people can read it, and each opening is recorded. The unit it is about cannot."
  },
  "case_state.answered": {
    "zh": "已答复，待反馈",
    "en": "Answered, customer to be told"
  },
  "case_state.awaiting_papers": {
    "zh": "待补资料",
    "en": "Waiting for papers"
  },
  "case_state.closed": {
    "zh": "已办结",
    "en": "Closed"
  },
  "case_state.contested": {
    "zh": "单位提出异议",
    "en": "Contested"
  },
  "case_state.fed_back": {
    "zh": "已反馈，待回访",
    "en": "Told, to be visited back"
  },
  "case_state.in_hand": {
    "zh": "处理中",
    "en": "Being handled"
  },
  "case_state.routed": {
    "zh": "已转责任单位",
    "en": "With the unit"
  },
  "case_state.taken": {
    "zh": "已受理",
    "en": "Taken in"
  },
  "cause.ageing": {
    "zh": "老化",
    "en": "Ageing"
  },
  "cause.air_lock": {
    "zh": "管道气堵",
    "en": "Air lock"
  },
  "cause.animal": {
    "zh": "小动物短路",
    "en": "Animal contact"
  },
  "cause.appliance_fault": {
    "zh": "用户燃具故障",
    "en": "Appliance fault"
  },
  "cause.blockage": {
    "zh": "堵塞",
    "en": "Blockage"
  },
  "cause.breaker_tripped": {
    "zh": "开关跳闸",
    "en": "Breaker tripped"
  },
  "cause.cable_fault": {
    "zh": "电缆故障",
    "en": "Cable fault"
  },
  "cause.credit_used_up": {
    "zh": "余额用尽停供",
    "en": "Credit used up"
  },
  "cause.customer_installation": {
    "zh": "用户内部设施",
    "en": "Customer's installation"
  },
  "cause.customer_valve": {
    "zh": "用户阀门关闭",
    "en": "Customer's valve shut"
  },
  "cause.equipment_failure": {
    "zh": "设备故障",
    "en": "Equipment failure"
  },
  "cause.exchanger_fault": {
    "zh": "换热设备故障",
    "en": "Heat exchanger fault"
  },
  "cause.flow_imbalance": {
    "zh": "水力失调",
    "en": "Flow out of balance"
  },
  "cause.freezing": {
    "zh": "冻损",
    "en": "Frost damage"
  },
  "cause.fuse_blown": {
    "zh": "熔断器熔断",
    "en": "Fuse blown"
  },
  "cause.hose_aged": {
    "zh": "连接软管老化脱落",
    "en": "Hose aged or off"
  },
  "cause.joint_burnt": {
    "zh": "接头烧毁",
    "en": "Joint burnt"
  },
  "cause.joint_leak": {
    "zh": "接口渗漏",
    "en": "Joint leaks"
  },
  "cause.lightning": {
    "zh": "雷击",
    "en": "Lightning"
  },
  "cause.low_supply": {
    "zh": "供应压力或温度不足",
    "en": "Supply pressure or temperature low"
  },
  "cause.meter_defect": {
    "zh": "计量表故障",
    "en": "Meter defect"
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
  "cause.phase_imbalance": {
    "zh": "三相不平衡",
    "en": "Phases out of balance"
  },
  "cause.pipe_corroded": {
    "zh": "管道腐蚀",
    "en": "Pipe corroded"
  },
  "cause.pump_fault": {
    "zh": "水泵故障",
    "en": "Pump fault"
  },
  "cause.regulator_fault": {
    "zh": "调压器故障",
    "en": "Regulator fault"
  },
  "cause.second_supply": {
    "zh": "二次供水设施",
    "en": "Building's own pumps or tank"
  },
  "cause.subsidence": {
    "zh": "地面沉降",
    "en": "Ground subsidence"
  },
  "cause.third_party_damage": {
    "zh": "外力破坏",
    "en": "Third-party damage"
  },
  "cause.transformer_fault": {
    "zh": "变压器故障",
    "en": "Transformer fault"
  },
  "cause.tree": {
    "zh": "树障",
    "en": "Tree contact"
  },
  "cause.valve_fault": {
    "zh": "阀门故障",
    "en": "Valve fault"
  },
  "cause.vehicle": {
    "zh": "车辆碰撞",
    "en": "Hit by a vehicle"
  },
  "cause.weather": {
    "zh": "天气",
    "en": "Weather"
  },
  "cause_group.customer": {
    "zh": "用户侧",
    "en": "Customer's side"
  },
  "cause_group.equipment": {
    "zh": "设备本体",
    "en": "Equipment"
  },
  "cause_group.nature": {
    "zh": "自然因素",
    "en": "Weather and ground"
  },
  "cause_group.nothing": {
    "zh": "未见异常",
    "en": "Nothing found"
  },
  "cause_group.outside": {
    "zh": "外力影响",
    "en": "Outside interference"
  },
  "cause_group.running": {
    "zh": "运行原因",
    "en": "Operation"
  },
  "cause_group.unclear": {
    "zh": "其他",
    "en": "Other"
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
  "contact_outcome.busy": {
    "zh": "占线",
    "en": "Busy"
  },
  "contact_outcome.dead_number": {
    "zh": "空号或停机",
    "en": "Number out of service"
  },
  "contact_outcome.no_answer": {
    "zh": "无人接听",
    "en": "No answer"
  },
  "contact_outcome.reached": {
    "zh": "已联系上",
    "en": "Reached"
  },
  "contact_outcome.refused": {
    "zh": "用户拒绝沟通",
    "en": "Would not talk"
  },
  "contact_outcome.wrong_number": {
    "zh": "号码不对",
    "en": "Wrong number"
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
  "exhibit_kind.photo": {
    "zh": "照片",
    "en": "Photo"
  },
  "exhibit_kind.signature": {
    "zh": "签名",
    "en": "Signature"
  },
  "exhibit_kind.voice": {
    "zh": "语音",
    "en": "Voice note"
  },
  "exhibit_purpose.after": {
    "zh": "处理后",
    "en": "After the work"
  },
  "exhibit_purpose.agreement": {
    "zh": "用户签名",
    "en": "The customer's signature"
  },
  "exhibit_purpose.before": {
    "zh": "处理前",
    "en": "Before the work"
  },
  "exhibit_purpose.during": {
    "zh": "处理中",
    "en": "During the work"
  },
  "exhibit_purpose.hazard": {
    "zh": "隐患",
    "en": "A danger"
  },
  "exhibit_purpose.meter": {
    "zh": "表计读数",
    "en": "Meter and reading"
  },
  "exhibit_purpose.note": {
    "zh": "语音说明",
    "en": "Spoken note"
  },
  "exhibit_purpose.other": {
    "zh": "其他",
    "en": "Something else"
  },
  "exhibit_purpose.paper": {
    "zh": "单据",
    "en": "A paper"
  },
  "exhibit_purpose.part": {
    "zh": "更换的部件",
    "en": "Parts replaced"
  },
  "exhibit_purpose.place": {
    "zh": "现场全貌",
    "en": "The place"
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
  "import.axes_swapped": {
    "zh": "经纬度次序颠倒，应为经度在前",
    "en": "Longitude and latitude are swapped; longitude comes first"
  },
  "import.closed_ring": {
    "zh": "已闭合未封口的环",
    "en": "An open ring was closed"
  },
  "import.crosses_antimeridian": {
    "zh": "跨越 180° 经线",
    "en": "Crosses the antimeridian"
  },
  "import.dropped_duplicates": {
    "zh": "去掉 {points} 个重复点",
    "en": "{points} repeated points were dropped"
  },
  "import.dropped_same_parts": {
    "zh": "去掉 {parts} 个重复的部分",
    "en": "{parts} repeated parts were dropped"
  },
  "import.empty": {
    "zh": "空几何",
    "en": "Empty geometry"
  },
  "import.malformed": {
    "zh": "坐标格式不正确",
    "en": "Malformed coordinates"
  },
  "import.mended_crossings": {
    "zh": "已修复自相交，面积变化 {changed_m2} m²",
    "en": "Crossing rings were mended; the area changed by {changed_m2} m²"
  },
  "import.no_area": {
    "zh": "没有面积",
    "en": "No area"
  },
  "import.no_geometry": {
    "zh": "没有几何",
    "en": "No geometry"
  },
  "import.no_name": {
    "zh": "缺少站点名称属性 {property}",
    "en": "Lacks the station's name in {property}"
  },
  "import.not_a_polygon": {
    "zh": "不是多边形（{kind}）",
    "en": "Not a polygon ({kind})"
  },
  "import.not_finite": {
    "zh": "坐标不是有限数字",
    "en": "A coordinate is not a finite number"
  },
  "import.not_looked_at": {
    "zh": "前面已有 {limit} 个要素过于复杂，未再检查",
    "en": "Not looked at: {limit} features before it were too tangled or intricate"
  },
  "import.off_the_map": {
    "zh": "坐标超出范围",
    "en": "Off the map"
  },
  "import.ring_too_short": {
    "zh": "环的点太少（{points}）",
    "en": "A ring has too few points ({points})"
  },
  "import.too_intricate": {
    "zh": "边界过密（{pairs} 对以上的边相邻），无法安全检查",
    "en": "Too intricate: {pairs} or more pairs of edges lie close; not safe to check"
  },
  "import.too_many_features": {
    "zh": "要素超过 {limit} 个",
    "en": "More than {limit} features"
  },
  "import.too_many_vertices": {
    "zh": "顶点 {vertices} 个，超过 {limit}",
    "en": "{vertices} vertices, more than {limit}"
  },
  "import.too_tangled": {
    "zh": "自相交 {crossings} 处以上，不能安全修复",
    "en": "Crosses itself {crossings} times or more; not safe to mend"
  },
  "import.unknown_station": {
    "zh": "没有名为 {name} 的站点",
    "en": "There is no station called {name}"
  },
  "important_grade.first": {
    "zh": "一级",
    "en": "First grade"
  },
  "important_grade.second": {
    "zh": "二级",
    "en": "Second grade"
  },
  "important_grade.special": {
    "zh": "特级",
    "en": "Special"
  },
  "important_grade.temporary": {
    "zh": "临时性",
    "en": "Temporary"
  },
  "important_kind.chemical": {
    "zh": "危险化学品",
    "en": "Dangerous chemicals"
  },
  "important_kind.emergency": {
    "zh": "公安消防应急",
    "en": "Police, fire or rescue"
  },
  "important_kind.government": {
    "zh": "党政机关",
    "en": "Government"
  },
  "important_kind.heating_plant": {
    "zh": "供热厂",
    "en": "Heating plant"
  },
  "important_kind.hospital": {
    "zh": "医院",
    "en": "Hospital"
  },
  "important_kind.other": {
    "zh": "其他",
    "en": "Other"
  },
  "important_kind.school": {
    "zh": "学校",
    "en": "School"
  },
  "important_kind.telecom": {
    "zh": "通信枢纽",
    "en": "Telecommunications"
  },
  "important_kind.transport": {
    "zh": "交通枢纽",
    "en": "Transport"
  },
  "important_kind.water_works": {
    "zh": "自来水厂",
    "en": "Water works"
  },
  "likeness.distance": {
    "zh": "相距 {metres} 米",
    "en": "{metres} m apart"
  },
  "likeness.phone": {
    "zh": "同一电话",
    "en": "Same phone"
  },
  "likeness.symptom": {
    "zh": "故障现象相同或相近",
    "en": "Same or related symptom"
  },
  "likeness.text": {
    "zh": "地址相似 {percent}%",
    "en": "Addresses {percent}% alike"
  },
  "likeness.time": {
    "zh": "相隔 {minutes} 分钟",
    "en": "{minutes} minutes apart"
  },
  "likeness.zone": {
    "zh": "同一站点",
    "en": "Same station"
  },
  "milestone.arrived": {
    "zh": "到场",
    "en": "Arrived"
  },
  "milestone.contacted": {
    "zh": "T2 首次联系",
    "en": "T2 first contact"
  },
  "milestone.departed": {
    "zh": "出发",
    "en": "Departed"
  },
  "milestone.promised": {
    "zh": "T3 约定上门",
    "en": "T3 promised"
  },
  "milestone.released": {
    "zh": "T1 派到站点",
    "en": "T1 released"
  },
  "milestone.repaired": {
    "zh": "T4 修复",
    "en": "T4 repaired"
  },
  "milestone.reported": {
    "zh": "回单",
    "en": "Reported back"
  },
  "milestone.restored": {
    "zh": "恢复",
    "en": "Restored"
  },
  "offer_answer.accepted": {
    "zh": "接单",
    "en": "Accepted"
  },
  "offer_answer.lapsed": {
    "zh": "超时未接",
    "en": "Lapsed"
  },
  "offer_answer.returned": {
    "zh": "退回",
    "en": "Returned"
  },
  "offer_answer.taken_back": {
    "zh": "收回",
    "en": "Taken back"
  },
  "ownership.customer": {
    "zh": "用户资产",
    "en": "The customer's"
  },
  "ownership.third_party": {
    "zh": "第三方资产",
    "en": "A third party's"
  },
  "ownership.utility": {
    "zh": "供应企业资产",
    "en": "The utility's"
  },
  "problem.access.denied": {
    "zh": "您的角色不能做这一步。",
    "en": "Your role may not do this."
  },
  "problem.correction.asked_already": {
    "zh": "这个节点已有一条更正待裁定。",
    "en": "A correction of this milestone waits for its decision already."
  },
  "problem.correction.breaks_order": {
    "zh": "更正后节点先后颠倒（{earlier} 晚于 {later}），不能批准。",
    "en": "The milestones would lie the wrong way round ({earlier} after {later})."
  },
  "problem.correction.by_another": {
    "zh": "申请人不能自己裁定，请由他人裁定。",
    "en": "Whoever asked does not decide it."
  },
  "problem.correction.decided_already": {
    "zh": "这条更正已裁定。",
    "en": "This correction has been decided."
  },
  "problem.correction.nothing_stamped": {
    "zh": "这个节点还没有记录时间，无可更正。",
    "en": "This milestone has no time yet that could be corrected."
  },
  "problem.correction.outdated": {
    "zh": "这个节点的时间此后已变化，更正不再适用；请驳回后重新申请。",
    "en": "The milestone has changed since: refuse this one and ask anew."
  },
  "problem.correction.time_to_come": {
    "zh": "更正后的时间不能晚于现在。",
    "en": "It cannot have happened later than now."
  },
  "problem.merge.not_restored_yet": {
    "zh": "主故障尚未修复，请稍候；修复后仍未恢复可再告诉我们。",
    "en": "The fault is not repaired yet. If you are still out afterwards, tell us again."
  },
  "problem.merge.other_utility": {
    "zh": "不同业务的工单不能合并。",
    "en": "Orders of different utilities are not one fault."
  },
  "problem.merge.parent_over": {
    "zh": "主单已结束，不能再并入。",
    "en": "The order to merge into is over."
  },
  "problem.merge.same_order": {
    "zh": "不能与自己合并。",
    "en": "An order is not merged into itself."
  },
  "problem.withdrawal.asked_before": {
    "zh": "相同原因的撤单申请已被驳回过。",
    "en": "It was asked for the same reason before, and refused."
  },
  "problem.withdrawal.decided": {
    "zh": "{name} 已裁定：{verdict}。",
    "en": "{name} decided already: {verdict}."
  },
  "problem.withdrawal.merge_instead": {
    "zh": "重复报修请合并，不作撤单：子单保留自己的承诺与回访。",
    "en": "A duplicate is merged, not withdrawn: it keeps its own promise and return visit."
  },
  "problem.withdrawal.note_needed": {
    "zh": "请写明情况，供裁定参考。",
    "en": "Say what happened, for whoever decides."
  },
  "problem.withdrawal.own_asking": {
    "zh": "申请人不能裁定自己的撤单申请。",
    "en": "Nobody decides on what they asked for themselves."
  },
  "problem.withdrawal.parts_used": {
    "zh": "已用料，不能撤单。",
    "en": "Parts were used; it cannot be withdrawn."
  },
  "problem.withdrawal.reason_unknown": {
    "zh": "请选择撤单原因。",
    "en": "Choose why it should be withdrawn."
  },
  "problem.withdrawal.redispatch_instead": {
    "zh": "不在服务范围的请改派，不作撤单。",
    "en": "What lies outside the area is sent to another station, not withdrawn."
  },
  "problem.withdrawal.region_decides": {
    "zh": "撤单由上级区域裁定，申请站不能自行裁定。",
    "en": "The region decides, never the asking station."
  },
  "problem.withdrawal.work_done": {
    "zh": "已完成维修，不能撤单。",
    "en": "The work is done; there is nothing to withdraw."
  },
  "promise_keeping.broken": {
    "zh": "未兑现",
    "en": "Broken"
  },
  "promise_keeping.kept": {
    "zh": "已兑现",
    "en": "Kept"
  },
  "promise_keeping.open": {
    "zh": "待兑现",
    "en": "To come"
  },
  "promise_keeping.replaced": {
    "zh": "已改期",
    "en": "Rescheduled"
  },
  "promise_reason.crew_held_up": {
    "zh": "前一单未结束",
    "en": "Held up by the job before"
  },
  "promise_reason.customer_asks": {
    "zh": "用户要求改期",
    "en": "The customer asks"
  },
  "promise_reason.other": {
    "zh": "其他",
    "en": "Other"
  },
  "promise_reason.parts_awaited": {
    "zh": "等待备件",
    "en": "Parts awaited"
  },
  "promise_reason.traffic": {
    "zh": "交通原因",
    "en": "Traffic"
  },
  "promise_reason.weather": {
    "zh": "天气原因",
    "en": "Weather"
  },
  "reason.absent": {
    "zh": "站点临时停业",
    "en": "Station is away for now"
  },
  "reason.address_elsewhere": {
    "zh": "没有定位，地址在服务范围之外",
    "en": "No pin; the address lies outside the places served"
  },
  "reason.address_unclear": {
    "zh": "没有定位，地址可指多处或多个站点",
    "en": "No pin; the address may mean several places or stations"
  },
  "reason.aid_agreement": {
    "zh": "与 {station} 有互助协议",
    "en": "Has an agreement of aid with {station}"
  },
  "reason.appointment": {
    "zh": "按用户预约的时段",
    "en": "By the window agreed with the customer"
  },
  "reason.arrival_kept": {
    "zh": "到达时限内，余 {minutes} 分钟",
    "en": "Within the arrival limit, {minutes} min to spare"
  },
  "reason.arrival_late": {
    "zh": "预计超出到达时限 {minutes} 分钟",
    "en": "Likely {minutes} min past the arrival limit"
  },
  "reason.better_ranked": {
    "zh": "排在前面的站点已接",
    "en": "A better placed station had room"
  },
  "reason.by_address": {
    "zh": "没有定位，按地址“{address}”匹配",
    "en": "No pin; matched by the address “{address}”"
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
  "reason.main_point": {
    "zh": "由该站主点统一接单",
    "en": "Its main point receives for it"
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
  "reason.offered_first": {
    "zh": "先派给{station}，再派给本人",
    "en": "Offered to {station} first, then to this person"
  },
  "reason.on_break": {
    "zh": "正在休息",
    "en": "On a break"
  },
  "reason.other_station": {
    "zh": "工单不在他的站点（{station}）",
    "en": "The order is not with their station ({station})"
  },
  "reason.other_utility": {
    "zh": "所在站点不办理这个专业",
    "en": "Their station does not serve this utility"
  },
  "reason.outside_radius": {
    "zh": "超出支援距离",
    "en": "Beyond the mutual-aid distance"
  },
  "reason.over_capacity": {
    "zh": "因人身安全超容量派发",
    "en": "Over capacity because of life safety"
  },
  "reason.overflow_of": {
    "zh": "承接 {station} 的溢出",
    "en": "Takes the overflow of {station}"
  },
  "reason.position_of_station": {
    "zh": "无实时位置，按站点计算",
    "en": "No position; reckoned from the station"
  },
  "reason.position_old": {
    "zh": "位置是 {minutes} 分钟前的",
    "en": "Position is {minutes} min old"
  },
  "reason.promise_kept": {
    "zh": "赶得上约定时间，余 {minutes} 分钟",
    "en": "In time for what was promised, {minutes} min to spare"
  },
  "reason.promise_late": {
    "zh": "预计比约定时间晚 {minutes} 分钟",
    "en": "Likely {minutes} min later than promised"
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
  "reason.was_there_before": {
    "zh": "上次到过现场",
    "en": "Was there last time"
  },
  "reason.window_kept": {
    "zh": "赶得上预约时段",
    "en": "In time for the agreed window"
  },
  "reason.window_late": {
    "zh": "预计晚于预约时段 {minutes} 分钟",
    "en": "Likely {minutes} min past the agreed window"
  },
  "reason.windows_clash": {
    "zh": "与 {number} 的预约时段重叠",
    "en": "Its window overlaps that of {number}"
  },
  "reinforcement_state.asked": {
    "zh": "待对方答复",
    "en": "Waiting for an answer"
  },
  "reinforcement_state.called_off": {
    "zh": "已取消申请",
    "en": "No longer asked for"
  },
  "reinforcement_state.over": {
    "zh": "已返回",
    "en": "Back home"
  },
  "reinforcement_state.refused": {
    "zh": "未获同意",
    "en": "Refused"
  },
  "reinforcement_state.running": {
    "zh": "支援中",
    "en": "Lent"
  },
  "reject_reason.cause_unclear": {
    "zh": "原因不清",
    "en": "Cause unclear"
  },
  "reject_reason.evidence_missing": {
    "zh": "缺少凭据",
    "en": "Evidence missing"
  },
  "reject_reason.handler_wrong": {
    "zh": "处理人有误",
    "en": "Handler wrong"
  },
  "reject_reason.other": {
    "zh": "其他",
    "en": "Other"
  },
  "reject_reason.ownership_wrong": {
    "zh": "产权归属有误",
    "en": "Owner wrong"
  },
  "reject_reason.result_unclear": {
    "zh": "处理结果不清",
    "en": "Result unclear"
  },
  "reject_reason.times_wrong": {
    "zh": "时间有误",
    "en": "Times wrong"
  },
  "reopen_reason.came_back": {
    "zh": "故障重现",
    "en": "It came back"
  },
  "reopen_reason.customer_asks": {
    "zh": "用户要求",
    "en": "The customer asks for it"
  },
  "reopen_reason.ended_by_mistake": {
    "zh": "误操作结束",
    "en": "Ended by mistake"
  },
  "reopen_reason.not_solved": {
    "zh": "未解决",
    "en": "Not solved"
  },
  "report_basis.all_days": {
    "zh": "全部",
    "en": "All days"
  },
  "report_basis.without_major": {
    "zh": "剔除重大事件日",
    "en": "Without major event days"
  },
  "report_check.arrived_at_place": {
    "zh": "到场位置",
    "en": "Arrived at the place"
  },
  "report_check.cause_fits_result": {
    "zh": "原因与结果相符",
    "en": "Cause fits the result"
  },
  "report_check.cause_fits_text": {
    "zh": "原因与描述相符",
    "en": "Cause fits the text"
  },
  "report_check.cause_of_utility": {
    "zh": "原因属于本业务",
    "en": "Cause of this utility"
  },
  "report_check.customer_work_agreed": {
    "zh": "用户资产需先同意付费或移交",
    "en": "Work on the customer's own agreed"
  },
  "report_check.device_clock": {
    "zh": "手机时钟",
    "en": "Clock of the phone"
  },
  "report_check.required_fields": {
    "zh": "必填项",
    "en": "Required fields"
  },
  "report_check.times_as_stamped": {
    "zh": "时间与记录相符",
    "en": "Times as stamped"
  },
  "report_check.times_in_order": {
    "zh": "时间先后",
    "en": "Times in order"
  },
  "report_field.arrived_at": {
    "zh": "到场时间",
    "en": "Arrived"
  },
  "report_field.cause_code": {
    "zh": "故障原因",
    "en": "Cause"
  },
  "report_field.departed_at": {
    "zh": "出发时间",
    "en": "Departed"
  },
  "report_field.handler": {
    "zh": "处理人",
    "en": "Handler"
  },
  "report_field.restored_at": {
    "zh": "恢复时间",
    "en": "Restored"
  },
  "report_field.result_code": {
    "zh": "处理结果",
    "en": "Result"
  },
  "report_load.taken": {
    "zh": "占用产能",
    "en": "Took capacity"
  },
  "report_load.turned_away": {
    "zh": "转走",
    "en": "Turned away"
  },
  "report_measure.arrival": {
    "zh": "到达",
    "en": "Arrival"
  },
  "report_measure.restore": {
    "zh": "恢复",
    "en": "Restoration"
  },
  "report_urgency.life_safety": {
    "zh": "人身安全",
    "en": "Life safety"
  },
  "report_urgency.normal": {
    "zh": "一般",
    "en": "Ordinary"
  },
  "result.customer_refused": {
    "zh": "用户拒绝处理",
    "en": "Customer refused"
  },
  "result.guided": {
    "zh": "指导用户自行恢复",
    "en": "Customer guided"
  },
  "result.handed_over": {
    "zh": "移交处理",
    "en": "Handed over"
  },
  "result.made_safe": {
    "zh": "已隔离，保证安全",
    "en": "Made safe"
  },
  "result.no_fault_found": {
    "zh": "到场未见故障",
    "en": "No fault found"
  },
  "result.repaired": {
    "zh": "已修复",
    "en": "Repaired"
  },
  "result.temporary_repair": {
    "zh": "临时修复",
    "en": "Repaired for the time being"
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
  "return_visit_kind.child": {
    "zh": "合并单回访",
    "en": "Merged report"
  },
  "return_visit_kind.complaint": {
    "zh": "投诉回访",
    "en": "Complaint"
  },
  "return_visit_kind.gas_leak": {
    "zh": "燃气泄漏回访",
    "en": "Gas leak"
  },
  "return_visit_kind.opinion": {
    "zh": "意见回访",
    "en": "Opinion"
  },
  "return_visit_kind.order": {
    "zh": "报修回访",
    "en": "Repair"
  },
  "return_visit_outcome.busy": {
    "zh": "占线",
    "en": "Busy"
  },
  "return_visit_outcome.followed_up": {
    "zh": "已跟进",
    "en": "Followed up"
  },
  "return_visit_outcome.no_answer": {
    "zh": "无人接听",
    "en": "No answer"
  },
  "return_visit_outcome.reached": {
    "zh": "已接通",
    "en": "Reached"
  },
  "return_visit_outcome.wrong_number": {
    "zh": "号码错误",
    "en": "Wrong number"
  },
  "return_visit_state.answered_by_link": {
    "zh": "用户已自助评价",
    "en": "Answered by link"
  },
  "return_visit_state.done": {
    "zh": "已回访",
    "en": "Visited"
  },
  "return_visit_state.dropped": {
    "zh": "已取消",
    "en": "Dropped"
  },
  "return_visit_state.due": {
    "zh": "待回访",
    "en": "To be visited"
  },
  "return_visit_state.unreachable": {
    "zh": "未联系上",
    "en": "Not reached"
  },
  "return_visit_why.by_link": {
    "zh": "用户主动评价",
    "en": "The customer answered unasked"
  },
  "return_visit_why.complaint": {
    "zh": "投诉，全部回访",
    "en": "Complaint: all are visited"
  },
  "return_visit_why.drawn": {
    "zh": "抽样（由工单号决定）",
    "en": "Drawn by its number"
  },
  "return_visit_why.gas_leak": {
    "zh": "燃气泄漏，全部回访",
    "en": "Gas leak: all are visited"
  },
  "return_visit_why.life_safety": {
    "zh": "涉及人身安全，全部回访",
    "en": "Life safety: all are visited"
  },
  "return_visit_why.opinion": {
    "zh": "意见，全部回访",
    "en": "Opinion: all are visited"
  },
  "return_visit_why.reopened": {
    "zh": "曾重新处理，全部回访",
    "en": "Taken up again before: all are visited"
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
  "site_form.electrical_danger": {
    "zh": "电力险情作业表",
    "en": "Electrical danger form"
  },
  "site_form.gas_indoor": {
    "zh": "户内燃气作业表",
    "en": "Indoor gas form"
  },
  "site_form.gas_leak": {
    "zh": "燃气泄漏作业表",
    "en": "Gas leak form"
  },
  "site_form.heating": {
    "zh": "供热抢修作业表",
    "en": "Heating form"
  },
  "site_form.power_supply": {
    "zh": "供电抢修作业表",
    "en": "Power supply form"
  },
  "site_form.water_supply": {
    "zh": "供水抢修作业表",
    "en": "Water supply form"
  },
  "site_form_choice.appliance": {
    "zh": "灶具等用具",
    "en": "Appliance"
  },
  "site_form_choice.broken_pole": {
    "zh": "杆塔倾斜、断裂",
    "en": "Pole leaning or broken"
  },
  "site_form_choice.buried_pipe": {
    "zh": "埋地管道",
    "en": "Buried pipe"
  },
  "site_form_choice.burning": {
    "zh": "冒烟、着火",
    "en": "Smoke or fire"
  },
  "site_form_choice.burns_well": {
    "zh": "正常",
    "en": "Burns well"
  },
  "site_form_choice.cannot_isolate": {
    "zh": "无法停电，保持距离",
    "en": "Cannot be isolated: kept clear"
  },
  "site_form_choice.closed": {
    "zh": "关",
    "en": "Closed"
  },
  "site_form_choice.closed_sealed": {
    "zh": "关并加封",
    "en": "Closed and sealed"
  },
  "site_form_choice.customer_side": {
    "zh": "用户侧",
    "en": "Customer's side"
  },
  "site_form_choice.downed_line": {
    "zh": "断线落地",
    "en": "Line down"
  },
  "site_form_choice.exposed_live_part": {
    "zh": "带电部分外露",
    "en": "Live part exposed"
  },
  "site_form_choice.feeder": {
    "zh": "供电线路",
    "en": "Feeder"
  },
  "site_form_choice.fenced_off": {
    "zh": "已围挡、有人看守",
    "en": "Fenced off and watched"
  },
  "site_form_choice.handed_to_rescue": {
    "zh": "已交消防等单位",
    "en": "Handed to the fire brigade or others"
  },
  "site_form_choice.heat_network": {
    "zh": "供热管网",
    "en": "Heat network"
  },
  "site_form_choice.hose": {
    "zh": "软管",
    "en": "Hose"
  },
  "site_form_choice.indoor_pipe": {
    "zh": "户内管道",
    "en": "Indoor pipe"
  },
  "site_form_choice.isolated": {
    "zh": "已停电",
    "en": "Isolated"
  },
  "site_form_choice.isolated_earthed": {
    "zh": "已停电并接地",
    "en": "Isolated and earthed"
  },
  "site_form_choice.main": {
    "zh": "主管",
    "en": "Main"
  },
  "site_form_choice.meter": {
    "zh": "表计",
    "en": "Meter"
  },
  "site_form_choice.no": {
    "zh": "否",
    "en": "No"
  },
  "site_form_choice.no_gas_yet": {
    "zh": "未通气",
    "en": "No gas yet"
  },
  "site_form_choice.not_needed": {
    "zh": "不需要",
    "en": "Not needed"
  },
  "site_form_choice.not_restored": {
    "zh": "未恢复",
    "en": "Not restored"
  },
  "site_form_choice.open": {
    "zh": "开",
    "en": "Open"
  },
  "site_form_choice.other": {
    "zh": "其他",
    "en": "Elsewhere"
  },
  "site_form_choice.plant": {
    "zh": "水厂、泵站",
    "en": "Works or pumping station"
  },
  "site_form_choice.radiator": {
    "zh": "暖气片、地暖",
    "en": "Radiator or floor heating"
  },
  "site_form_choice.reduced": {
    "zh": "偏低",
    "en": "Reduced"
  },
  "site_form_choice.restored": {
    "zh": "已恢复",
    "en": "Restored"
  },
  "site_form_choice.riser": {
    "zh": "立管",
    "en": "Riser"
  },
  "site_form_choice.safe": {
    "zh": "已消除",
    "en": "Safe"
  },
  "site_form_choice.service_line": {
    "zh": "接户线",
    "en": "Service line"
  },
  "site_form_choice.service_pipe": {
    "zh": "入户管",
    "en": "Service pipe"
  },
  "site_form_choice.substation": {
    "zh": "换热站",
    "en": "Heat substation"
  },
  "site_form_choice.temporary": {
    "zh": "临时供电",
    "en": "Temporary"
  },
  "site_form_choice.tight": {
    "zh": "不漏",
    "en": "Tight"
  },
  "site_form_choice.valve": {
    "zh": "阀门",
    "en": "Valve"
  },
  "site_form_choice.weak": {
    "zh": "火小",
    "en": "Weak"
  },
  "site_form_choice.yes": {
    "zh": "是",
    "en": "Yes"
  },
  "site_form_fault.needed": {
    "zh": "必填",
    "en": "Needed"
  },
  "site_form_fault.no_choice": {
    "zh": "请选择一项",
    "en": "Choose one"
  },
  "site_form_fault.no_code": {
    "zh": "只能是 4 到 24 位字母、数字或短横线",
    "en": "4 to 24 letters, digits or hyphens"
  },
  "site_form_fault.no_number": {
    "zh": "请填数字",
    "en": "Enter a number"
  },
  "site_form_fault.no_text": {
    "zh": "请填文字",
    "en": "Enter words"
  },
  "site_form_fault.not_asked": {
    "zh": "不用填这一项",
    "en": "Not to be answered here"
  },
  "site_form_fault.not_safe": {
    "zh": "还不安全，不能离场；请继续处理或请求支援",
    "en": "Not safe yet: do not leave. Go on, or call for help"
  },
  "site_form_fault.photos_missing": {
    "zh": "还缺照片",
    "en": "A photo is missing"
  },
  "site_form_fault.same_person": {
    "zh": "必须是另一个人",
    "en": "It must be somebody else"
  },
  "site_form_fault.too_fine": {
    "zh": "小数位太多",
    "en": "Too many decimals"
  },
  "site_form_fault.too_high": {
    "zh": "数值太大，请核对",
    "en": "Too high to be right: read it again"
  },
  "site_form_fault.too_long": {
    "zh": "太长",
    "en": "Too long"
  },
  "site_form_fault.too_low": {
    "zh": "数值太小，请核对",
    "en": "Too low to be right: read it again"
  },
  "site_form_fault.unknown": {
    "zh": "表里没有这一项",
    "en": "No item of this form"
  },
  "site_form_fault.unusually_high": {
    "zh": "高于正常范围",
    "en": "Above the usual range"
  },
  "site_form_fault.unusually_low": {
    "zh": "低于正常范围",
    "en": "Below the usual range"
  },
  "site_form_item.air_let_out": {
    "zh": "已放气",
    "en": "Air let out"
  },
  "site_form_item.danger_found": {
    "zh": "险情",
    "en": "What the danger is"
  },
  "site_form_item.fault_place": {
    "zh": "故障位置",
    "en": "Where the fault is"
  },
  "site_form_item.flame_is": {
    "zh": "试火",
    "en": "The flame"
  },
  "site_form_item.flow_temperature": {
    "zh": "供水温度",
    "en": "Flow temperature"
  },
  "site_form_item.free_chlorine": {
    "zh": "余氯",
    "en": "Free chlorine"
  },
  "site_form_item.gas_on_arrival": {
    "zh": "到场时燃气浓度",
    "en": "Gas on arrival"
  },
  "site_form_item.gas_on_leaving": {
    "zh": "离场时燃气浓度",
    "en": "Gas on leaving"
  },
  "site_form_item.heat_is": {
    "zh": "供热情况",
    "en": "The heat is"
  },
  "site_form_item.leak_found": {
    "zh": "发现泄漏点",
    "en": "Leak found"
  },
  "site_form_item.leak_place": {
    "zh": "泄漏位置",
    "en": "Where it leaks"
  },
  "site_form_item.meter_number": {
    "zh": "表号",
    "en": "Meter number"
  },
  "site_form_item.no_ignition": {
    "zh": "已确认无明火、未动电器开关",
    "en": "No flames, no switches touched"
  },
  "site_form_item.no_phone_inside": {
    "zh": "室内未使用手机，照片只在室外拍",
    "en": "No phone used inside; photos only outside"
  },
  "site_form_item.people_out": {
    "zh": "人员已撤离，已开窗通风",
    "en": "Everybody is out, windows are open"
  },
  "site_form_item.photo_after": {
    "zh": "处理后照片",
    "en": "Photo after the work"
  },
  "site_form_item.photo_outside": {
    "zh": "现场全貌照片（室外）",
    "en": "Photo of the place (from outside)"
  },
  "site_form_item.place_fenced": {
    "zh": "现场围挡、警示",
    "en": "Place fenced off and marked"
  },
  "site_form_item.place_is": {
    "zh": "离场时现场",
    "en": "The place on leaving"
  },
  "site_form_item.power_cut": {
    "zh": "停电措施",
    "en": "How it was made dead"
  },
  "site_form_item.public_kept_away": {
    "zh": "已设围栏、劝离无关人员",
    "en": "Fenced off, bystanders kept away"
  },
  "site_form_item.remarks": {
    "zh": "备注",
    "en": "Remarks"
  },
  "site_form_item.return_temperature": {
    "zh": "回水温度",
    "en": "Return temperature"
  },
  "site_form_item.room_temperature": {
    "zh": "室内温度",
    "en": "Room temperature"
  },
  "site_form_item.second_person": {
    "zh": "同行人员姓名（必须两人作业）",
    "en": "Second person at the place (never alone)"
  },
  "site_form_item.supply_is": {
    "zh": "供电情况",
    "en": "The supply is"
  },
  "site_form_item.tightness": {
    "zh": "气密性检查",
    "en": "Tightness test"
  },
  "site_form_item.turbidity": {
    "zh": "浑浊度",
    "en": "Turbidity"
  },
  "site_form_item.valve_state": {
    "zh": "阀门状态",
    "en": "The valve is"
  },
  "site_form_item.voltage_on_leaving": {
    "zh": "恢复后电压",
    "en": "Voltage on leaving"
  },
  "site_form_item.voltage_tested": {
    "zh": "作业前已验电",
    "en": "Tested for voltage before work"
  },
  "site_form_item.water_pressure": {
    "zh": "恢复后水压",
    "en": "Pressure on leaving"
  },
  "site_form_item.water_tested": {
    "zh": "已测水质",
    "en": "Water tested"
  },
  "site_form_part.entering": {
    "zh": "进场前",
    "en": "Before you begin"
  },
  "site_form_part.leaving": {
    "zh": "离场前",
    "en": "Before you leave"
  },
  "site_form_part.readings": {
    "zh": "检测",
    "en": "What was found"
  },
  "site_form_unit.celsius": {
    "zh": "℃",
    "en": "°C"
  },
  "site_form_unit.megapascal": {
    "zh": "MPa",
    "en": "MPa"
  },
  "site_form_unit.milligram_per_litre": {
    "zh": "mg/L",
    "en": "mg/L"
  },
  "site_form_unit.ntu": {
    "zh": "NTU",
    "en": "NTU"
  },
  "site_form_unit.percent_lel": {
    "zh": "% LEL",
    "en": "% LEL"
  },
  "site_form_unit.volt": {
    "zh": "V",
    "en": "V"
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
  "suspend_reason.bad_weather": {
    "zh": "恶劣天气",
    "en": "Bad weather"
  },
  "suspend_reason.customer_unreachable": {
    "zh": "联系不上用户",
    "en": "Customer unreachable"
  },
  "suspend_reason.force_majeure": {
    "zh": "不可抗力",
    "en": "Force majeure"
  },
  "suspend_reason.no_access": {
    "zh": "无法进入",
    "en": "No access"
  },
  "suspend_reason.parts_awaited": {
    "zh": "待料",
    "en": "Parts awaited"
  },
  "suspend_reason.reappointment": {
    "zh": "用户改约",
    "en": "Re-appointment"
  },
  "suspend_reason.second_visit": {
    "zh": "二次上门",
    "en": "Second visit"
  },
  "suspend_reason.third_party": {
    "zh": "须第三方处理",
    "en": "A third party must act"
  },
  "suspend_reason.traffic": {
    "zh": "交通受阻",
    "en": "Traffic"
  },
  "suspend_reason.unsafe_site": {
    "zh": "现场不安全",
    "en": "Site unsafe"
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
  "ticket_reason.bad_weather": {
    "zh": "天气恶劣，待安全后继续抢修。",
    "en": "The weather does not allow it; the repair goes on when it is safe."
  },
  "ticket_reason.customer_cancels": {
    "zh": "已按您的要求取消。",
    "en": "Called off as you asked."
  },
  "ticket_reason.customer_unreachable": {
    "zh": "我们多次联系您未接通，接通后会继续处理。您可以拨打 95598。",
    "en": "We tried to reach you several times. We go on as soon as we do; you can call 95598."
  },
  "ticket_reason.dead_number": {
    "zh": "您留下的电话无法接通。如仍需维修，请重新报修并留下可用的电话。",
    "en": "The number you left cannot be reached. If you still need us, please report again with one that can."
  },
  "ticket_reason.force_majeure": {
    "zh": "受不可抗力影响，抢修暂停，条件允许后立即恢复。",
    "en": "Something beyond our control has stopped the work; it goes on as soon as it can."
  },
  "ticket_reason.no_access": {
    "zh": "抢修人员无法进入现场，进入后会继续。",
    "en": "Our people could not get in. They go on as soon as they can."
  },
  "ticket_reason.not_our_asset": {
    "zh": "故障设施不属于本单位，请联系产权单位或物业。",
    "en": "What is broken does not belong to us. Please ask its owner or the property management."
  },
  "ticket_reason.parts_awaited": {
    "zh": "正在等待配件，到货后继续。",
    "en": "Parts are on their way; the repair goes on when they arrive."
  },
  "ticket_reason.reappointment": {
    "zh": "已按您的要求改约。",
    "en": "Moved to another time, as you asked."
  },
  "ticket_reason.second_visit": {
    "zh": "需要再次上门，我们会按约定时间到达。",
    "en": "A second visit is needed; we come at the time agreed."
  },
  "ticket_reason.solved_by_phone": {
    "zh": "问题已在电话中解决。",
    "en": "It was solved by phone."
  },
  "ticket_reason.test": {
    "zh": "这是一张测试工单。",
    "en": "This was a test."
  },
  "ticket_reason.third_party": {
    "zh": "需要其他单位先处理，完成后继续。",
    "en": "Another party has to act first; then we go on."
  },
  "ticket_reason.to_customer": {
    "zh": "故障位于您自己的设施，已与您说明，由您自行处理。",
    "en": "The fault is in your own installation; as agreed you see to it yourself."
  },
  "ticket_reason.to_utility": {
    "zh": "故障属于其他单位，已为您转交，请凭新的工单号查询。",
    "en": "The fault is another utility's. We passed it on; follow it by its new number."
  },
  "ticket_reason.traffic": {
    "zh": "道路受阻，正在设法到达。",
    "en": "The roads are blocked; we are finding a way."
  },
  "ticket_reason.unsafe_site": {
    "zh": "现场暂不安全，排除后继续。",
    "en": "The site is not safe yet; the repair goes on when it is."
  },
  "ticket_reason.wrong_business_type": {
    "zh": "这件事不属于故障报修，我们会按相应业务为您办理。",
    "en": "This is not a fault to repair; it is handled as the business it belongs to."
  },
  "ticket_reason.wrong_number": {
    "zh": "您留下的电话有误。如仍需维修，请重新报修并留下可用的电话。",
    "en": "The number you left is wrong. If you still need us, please report again with one that works."
  },
  "todo.address_conflict": {
    "zh": "定位与地址不一致",
    "en": "Pin and address disagree"
  },
  "todo.application": {
    "zh": "覆盖与产能变更申请",
    "en": "Change application"
  },
  "todo.application_end": {
    "zh": "临时变更到期，未能自动恢复",
    "en": "A change ended and could not be taken back"
  },
  "todo.application_news": {
    "zh": "涉及本站的变更申请，请知悉",
    "en": "A change application touches this station"
  },
  "todo.arrival_doubt": {
    "zh": "存疑到场",
    "en": "A doubtful arrival"
  },
  "todo.case": {
    "zh": "业务工单",
    "en": "Business case"
  },
  "todo.correction": {
    "zh": "时间更正审批",
    "en": "Decision on a correction"
  },
  "todo.late_work": {
    "zh": "撤走后的现场工作",
    "en": "Work done after the order was gone"
  },
  "todo.plan_sent_back": {
    "zh": "覆盖方案未生效，待核对",
    "en": "A coverage plan did not take effect: look again"
  },
  "todo.reinforcement": {
    "zh": "别处申请支援",
    "en": "Another station asks for a technician"
  },
  "todo.resume": {
    "zh": "挂起到期",
    "en": "A pause that is over"
  },
  "todo.return_visit": {
    "zh": "回访",
    "en": "Return visit"
  },
  "todo.returned_twice": {
    "zh": "多次退回裁定",
    "en": "Decision after repeated returns"
  },
  "todo.review": {
    "zh": "回单审核",
    "en": "Review of a report"
  },
  "todo.storm": {
    "zh": "应急模式是否还需要",
    "en": "Is storm mode still needed?"
  },
  "todo.urged": {
    "zh": "三次催办",
    "en": "Urged three times"
  },
  "todo.withdrawal": {
    "zh": "撤单裁定",
    "en": "Decision on a withdrawal"
  },
  "tool.bleed_key": {
    "zh": "放气钥匙",
    "en": "Radiator key"
  },
  "tool.blower": {
    "zh": "防爆风机",
    "en": "Spark-free blower"
  },
  "tool.breaker": {
    "zh": "空开、漏保",
    "en": "Breakers and residual-current devices"
  },
  "tool.cable": {
    "zh": "导线、接线端子",
    "en": "Cable and terminals"
  },
  "tool.chlorine_kit": {
    "zh": "余氯测定",
    "en": "Chlorine test kit"
  },
  "tool.clamp_meter": {
    "zh": "钳形电流表",
    "en": "Clamp meter"
  },
  "tool.clamps": {
    "zh": "抢修卡箍",
    "en": "Repair clamps"
  },
  "tool.detector": {
    "zh": "验电器",
    "en": "Voltage detector"
  },
  "tool.earthing": {
    "zh": "接地线",
    "en": "Earthing set"
  },
  "tool.fence": {
    "zh": "警戒围挡",
    "en": "Barriers"
  },
  "tool.fuses": {
    "zh": "跌落式熔断器、熔丝",
    "en": "Drop-out fuses and links"
  },
  "tool.gas_detector": {
    "zh": "可燃气体检测仪",
    "en": "Gas detector"
  },
  "tool.gloves": {
    "zh": "绝缘手套",
    "en": "Insulating gloves"
  },
  "tool.hydrant_key": {
    "zh": "消火栓扳手",
    "en": "Hydrant key"
  },
  "tool.leak_fluid": {
    "zh": "检漏液",
    "en": "Leak fluid"
  },
  "tool.locator": {
    "zh": "管线探测仪、听漏仪",
    "en": "Pipe locator and listening stick"
  },
  "tool.meter_key": {
    "zh": "表箱钥匙",
    "en": "Meter-box key"
  },
  "tool.pressure_gauge": {
    "zh": "压力计",
    "en": "Pressure gauge"
  },
  "tool.pump": {
    "zh": "抽水泵",
    "en": "Pump"
  },
  "tool.rod": {
    "zh": "绝缘操作杆",
    "en": "Insulating rod"
  },
  "tool.safe_tools": {
    "zh": "防爆工具、防爆手电",
    "en": "Spark-free tools and torch"
  },
  "tool.sample_bottles": {
    "zh": "采样瓶",
    "en": "Sample bottles"
  },
  "tool.sealing": {
    "zh": "生料带、密封垫",
    "en": "Sealing tape and gaskets"
  },
  "tool.seals": {
    "zh": "封印",
    "en": "Seals"
  },
  "tool.spikes": {
    "zh": "登高工具、安全带",
    "en": "Climbing gear and harness"
  },
  "tool.tape": {
    "zh": "绝缘胶带",
    "en": "Insulating tape"
  },
  "tool.tester": {
    "zh": "验电笔、万用表",
    "en": "Voltage tester and multimeter"
  },
  "tool.thermometer": {
    "zh": "测温仪",
    "en": "Thermometer"
  },
  "tool.valve_key": {
    "zh": "阀门钥匙",
    "en": "Valve key"
  },
  "tool.valves": {
    "zh": "常用阀门、管件",
    "en": "Common valves and fittings"
  },
  "tool.wrenches": {
    "zh": "管钳、扳手",
    "en": "Pipe wrenches"
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
  "visit_end.back_home": {
    "zh": "支援到期返回",
    "en": "The technician went back to the home station"
  },
  "visit_end.handed_on": {
    "zh": "移交给同事",
    "en": "Handed on to a colleague"
  },
  "visit_end.handed_over": {
    "zh": "工单已移交",
    "en": "The order was handed over"
  },
  "visit_end.lent": {
    "zh": "技术员去支援别处",
    "en": "The technician went to help another station"
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
  "visit_end.rescheduled": {
    "zh": "用户另约时间",
    "en": "The customer agreed another time"
  },
  "visit_end.shift_ended": {
    "zh": "下班前未开始",
    "en": "Not begun before the shift ended"
  },
  "visit_end.suspended": {
    "zh": "工单已挂起",
    "en": "The order rests"
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
  "withdrawal_reason.customer_cancels": {
    "zh": "用户取消",
    "en": "The customer calls it off"
  },
  "withdrawal_reason.dead_number": {
    "zh": "电话无法接通（空号）",
    "en": "The number is dead"
  },
  "withdrawal_reason.duplicate": {
    "zh": "重复报修（请合并）",
    "en": "Duplicate (merge it)"
  },
  "withdrawal_reason.not_our_asset": {
    "zh": "非本单位资产",
    "en": "Not our asset"
  },
  "withdrawal_reason.outside_coverage": {
    "zh": "不在服务范围（请改派）",
    "en": "Outside the area (send it elsewhere)"
  },
  "withdrawal_reason.solved_by_phone": {
    "zh": "电话指导已解决",
    "en": "Solved by phone"
  },
  "withdrawal_reason.test": {
    "zh": "测试工单",
    "en": "A test"
  },
  "withdrawal_reason.wrong_business_type": {
    "zh": "业务类型选错",
    "en": "Wrong business type"
  },
  "withdrawal_reason.wrong_number": {
    "zh": "电话号码错误",
    "en": "The number is wrong"
  },
  "withdrawal_verdict.approved": {
    "zh": "同意",
    "en": "Approved"
  },
  "withdrawal_verdict.open": {
    "zh": "待裁定",
    "en": "To be decided"
  },
  "withdrawal_verdict.refused": {
    "zh": "驳回",
    "en": "Refused"
  },
  "withdrawal_verdict.void": {
    "zh": "已失效",
    "en": "Void"
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
