"""What the board refuses, and the words of its alarms and reasons."""

from dispatch.kernel import errors, texts

errors.define(
    "assign.not_able",
    422,
    zh="{name} 现在不适合这张工单：{reasons}。如仍要派给他，请写明理由。",
    en="{name} does not fit this order now: {reasons}. Give a reason to assign anyway.",
)
errors.define(
    "assign.other_station", 422, zh="该技术员不属于承接此单的站点。", en="That technician belongs to another station."
)
errors.define("offer.same_station", 409, zh="该工单已在这个站点。", en="The order is with this station already.")
errors.define("offer.not_serving", 422, zh="该站点不办理这类业务。", en="That station does not serve this utility.")
errors.define("reason.required", 422, zh="请写明理由。", en="Give a reason.")
errors.define(
    "return.twice",
    409,
    zh="本站已退回过这张工单；请联系调度员裁定。",
    en="This station returned the order once already; the dispatcher decides now.",
)
errors.define(
    "return.binding",
    409,
    zh="这张工单已由区域调度员裁定由本站处理，不能再退回。",
    en="The region's dispatcher decided that this station does it; it cannot be returned again.",
)
errors.define(
    "return.evidence_needed",
    422,
    zh="这个退回原因需要写明依据。",
    en="This reason for a return needs its grounds in words.",
)
errors.define(
    "late_work.seen",
    409,
    zh="没有待核对的事后作业，或同事已核对。",
    en="There is no late work to look at, or a colleague has looked at it.",
)
errors.define(
    "several.not_looked_at",
    503,
    zh="没有来得及预演这张工单，请分批再试。",
    en="There was no time to look at this order; try fewer at once.",
)
errors.define(
    "queue_view.too_many",
    409,
    zh="最多保存 {most} 个视图，请先删除一个。",
    en="At most {most} views are kept; delete one first.",
)
errors.define(
    "alarm.already_seen",
    409,
    zh="您已确认过；还需要另一位同事确认。",
    en="You have confirmed this already; another person must.",
)

for kind, zh, en in [
    (
        "life_safety",
        "涉及人身安全：{symptom}，需要 {needs} 人确认",
        "Life safety: {symptom}; {needs} people must confirm",
    ),
    ("hand_queue", "没有站点可接：{why}，请人工派单", "No station can take it: {why}. Dispatch by hand"),
    ("order_overdue", "{clock} 时限已过", "{clock} deadline has passed"),
    ("station_silent", "{station} 未在时限内接单", "{station} did not answer in time"),
    (
        "connection_degraded",
        "连接中断或延迟，{since} 起显示的可能不是最新情况",
        "The line is cut or slow; what is shown may be old since {since}",
    ),
    ("sos", "{technician} 求助", "{technician} calls for help"),
    ("unreached", "{technician} 没有回应，请打电话：{phone}", "{technician} does not answer. Call {phone}"),
    (
        "job_offer_waits",
        "{giver} 移交给 {technician} 的任务无人答复",
        "{technician} has not answered: {giver} wants to hand the job on",
    ),
    ("capacity_gone", "{station} 本时段产能已满", "{station} has no capacity left for now"),
    ("no_technician", "{station} 没有合适的技术员", "{station} has no suitable technician"),
    ("urged", "已催办 {urges} 次", "Urged {urges} times"),
    ("todo_overdue", "{todo} 逾期未处理，请 {called} 处理", "{todo} is overdue; {called} is called"),
    ("returned", "{station} 退回：{reason}", "{station} returned it: {reason}"),
]:
    texts.define(f"alarm.{kind}", zh=zh, en=en)

