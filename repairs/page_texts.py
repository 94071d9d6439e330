"""Words of the customer's pages: reporting a fault and following it. Written for people in a hurry, some in danger."""

from dispatch.kernel.texts import define

define("report.title", zh="报修", en="Report a fault")
define("report.choose_utility", zh="哪一项出了问题？", en="Which service is in trouble?")
define("report.choose_symptom", zh="{utility}：是什么情况？", en="{utility}: what is wrong?")
define(
    "report.symptom_hint",
    zh="选最接近的一项；细节可以在后面补充。",
    en="Choose the nearest. You can describe it in the next step.",
)
define("report.dangerous", zh="有危险 · 优先处理", en="Dangerous · handled first")
define("report.back.start", zh="换一项服务", en="Another service")
define("report.back.symptom", zh="换一种情况", en="Something else is wrong")
define("report.safety.title", zh="先保证安全，再填写", en="Safety first, the form second")
define("report.safety.after", zh="抢修人员到达前，请这样做", en="Until the crew arrives")
define(
    "report.safety.then", zh="撤到安全的地方以后，再填下面的内容。", en="Fill in the rest once you are in a safe place."
)

define("report.where", zh="在哪里", en="Where it is")
define("report.address", zh="地址", en="Address")
define(
    "report.address.hint",
    zh="区、街道、小区、楼栋、门牌，越具体越快",
    en="District, street, estate, building, door: the more exact, the faster",
)
define(
    "report.address.needed",
    zh="请填写地址，或在地图上标出位置。",
    en="Enter the address, or mark the place on the map.",
)
define("report.address.short", zh="地址太短，抢修人员会找不到。", en="This is too short for the crew to find you.")
define(
    "report.place.bad",
    zh="位置无效，请重新定位或只填地址。",
    en="That place is not valid. Locate again or give the address only.",
)
define("report.here", zh="用我现在的位置", en="Use my position")
define("report.map", zh="在地图上标出", en="Mark on a map")
define(
    "report.map.hint",
    zh="拖动、放大地图，点一下故障所在的位置。",
    en="Move and zoom the map, then tap where the fault is.",
)
define("report.map.label", zh="故障位置地图", en="Map of the fault's place")
define("report.map.loading", zh="正在加载地图…", en="Loading the map…")
define(
    "report.map.failed",
    zh="地图没有加载成功，请直接填写地址。",
    en="The map could not be loaded. Please give the address.",
)
define(
    "report.place.which",
    zh="有几个地方叫这个名字，您说的是哪一个？",
    en="Several places bear this name. Which one is it?",
)
define(
    "report.place.which_city",
    zh="叫这个名字的地方很多，请在地址前补上城市和区县。",
    en="Many places bear this name: please put the city and district before it.",
)
define(
    "report.place.contradicts",
    zh="地址里写了两个不相属的地方，请核对一下。",
    en="The address names two places that do not belong together: please check it.",
)
define(
    "report.place.disagree",
    zh="您标出的位置在{pin}，地址写的是{address}。故障在哪里？",
    en="You marked a place in {pin}, but the address says {address}. Where is the fault?",
)
define("report.place.pin_right", zh="在标出的位置（{pin}）", en="At the marked place ({pin})")
define("report.place.address_right", zh="在地址所写的地方（{address}）", en="At the address ({address})")
define("report.place.or_send", zh="也可以不选，直接再次提交。", en="You may also just send it again as it is.")
define("report.place.marked", zh="已标出位置", en="Place marked")
define("report.place.near", zh="已定位，误差约 {metres} 米", en="Located, within about {metres} m")
define("report.place.remove", zh="清除", en="Remove")
define("report.place.searching", zh="正在定位…", en="Locating…")
define(
    "report.place.denied",
    zh="没有拿到定位权限，请填写地址。",
    en="Your position may not be read. Please give the address.",
)
define(
    "report.place.unavailable",
    zh="现在定位不到，请填写地址。",
    en="Your position cannot be found right now. Please give the address.",
)
define(
    "report.place.why",
    zh="位置只用于派单，最近的维修站能更快赶到。",
    en="Your position is used only to send the nearest crew.",
)

