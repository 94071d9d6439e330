"""Words of the customer's pages for cases: ask, complain, suggest, report, apply, and follow what became of it."""

from dispatch.kernel.texts import define

define("service.title", zh="咨询 · 投诉 · 建议 · 办理", en="Ask, complain, suggest, apply")
define("service.choose", zh="您要办哪一类？", en="What is it about?")
define("service.choose.fault", zh="停电、漏水、漏气、不热等故障，请走报修", en="A fault? Report it here")
define("service.back", zh="换一类业务", en="Something else")

for code, zh, en in [
    ("consultation", "价格、流程、网点，问一问", "Tariffs, procedures, offices: ask us"),
    ("query", "查账单、用量、缴费、进度", "Look up a bill, usage, a payment"),
    ("complaint", "对服务不满意，要求处理", "Something was done wrong and must be put right"),
    ("appeal", "有诉求，希望解决", "You want something solved"),
    ("wrongdoing_report", "举报违规违纪，可匿名", "Bribery, theft, abuse; anonymous if you wish"),
    ("suggestion", "有好主意，提给我们", "An idea for us"),
    ("opinion", "有看法，希望改进", "Something should be better"),
    ("praise", "表扬好人好事", "Somebody did well"),
    ("connection_application", "新装、增容、临时用能", "New connection, more capacity, temporary supply"),
]:
    define(f"service.about.{code}", zh=zh, en=en)

define("service.notice", zh="一次性告知", en="What you should know")
define("service.limits", zh="我们的时限", en="How soon")
define("service.utility", zh="哪项服务", en="Which service")
define("service.utility.needed", zh="请选择是哪项服务。", en="Choose the service.")
define("service.subject", zh="标题", en="Subject")
define("service.subject.hint", zh="一句话说明", en="In one line")
define("service.content", zh="具体内容", en="Details")
define("service.related", zh="相关报修单号", en="Number of the repair it is about")
define("service.related.hint", zh="13 位数字，没有可不填", en="13 digits; leave empty if there is none")
define("service.who", zh="您是否署名", en="Do you give your name?")
define("service.who.anonymous", zh="匿名", en="Anonymous")
define(
    "service.who.anonymous.hint",
    zh="不保存姓名、电话、地址。只有查询码能看到结果，丢失后无法找回。",
    en="No name, number or address is kept. Only the code shows the result; it cannot be found again.",
)
define("service.who.named", zh="留联系方式，保密", en="With a contact, kept secret")
define(
    "service.who.named.hint",
    zh="只有指定的经办人能看到，便于核实和告知结果。",
    en="Only the named handlers see it, to check details and tell you the result.",
)
define("service.who.needed", zh="请选择是否署名。", en="Choose whether you give your name.")
define("service.contact", zh="怎么联系您", en="How to reach you")
define(
    "service.contact.unneeded",
    zh="选了匿名就不必填，填了也不会保存。",
    en="Leave it empty if you stay anonymous; it would not be kept.",
)
define("service.phone.hint", zh="只给处理这件事的人看", en="Seen only by those who handle it")
define("service.address", zh="地址", en="Address")
define("service.papers", zh="已备好的资料", en="Papers that you have")
define(
    "service.papers.hint",
    zh="没有的可以先不勾，缺什么会一次告诉您。",
    en="Leave out what you lack; you are told at once what is missing.",
)
for code, zh, en in [
    ("licence", "企业新装需要", "for businesses"),
    ("load_list", "企业新装、增容需要", "for businesses and more capacity"),
    ("permit", "临时用能需要", "for temporary supply"),
]:
    define(f"service.paper_for.{code}", zh=zh, en=en)
define("service.send", zh="提交", en="Send")
define(
    "service.sent_before",
    zh="这份内容已提交过；如要另提一件，请再点一次提交。",
    en="This was sent before. To send another one, press the button again.",
)

define("service.done.title", zh="已受理", en="We have it")
define("service.done.number", zh="受理单号", en="Case number")
define("service.done.link", zh="查看进度的链接", en="Link to follow it")
define("service.opened", zh="受理时间", en="Received")
define("service.done.code", zh="查询码", en="Tracking code")
define(
    "service.done.code.hint",
    zh="请抄下或截图保存：只有它能看到结果，丢失后我们也找不回。",
    en="Write it down or keep a picture of it: only this code shows the result, and we cannot find it again.",
)
define(
    "service.done.missing", zh="还缺这些资料（已全部列出）", en="These papers are still missing (this is all of them)"
)
define(
    "service.done.missing.hint",
    zh="备齐后交到就近营业厅，或等工作人员联系您。",
    en="Bring them to an office, or wait for our call.",
)
define("service.done.follow", zh="查看进度", en="Follow it")
define("service.done.again", zh="再提一件", en="Send another one")

define("service.number", zh="受理单 {number}", en="Case {number}")
define("service.answer", zh="答复", en="Answer")
define("service.promised.answer", zh="最迟答复时间", en="Answered by")
define("service.promised.contact", zh="最迟联系您的时间", en="We contact you by")
define("service.promised.begin", zh="最迟启动调查的时间", en="Looked into by")
define("service.promised.late", zh="已超过时限，正在催办", en="This is late; it is being pressed for")
define("service.again.title", zh="对结果不满意？", en="Not satisfied?")
define("service.again.reason", zh="还有什么没解决", en="What is still not solved")
define("service.again.send", zh="要求重新处理", en="Have it handled again")
define("service.again.hint", zh="由上一级单位重新处理。", en="The unit one level up handles it again.")
define("service.again.said", zh="已转上一级重新处理。", en="It is being handled again, one level up.")
define("service.again.needed", zh="请写明原因。", en="Say why.")
define("service.refresh", zh="刷新", en="Refresh")