for code, zh, en in [
    ("chosen", "选中", "Chosen"),
    ("full", "当前时段已满", "No capacity left in time"),
    ("ceiling", "在办工单达到上限", "Ceiling of open orders reached"),
    ("returned_before", "曾退回此单", "Returned this order before"),
    ("lapsed_before", "曾未按时接单", "Did not answer this order in time before"),
    ("over_capacity", "因人身安全超容量派发", "Over capacity because of life safety"),
    ("mutual_aid", "相互支援", "Mutual aid"),
    ("overflow_of", "承接 {station} 的溢出", "Takes the overflow of {station}"),
    ("aid_agreement", "与 {station} 有互助协议", "Has an agreement of aid with {station}"),
    ("outside_radius", "超出支援距离", "Beyond the mutual-aid distance"),
    ("no_place", "没有位置，无法匹配站点", "No place given, so no station can be matched"),
    ("by_address", "没有定位，按地址“{address}”匹配", "No pin; matched by the address “{address}”"),
    ("address_unclear", "没有定位，地址可指多处或多个站点", "No pin; the address may mean several places or stations"),
    ("address_elsewhere", "没有定位，地址在服务范围之外", "No pin; the address lies outside the places served"),
    ("uncovered", "没有站点覆盖此处", "No station covers this place"),
    ("by_hand", "人工指定", "Chosen by hand"),
    ("offered_first", "先派给{station}，再派给本人", "Offered to {station} first, then to this person"),
    ("other_station", "工单不在他的站点（{station}）", "The order is not with their station ({station})"),
    ("other_utility", "所在站点不办理这个专业", "Their station does not serve this utility"),
    ("arrival_kept", "到达时限内，余 {minutes} 分钟", "Within the arrival limit, {minutes} min to spare"),
    ("arrival_late", "预计超出到达时限 {minutes} 分钟", "Likely {minutes} min past the arrival limit"),
    ("promise_kept", "赶得上约定时间，余 {minutes} 分钟", "In time for what was promised, {minutes} min to spare"),
    ("promise_late", "预计比约定时间晚 {minutes} 分钟", "Likely {minutes} min later than promised"),
    ("window_kept", "赶得上预约时段", "In time for the agreed window"),
    ("window_late", "预计晚于预约时段 {minutes} 分钟", "Likely {minutes} min past the agreed window"),
    ("windows_clash", "与 {number} 的预约时段重叠", "Its window overlaps that of {number}"),
    ("main_point", "由该站主点统一接单", "Its main point receives for it"),
    ("better_ranked", "排在前面的站点已接", "A better placed station had room"),
]:
    texts.define(f"reason.{code}", zh=zh, en=en)

for kind, zh, en in [
    ("withdrawal", "撤单裁定", "Decision on a withdrawal"),
    ("review", "回单审核", "Review of a report"),
    ("correction", "时间更正审批", "Decision on a correction"),
    ("return_visit", "回访", "Return visit"),
    ("case", "业务工单", "Business case"),
    ("urged", "三次催办", "Urged three times"),
    ("late_work", "撤走后的现场工作", "Work done after the order was gone"),
    ("application", "覆盖与产能变更申请", "Change application"),
    ("application_news", "涉及本站的变更申请，请知悉", "A change application touches this station"),
    ("application_end", "临时变更到期，未能自动恢复", "A change ended and could not be taken back"),
    ("plan_sent_back", "覆盖方案未生效，待核对", "A coverage plan did not take effect: look again"),
    ("returned_twice", "多次退回裁定", "Decision after repeated returns"),
    ("address_conflict", "定位与地址不一致", "Pin and address disagree"),
    ("resume", "挂起到期", "A pause that is over"),
    ("storm", "应急模式是否还需要", "Is storm mode still needed?"),
    ("reinforcement", "别处申请支援", "Another station asks for a technician"),
]:
    texts.define(f"todo.{kind}", zh=zh, en=en)

for code, zh, en in [
    ("outside_area", "不在本站服务区", "Outside our area"),
    ("not_our_utility", "不属于本站业务", "Not our utility"),
    ("no_crew", "当前无人可派", "No crew available"),
    ("no_equipment", "缺少设备或资质", "Equipment or qualification missing"),
    ("duplicate", "与其他工单重复", "Duplicate of another order"),
    ("other", "其他", "Other"),
]:
    texts.define(f"return_reason.{code}", zh=zh, en=en)

# These say nothing by themselves: what is missing, or whose it is, must be told.
RETURN_NEEDS_NOTE = frozenset({"not_our_utility", "no_equipment", "duplicate", "other"})
RETURN_REASONS = ("outside_area", "not_our_utility", "no_crew", "no_equipment", "duplicate", "other")

for kind, zh, en in [
    ("hospital", "医院", "Hospital"),
    ("emergency", "公安消防应急", "Police, fire or rescue"),
    ("water_works", "自来水厂", "Water works"),
    ("heating_plant", "供热厂", "Heating plant"),
    ("telecom", "通信枢纽", "Telecommunications"),
    ("transport", "交通枢纽", "Transport"),
    ("government", "党政机关", "Government"),
    ("school", "学校", "School"),
    ("chemical", "危险化学品", "Dangerous chemicals"),
    ("other", "其他", "Other"),
]:
    texts.define(f"important_kind.{kind}", zh=zh, en=en)
for grade, zh, en in [
    ("special", "特级", "Special"),
    ("first", "一级", "First grade"),
    ("second", "二级", "Second grade"),
    ("temporary", "临时性", "Temporary"),
]:
    texts.define(f"important_grade.{grade}", zh=zh, en=en)
for state, zh, en in [
    ("asked", "待对方答复", "Waiting for an answer"),
    ("refused", "未获同意", "Refused"),
    ("called_off", "已取消申请", "No longer asked for"),
    ("running", "支援中", "Lent"),
    ("over", "已返回", "Back home"),
]:
    texts.define(f"reinforcement_state.{state}", zh=zh, en=en)