define("report.extent", zh="影响范围", en="How far it reaches")
define("report.hazards", zh="现场还有以下情况吗？", en="Is any of this true on site?")
define("report.description", zh="补充说明", en="Anything else")
define(
    "report.description.hint",
    zh="什么时候开始的、有什么异常、怎么进门",
    en="Since when, what is unusual, how to get in",
)
define(
    "report.description.long",
    zh="最多 {limit} 个字，现在是 {count} 个。",
    en="{limit} characters at most; this has {count}.",
)
define("report.contact", zh="怎么联系您", en="How to reach you")
define("report.name", zh="称呼", en="Name")
define("report.phone", zh="电话", en="Phone")
define(
    "report.phone.hint",
    zh="只给处理这张工单的人看，平时会隐去中间几位",
    en="Seen only by those who handle this repair, and masked elsewhere",
)
define(
    "report.phone.needed",
    zh="请填写电话，抢修人员到场前要联系您。",
    en="Enter a phone number: the crew calls before it arrives.",
)
define(
    "report.phone.bad",
    zh="电话号码不对，请填手机号，或带区号的固定电话。",
    en="This is not a phone number. Enter a mobile number, or a landline with its area code.",
)
define("report.optional", zh="选填", en="optional")
define("report.send", zh="提交报修", en="Send the report")
define("report.sending", zh="正在提交…", en="Sending…")
define("report.errors", zh="还差一点：请看下面标红的地方。", en="Almost there: see the fields marked below.")
define("report.choice.bad", zh="请从给出的选项里选择。", en="Choose one of the options given.")
define(
    "report.sent_before",
    zh="这张表单已经提交过，内容与这次不同。如果是另一处故障，请再点一次提交。",
    en="This form was sent before with other content. If this is another fault, send it once more.",
)
define(
    "report.unknown_symptom",
    zh="没有这一种情况，请重新选择。",
    en="There is no such kind of fault. Please choose again.",
)

define("done.title", zh="已受理", en="We have it")
define("done.number", zh="工单号", en="Repair number")
define("done.number.hint", zh="打电话查询时报这个号码", en="Give this number when you call")
define("done.link", zh="查看进度的链接", en="Link to follow the repair")
define(
    "done.link.hint",
    zh="请保存。知道这个链接的人都能看到进度，但看不到您的电话和地址。",
    en="Keep it. Whoever has this link sees the progress, never your phone number or address.",
)
define("done.follow", zh="查看维修进度", en="Follow the repair")
define("done.copy", zh="复制链接", en="Copy the link")
define("done.copied", zh="已复制", en="Copied")
define("done.again", zh="再报一处故障", en="Report another fault")

define("track.title", zh="查看维修进度", en="Follow a repair")
define(
    "track.lead",
    zh="输入报修成功时给出的查询码，或直接打开当时的链接。",
    en="Enter the tracking code you were given, or open the link you saved.",
)
define("track.code.needed", zh="请输入查询码。", en="Enter the tracking code.")
define(
    "track.unknown",
    zh="没有找到这个查询码。请核对是否完整；查询码不是工单号。",
    en="No repair has this tracking code. Check that it is complete; it is not the repair number.",
)
define("track.number", zh="工单号 {number}", en="Repair {number}")
define("track.promised.arrival", zh="预计到场不晚于", en="The crew is expected by")
define("track.promised.restore", zh="预计修复不晚于", en="Expected to be repaired by")
define(
    "track.promised.late", zh="已超过承诺时间，我们正在催促处理", en="Past the promised time; we are pressing for it"
)
define(
    "track.promised.none", zh="预计时间确定后会显示在这里。", en="The expected time will appear here once it is known."
)
define("zone.Asia/Shanghai", zh="北京时间", en="Beijing time")
define("zone.Asia/Urumqi", zh="新疆时间", en="Xinjiang time")
define("track.station", zh="维修站", en="Station")
define("track.technician", zh="抢修人员", en="Technician")
define("track.opened", zh="受理时间", en="Reported")
define("track.updated", zh="最近更新", en="Last change")
define("track.progress", zh="进度", en="Progress")
define("track.refresh", zh="刷新", en="Refresh")
define("track.live", zh="实时更新中", en="Live")
define("track.catching_up", zh="正在连接…", en="Connecting…")
define("track.offline", zh="连接中断，恢复后自动更新", en="Connection lost; this updates when it is back")

STEPS = ("received", "station_found", "technician_assigned", "on_the_way", "on_site", "repaired")


define("status.received", zh="已受理，正在安排维修站", en="Reported; a station is being found")
define("status.station_found", zh="维修站已接到，正在安排人员", en="With the station; a technician is being assigned")
define("status.technician_assigned", zh="抢修人员已安排，即将出发", en="A technician is assigned and leaves soon")
define("status.on_the_way", zh="抢修人员正在赶来", en="The technician is on the way")
define("status.on_site", zh="抢修人员已到现场", en="The technician is on site")
define("status.repaired", zh="故障已修复", en="The fault is repaired")
define("status.closed", zh="已修复，工单已办结", en="Repaired and closed")
define("status.waiting_for_dispatcher", zh="调度员正在亲自处理", en="A dispatcher is handling it in person")
define("status.suspended", zh="暂时搁置，条件具备后继续", en="On hold; work goes on as soon as it can")
define("status.withdrawn", zh="已撤销", en="Withdrawn")
define("status.merged", zh="与同一故障一起处理", en="Handled together with the same fault")
