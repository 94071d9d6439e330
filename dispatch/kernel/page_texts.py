"""Words of the pages that every storey shares: frame, landing, log-in, and the page that says what went wrong."""

from dispatch.kernel.texts import define

define("brand", zh="派单", en="Paidan")
define("brand.line", zh="水电气热报修与抢修调度", en="Repairs for power, water, gas and heating")
define("page.skip", zh="跳到正文", en="Skip to the content")
define("page.home", zh="首页", en="Home")
define("page.language", zh="English", en="中文")
define("page.language.label", zh="Switch to English", en="切换为中文")
define(
    "page.footer",
    zh="全天 24 小时受理。人身安全受到威胁时，请先离开现场，再拨打 119 或 110。",
    en="Open day and night. Where people are in danger, get away first, then call 119 or 110.",
)

define("page.manual", zh="规则与手册", en="Rules and manual")

define("landing.utility.electricity", zh="供电", en="Electricity")
define("landing.utility.water", zh="供水", en="Water")
define("landing.utility.gas", zh="燃气", en="Gas")
define("landing.utility.heating", zh="供热", en="Heating")

define("landing.title", zh="出了故障？在这里报修", en="Something not working? Report it here")
define(
    "landing.lead",
    zh="选择出问题的服务。大约一分钟填完，随后可以看到维修进度。",
    en="Choose the service in trouble. It takes about a minute, and you can follow the repair afterwards.",
)
define("landing.report.electricity", zh="停电、电压不稳、线路落地", en="No power, low voltage, a line on the ground")
define("landing.report.water", zh="停水、爆管、水质异常", en="No water, a burst main, bad water")
define("landing.report.gas", zh="燃气味、停气、灶具打不着", en="Smell of gas, no gas, an appliance that fails")
define("landing.report.heating", zh="不热、漏水、管道破裂", en="No heat, a leak, a broken pipe")
define("landing.service", zh="不是故障？咨询、投诉、建议、报装", en="Not a fault? Ask, complain, suggest, apply")
define(
    "landing.service.hint",
    zh="九类业务在线受理，凭查询码看结果",
    en="Nine kinds of requests, each followed by its code",
)
define("landing.danger.title", zh="正有危险？", en="In danger now?")
define(
    "landing.danger.text",
    zh="闻到燃气味、看到断落的电线、冒烟或起火：先撤到安全的地方，到室外再打电话、报修。",
    en="Smell of gas, a fallen wire, smoke or fire: get to safety first. Call and report from outside.",
)
define("landing.follow.title", zh="查看维修进度", en="Follow a repair")
define("landing.follow.label", zh="查询码", en="Tracking code")
define("landing.follow.hint", zh="报修成功后页面上给出的一串字符", en="The code shown after you reported the fault")
define("landing.follow.button", zh="查看", en="Show")
define("landing.staff", zh="工作人员登录", en="Staff log-in")
define("landing.demo.title", zh="这是演示环境", en="This is a demonstration")
define(
    "landing.demo.text",
    zh="城市、工单和人员都是生成的，可以随意试用。点按即以该身份登录。",
    en="The city, its orders and its people are generated. Try whatever you like; a tap logs you in as that person.",
)
define("landing.demo.enter", zh="进入", en="Enter")
define("landing.demo.account", zh="账号", en="User")
define("landing.demo.password", zh="密码", en="Password")
define("landing.demo.pages", zh="各页面入口", en="All pages")
define(
    "landing.demo.none",
    zh="演示账号还没有生成好，请稍后刷新本页。",
    en="The demo accounts are still being made. Reload in a moment.",
)
define("landing.page.report", zh="报修页", en="Report a fault")
define("landing.page.track", zh="进度查询", en="Follow a repair")
define("landing.page.console", zh="调度台", en="Dispatch console")
define("landing.page.technician", zh="抢修手机页", en="Technician's phone page")
define("landing.page.docs", zh="接口文档", en="API description")

define("call.fire", zh="火警", en="fire")
define("call.ambulance", zh="急救", en="ambulance")
define("call.police", zh="报警", en="police")

define("login.title", zh="工作人员登录", en="Staff log-in")
define(
    "login.lead",
    zh="调度、坐席和抢修人员从这里进入。报修不需要登录。",
    en="For dispatchers, agents and technicians. Reporting a fault needs no account.",
)
define("login.username", zh="用户名", en="User name")
define("login.password", zh="密码", en="Password")
define("login.button", zh="登录", en="Log in")
define(
    "login.need",
    zh="请先登录，然后会回到您要去的页面。",
    en="Please log in first. You will be taken to the page you wanted.",
)
define("login.as", zh="您已登录为 {name}。", en="You are logged in as {name}.")
define("login.continue", zh="继续工作", en="Continue")
define("login.out", zh="退出登录", en="Log out")
define("login.required.username", zh="请填写用户名。", en="Enter your user name.")
define("login.required.password", zh="请填写密码。", en="Enter your password.")

define("shell.console", zh="调度台", en="Dispatch console")
define("shell.technician", zh="抢修任务", en="My jobs")
define("phone_app.name", zh="派单 抢修任务", en="Paidan jobs")
define(
    "phone_app.description",
    zh="抢修人员的工作页面，没有信号也能用。",
    en="The technician's jobs, also without a signal.",
)
define("shell.loading", zh="正在打开…", en="Opening…")
define(
    "shell.noscript",
    zh="这个页面需要启用 JavaScript。报修和查询进度不需要。",
    en="This page needs JavaScript. Reporting a fault and following it do not.",
)
define(
    "shell.unbuilt",
    zh="前端尚未构建，请先运行 make run 或 npm run build。",
    en="The front end has not been built yet: run make run, or npm run build.",
)

define("wrong.title", zh="没能完成", en="That did not work")
define("wrong.not_found.title", zh="没有这个页面", en="There is no such page")
define(
    "wrong.not_found.text", zh="地址可能输错了，或链接不完整。", en="The address may be mistyped or the link cut short."
)
define(
    "wrong.internal.text",
    zh="系统出错了，我们已记录。已受理的报修不会丢失，请稍后再试。",
    en="Something broke on our side and was recorded. Reports already taken in are safe. Try again in a moment.",
)
define("wrong.home", zh="回到首页", en="Back to the start")
define("wrong.again", zh="再试一次", en="Try again")

for role, zh, en in [
    ("agent", "热线坐席", "Hotline agent"),
    ("dispatcher", "调度员", "Dispatcher"),
    ("coordinator", "站端协调员", "Station coordinator"),
    ("technician", "抢修人员", "Technician"),
    ("quality", "回访员", "Return-visit agent"),
    ("reviewer", "审核员", "Reviewer"),
    ("auditor", "审计员", "Auditor"),
    ("admin", "管理员", "Administrator"),
    ("integration", "对接系统", "Integration"),
    ("customer", "用户", "Customer"),
    ("system", "系统", "The system"),
]:
    define(f"role.{role}", zh=zh, en=en)
