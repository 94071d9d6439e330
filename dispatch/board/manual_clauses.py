"""The clauses of the rule documents, in our words: where each is done, by whom, and which tests prove it.

What the product leaves to others says so (`screens` empty). The documents are those the project was founded on.
"""

from typing import NamedTuple

DOCUMENTS: dict[str, dict[str, str]] = {
    "hotline": {
        "zh": "一、95598 业务管理办法（内蒙古电力，2014）",
        "en": "1. 95598 business management measures (Inner Mongolia Power, 2014)",
    },
    "repair": {"zh": "二、统一报修流程及规范 V3.0（2003）", "en": "2. Unified repair flow and norms V3.0 (2003)"},
    "water": {"zh": "三、广州供水服务规范（2011）", "en": "3. Guangzhou water supply service norms (2011)"},
    "hall": {"zh": "四、供热服务大厅手册", "en": "4. Heating service hall manual"},
    "service": {"zh": "五、客户服务规定", "en": "5. Customer service rules"},
    "secrecy": {"zh": "六、保密规定", "en": "6. Confidentiality rules"},
    "trade": {"zh": "七、行业通行做法", "en": "7. Practice of the trade"},
}


class Clause(NamedTuple):
    """One clause. `tests` are names of test modules or functions in the source."""

    document: str
    zh: str
    en: str
    who: tuple[str, ...]
    screens: tuple[str, ...]
    tests: tuple[str, ...]


A, D, C, T, Q, R, U, M, P, S = (
    "agent", "dispatcher", "coordinator", "technician", "quality", "reviewer", "auditor", "admin", "customer", "system",
)  # fmt: skip
MAP, STATION, REGION, QUALITY, CASES, REPORTS, POLICIES = (
    "/console/", "/console/station", "/console/region", "/console/quality", "/console/cases", "/console/reports",
    "/console/policies",
)  # fmt: skip
COVERAGE, CAPACITY, HOTLINE = "/console/coverage", "/console/capacity", "/console/agent"
BOARD, STORM = "/console/board", "/console/storm"
PHONE, REPORT, TRACK = "/technician/", "/report/", "/track/"

CLAUSES: tuple[Clause, ...] = (
    Clause(
        "hotline",
        "全天候受理十类业务：故障报修、咨询、查询、投诉、诉求、举报、建议、意见、表扬、报装。",
        "Ten business types are taken round the clock: fault repair, consultation, query, complaint, appeal, report of "
        "wrongdoing, suggestion, opinion, praise, connection application.",
        (A, P),
        (REPORT, CASES),
        ("tests/http/test_intake_api.py", "tests/http/test_cases_api.py"),
    ),
    Clause(
        "hotline",
        "对外受理客户需求，对内指挥调度：受理即落库，随后自动匹配站点，说明理由。",
        "Demand is accepted outward and dispatch commanded inward: taken durably, then matched to a station "
        "with reasons.",
        (A, S, D),
        (MAP,),
        ("tests/commands/test_engine.py", "tests/races/test_kill.py"),
    ),
    Clause(
        "hotline",
        "营销部门归口管理：监督质量、催办、协调重大敏感事件、分析投诉。",
        "Marketing owns the business: it supervises quality, urges, coordinates what is major or sensitive, "
        "analyses complaints.",
        (Q, R, D),
        (QUALITY, REGION, REPORTS),
        ("tests/http/test_merging_api.py", "tests/http/test_reports_api.py"),
    ),
    Clause(
        "hotline",
        "被诉单位认为投诉不属实的，由归口部门最终裁定。",
        "A complaint that the unit contests as unfounded is finally decided by the department that owns the business.",
        (R,),
        (CASES,),
        ("tests/commands/test_cases.py",),
    ),
    Clause(
        "hotline",
        "生产部门归口故障报修标准与考核；各盟市局定期抽查质量。",
        "Production owns the standards of fault repair and checks them; the bureaus make regular spot checks.",
        (R, Q),
        (QUALITY, POLICIES),
        ("tests/http/test_review_api.py", "tests/rules/test_return_visits.py"),
    ),
    Clause(
        "repair",
        "站端接派单：限时接单，逾期转下一站点；接单前可凭原因和依据退回一次。",
        "The station takes the centre's dispatch within a limit, else the next candidate's turn; before "
        "accepting it may return the order once, with a reason and evidence.",
        (C,),
        (STATION,),
        ("tests/commands/test_engine.py", "tests/http/test_returns_api.py"),
    ),
    Clause(
        "repair",
        "同一工单第二次退回，由区域调度员裁定，裁定的派单站端不得再退。",
        "The second return of an order goes to the region's dispatcher, whose decision the station cannot return.",
        (D,),
        (REGION,),
        ("tests/http/test_returns_api.py::test_the_second_return_goes_to_the_region_whose_decision_binds",),
    ),
    Clause(
        "repair",
        "呼叫中心与区域均可派单；一站多点的，由主点统一接单。",
        "Both the centre and the region may dispatch; a station of several points receives at its main point only.",
        (D, S),
        (MAP, REGION),
        ("tests/http/test_board_api.py", "tests/commands/test_main_point.py"),
    ),
    Clause(
        "repair",
        "站端自行生成维修单：上门、巡视、直接来电；保存前提示相似工单，中心即时可见。",
        "A station makes its own order for a walk-in, a patrol's find or a call; similar orders are shown "
        "before saving, and the centre sees it at once.",
        (C,),
        (STATION,),
        ("tests/http/test_station_orders_api.py",),
    ),
    Clause(
        "repair",
        "未开通热线地区备案，由站端自行受理为常态。",
        "Areas without the hotline are registered; there the station's own intake is the normal way.",
        (D, M),
        (COVERAGE,),
        ("tests/http/test_station_orders_api.py", "tests/http/test_registers.py"),
    ),
    Clause(
        "repair",
        "撤单：申请、上级裁定、生效；申请站不得自行裁定；沉默只升级，不等于同意。",
        "Withdrawal: asked, decided above, then in effect; never by the asking station; silence climbs and "
        "never approves.",
        (P, A, C, T, D),
        (STATION, REGION, PHONE, TRACK),
        ("tests/rules/test_withdrawals.py", "tests/http/test_withdrawals_api.py"),
    ),
    Clause(
        "repair",
        "联系电话无效由站端上报，由区域裁定是否撤单。",
        "A dead phone number is reported by the station, and the region decides on the withdrawal.",
        (C, D),
        (STATION, REGION),
        ("tests/http/test_withdrawals_api.py",),
    ),
    Clause(
        "repair",
        "撤单生效：释放产能，立即通知抢修人员；离线完成的工作保留并标记，由人处理。",
        "A withdrawal in effect gives capacity back and tells the technician at once; work done offline is "
        "kept, flagged, and a person decides.",
        (S, D),
        (REGION, PHONE),
        (
            "tests/http/test_withdrawals_api.py::test_work_done_offline_after_the_approval_is_kept_and_put_before_a_person",
        ),
    ),
    Clause(
        "repair",
        "特殊情况：联系不上、无法进入、天气、交通、现场不安全、待料、第三方、二次上门、改约、不可抗力。",
        "Special situations: unreachable, no access, weather, traffic, unsafe site, parts awaited, third party, second "
        "visit, re-appointment, force majeure.",
        (C, D, T),
        (STATION, REGION, PHONE),
        ("tests/http/test_special_api.py", "tests/browser/test_desks.py"),
    ),
    Clause(
        "repair",
        "不可抗力可对一片区域的工单一次处理，事后一并恢复。",
        "Force majeure is declared for the orders of a whole area at once, and ended the same way.",
        (D,),
        (REGION,),
        ("tests/http/test_special_api.py::test_a_storm_stops_what_it_may_and_says_what_goes_on",),
    ),
    Clause(
        "repair",
        "T1–T4 填写规范：T1 下达，T2 首次联系，T3 约定（最多改约两次并说明原因），T4 解决；次序校验。",
        "T1–T4: released, first contact, promised time (at most two reschedules, with reasons), solved; "
        "their order is checked.",
        (C, T),
        (STATION, PHONE),
        ("tests/rules/test_milestones.py", "tests/commands/test_milestones.py"),
    ),
    Clause(
        "repair",
        "更正时间须申请并由他人批准，只追加，不覆盖。",
        "A time is corrected on application and another person's approval; it is appended, never overwritten.",
        (C, R),
        (QUALITY,),
        ("tests/commands/test_milestones.py",),
    ),
    Clause(
        "repair",
        "站端 4 小时内首次联系用户；填写质量按站通报。",
        "The station contacts the customer within 4 hours; each station's filling quality is reported.",
        (C, Q),
        (STATION, REPORTS),
        ("tests/commands/test_milestones.py",),
    ),
    Clause(
        "repair",
        "站端协调员跟踪状态、交工程师、回填结果并关单；关单后呼叫中心回访。",
        "The coordinator keeps the state, hands the order to an engineer, writes the result back; the "
        "centre visits back.",
        (C, T, Q),
        (STATION, QUALITY),
        ("tests/http/test_review_api.py", "tests/http/test_return_visits_api.py"),
    ),
    Clause(
        "repair",
        "产能与覆盖变更经站、区域、渠道管理到中心，至少提前 1 个工作日；紧急须说明原因；自己的申请由别人审批。",
        "Capacity and coverage change from station over region and channel management to the centre's data, one "
        "working day ahead; sooner only as an emergency with its reason; nobody decides what they asked for.",
        (C, D, M),
        (COVERAGE, CAPACITY),
        ("tests/commands/test_applications.py", "tests/http/test_applications_api.py"),
    ),
    Clause(
        "repair",
        "渠道覆盖区域变更申请表：现状与拟变更对照，面积与报修影响，签字，可打印。",
        "The application form for a change of areas: present beside proposed, its effect on ground and requests, "
        "signatures, to print.",
        (C, D, M),
        (COVERAGE,),
        ("tests/http/test_applications_api.py::test_the_form_shows_present_and_proposed_and_asks_for_a_log_in",),
    ),
    Clause(
        "repair",
        "一天以内的停电、搬迁、活动通常不改覆盖与产能：登记临时停业，期间不派单，到时自动恢复。",
        "Outages of a day or less (power cut, move, event) change nothing: the station is away meanwhile and is there "
        "again by itself.",
        (C, D, M),
        (COVERAGE,),
        ("tests/commands/test_applications.py",),
    ),
    Clause(
        "repair",
        "覆盖按版本生效：起草、检查、批准、到时一步切换、归档；任一时刻某地由谁覆盖可查。",
        "Areas come in generations: drawn, checked, approved, in effect in one step, archived; who covered a place at "
        "any time can be asked.",
        (C, D, M),
        (COVERAGE,),
        ("tests/commands/test_plans.py", "tests/races/test_activation.py"),
    ),
    Clause(
        "repair",
        "产能按业务类别、时段、星期、季节和例外日设定，留应急余量和预约配额；满员按溢出链和互助协议转站。",
        "Capacity by class, slot, weekday, season and exception day, with headroom and quotas; overflow goes by chains "
        "and agreements.",
        (D, M),
        (CAPACITY,),
        ("tests/commands/test_capacity.py", "tests/commands/test_overflow.py"),
    ),
    Clause(
        "repair",
        "预约上门：给用户真实可约的时段，占用产能，作为承诺；改约不超过两次。",
        "Appointments: the customer is offered real windows; one takes capacity, is a promise, moves twice at most.",
        (P, A, C, D),
        (TRACK, MAP),
        ("tests/commands/test_appointments.py",),
    ),
    Clause(
        "water",
        "爆管漏水到场：白天 60 分钟，夜间或外围 90 分钟；低压、水质、水表各有时限。",
        "Burst or leak: on site in 60 minutes by day, 90 by night or in outer areas; pressure, quality and "
        "meters have limits of their own.",
        (S,),
        (POLICIES,),
        ("tests/rules/test_seasons.py", "tests/commands/test_policies.py"),
    ),
    Clause(
        "water",
        "每个区、街道至少有一个服务点；无站点覆盖的地点转人工派单，不丢单。",
        "Every district has a service point; a place that no station covers goes to the hand queue and is never lost.",
        (S, D),
        (MAP, REGION),
        ("tests/commands/test_engine.py",),
    ),
    Clause(
        "hall",
        "首问负责制：谁受理，谁跟到底。",
        "First-asked responsibility: whoever took it owns it to the end.",
        (A,),
        (CASES,),
        ("tests/commands/test_cases.py",),
    ),
    Clause(
        "hall",
        "一次性告知制：缺什么一次说清。",
        "One-time notice: everything that is missing is said at once.",
        (A, P),
        (CASES, REPORT),
        ("tests/rules/test_case_forms.py",),
    ),
    Clause(
        "hall",
        "AB 角：责任人未及时处理，由指定代理人接手，再逐级上报。",
        "A/B roles: who does not answer in time is covered by the named stand-in, then the matter climbs.",
        (D, S),
        (POLICIES, REGION),
        ("tests/commands/test_stand_ins.py",),
    ),
    Clause(
        "hall",
        "限时办结与公开承诺：每张工单的时限与期间平均值并列公布。",
        "Finish within the limit, public commitment: each order's limit beside the period's average.",
        (D, Q),
        (REPORTS,),
        ("tests/commands/test_promises_report.py", "tests/commands/test_clocks.py"),
    ),
    Clause(
        "hall",
        "重大投诉逐级上报，投诉有记录单。",
        "Serious complaints climb level by level; every complaint has its record.",
        (R, D),
        (CASES,),
        ("tests/commands/test_cases.py",),
    ),
    Clause(
        "service",
        "热线三声内接听。",
        "The hotline answers within three rings.",
        (A,),
        (),
        (),
    ),
    Clause(
        "service",
        "首次答复 24 小时，复杂事项 48 小时；投诉重大 1、普通 3、特殊 7 个工作日办结。",
        "First reply in 24 hours, complex matters in 48; complaints: major 1, ordinary 3, special 7 working days.",
        (A, D, R),
        (CASES,),
        ("tests/rules/test_working_days.py", "tests/commands/test_cases.py"),
    ),
    Clause(
        "service",
        "意见 2 日内转责任单位，3 日内拿出措施；结果 24 小时内反馈客户。",
        "Opinions reach the responsible unit in 2 days, measures follow in 3; results are fed back within 24 hours.",
        (A, D),
        (CASES,),
        ("tests/commands/test_cases.py",),
    ),
    Clause(
        "service",
        "回访：每次记录并署名，三次未联系上为止；不满意的重新办理。",
        "Return visits: each recorded and signed, three attempts; who is not satisfied has the matter handled again.",
        (Q, P),
        (QUALITY, TRACK),
        ("tests/http/test_return_visits_api.py", "tests/rules/test_return_visits.py"),
    ),
    Clause(
        "service",
        "质量考核按期统计：满意度、撤单、退回、填写质量。",
        "Quality is assessed by period: satisfaction, withdrawals, returns, filling.",
        (Q, R),
        (REPORTS,),
        ("tests/http/test_reports_api.py",),
    ),
    Clause(
        "secrecy",
        "姓名、电话、地址等保密：按角色隐去；查看须写原因并留痕，痕迹不可篡改。",
        "Name, phone and address are secret: masked by role; opening them needs a reason and leaves a trail "
        "that shows tampering.",
        (A, D, C, Q, U),
        (MAP, QUALITY),
        ("tests/commands/test_audit.py", "tests/http/test_sheet.py"),
    ),
    Clause(
        "secrecy",
        "举报可匿名、可保密：只有指定的人能看，每次打开都记录。",
        "A report of wrongdoing may be anonymous and confidential: only named people open it, and each "
        "opening is recorded.",
        (R, U, P),
        (CASES, REPORT),
        ("tests/http/test_case_secrecy.py",),
    ),
    Clause(
        "trade",
        "人身安全优先：立即派最近的有资质人员，超容量也派；不可合并、撤单、挂起；60 秒内两人确认，否则升级。",
        "Life safety first: dispatched at once past capacity; never merged, withdrawn or parked; two people "
        "confirm within 60 seconds or it climbs.",
        (S, D),
        (MAP, REGION),
        ("tests/commands/test_engine.py", "tests/rules/test_lifecycle.py"),
    ),
    Clause(
        "trade",
        "来电受理：安全提示先说、说过才登记；按现象问询，能自行恢复的按咨询答复；来电人已报过的催办或补充，片区故障并入，不重复派单。",
        "A call: safety words are said first and recorded; questions by symptom, and what the caller can mend is "
        "answered as a consultation; who reported before urges or adds, and a known fault is joined, not sent twice.",
        (A, D),
        (HOTLINE,),
        ("tests/http/test_calling_api.py", "tests/browser/test_agent_desk.py"),
    ),
    Clause(
        "trade",
        "合并：系统只提出建议并说明理由，由人决定；子单保留自己的承诺与回访；主单修复后仍停的恢复为独立工单。",
        "Merging is suggested with reasons and decided by a person; a child keeps its promise and return "
        "visit, and becomes its own order again when it is still out.",
        (D, P),
        (MAP, TRACK),
        ("tests/rules/test_likeness.py", "tests/http/test_merging_api.py"),
    ),
    Clause(
        "trade",
        "极端天气：按区域启用应急模式，限值取应急期策略，重要用户优先，跨站支援到时归队，恢复正常后留存处置报告；对客户的承诺不放宽。",
        "Extreme weather: storm mode by region has limits of its own; important users come first; crews lent go home "
        "at their time; a report stays. What was promised to customers is not loosened.",
        (S, D),
        (STORM, "/console/wall"),
        ("tests/http/test_storms_api.py", "tests/http/test_reinforcements_api.py", "tests/browser/test_storm.py"),
    ),
    Clause(
        "trade",
        "排班：派单或改派前逐项核对技能、班次、路程、承诺；有冲突须写明原因并留存。",
        "Giving an order checks skill, shift, travel and promise; a conflict is overridden only with a reason.",
        (S, D),
        (BOARD,),
        ("tests/http/test_timeline_api.py", "tests/browser/test_board.py"),
    ),
    Clause(
        "trade",
        "催办：计次，间隔至少 10 分钟，第三次升级。",
        "Urging is counted, at least 10 minutes apart; the third one climbs.",
        (P, A, D),
        (MAP, TRACK),
        ("tests/http/test_merging_api.py",),
    ),
    Clause(
        "trade",
        "回单审核：原因与描述、归属、到场先于完成逐项校验；不合格退回并说明原因。",
        "Reports are reviewed: cause against text, ownership, arrival before completion; rejected with the reason.",
        (R,),
        (QUALITY,),
        ("tests/rules/test_report_checks.py", "tests/http/test_review_api.py"),
    ),
    Clause(
        "trade",
        "燃气泄漏报告 24 小时内全部回访。",
        "Every report of a gas leak is followed up within 24 hours.",
        (Q,),
        (QUALITY,),
        ("tests/rules/test_return_visits.py",),
    ),
    Clause(
        "trade",
        "移交其他单位或用户；表后付费服务先同意后施工。",
        "Handed over to another utility or to the customer; paid work behind the meter is agreed before it is begun.",
        (C, D, T),
        (STATION, PHONE),
        ("tests/http/test_special_api.py::test_another_utility_gets_an_order_of_its_own_and_the_customer_its_number",),
    ),
    Clause(
        "trade",
        "每一时限都是带生效日期与出处的策略，改动先预览，不追溯。",
        "Every limit is a policy with its dates and source; a change is previewed first and never backdated.",
        (M,),
        (POLICIES,),
        ("tests/http/test_policies_api.py",),
    ),
    Clause(
        "trade",
        "集中调度：多张工单先逐张预演、说明哪些不行及原因，再逐张执行，流程能退的可以撤回；列表在手下不跳动，新的人身安全工单总会提示。",
        "Many orders at once: rehearsed one by one with why some will not, then carried out one by one, and taken back "
        "where the flow has a way; the list stands still under a hand, and new life safety always announces itself.",
        (D, C),
        (MAP,),
        ("tests/http/test_several_api.py", "tests/browser/test_queue.py"),
    ),
)
