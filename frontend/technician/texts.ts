/** The phone page's words. Every text has both languages or the build fails; facts go in braces. */

import { WORDS } from "../shared/generated/words"
import { fill, type Catalogue } from "../shared/i18n/words"
import type { Language } from "../shared/types"
import type { ShiftVerb, VisitVerb } from "./model"
import type { Talk } from "./phone/deeds"

/** Whatever can be tapped is listed under Sent by its word: one that is missing does not compile. */
type Did = `did.${VisitVerb | Talk["verb"] | `shift.${ShiftVerb}`}`

export const TEXTS = {
  "app.title": { zh: "抢修任务", en: "My jobs" },
  "tab.jobs": { zh: "任务", en: "Jobs" },
  "tab.outbox": { zh: "发送记录", en: "Sent" },
  "tab.me": { zh: "我的", en: "Me" },
  "app.opening": { zh: "正在打开…", en: "Opening…" },
  "app.not_technician": { zh: "这个账号不是抢修人员，看不到抢修任务。", en: "This account is not a technician's, so there are no jobs to show." },
  "app.other_account": { zh: "换一个账号登录", en: "Log in with another account" },
  "app.console": { zh: "去调度台", en: "To the console" },
  "app.failed": { zh: "任务没有读出来。", en: "The jobs could not be read." },
  "app.again": { zh: "再试一次", en: "Try again" },

  "link.live": { zh: "实时", en: "Live" },
  "link.catching_up": { zh: "正在连接", en: "Connecting" },
  "link.offline": { zh: "离线", en: "Offline" },
  "banner.offline": { zh: "{since} 起离线。可照常操作，恢复后按顺序发送。", en: "Offline since {since}. Keep working: your steps go out in order later." },
  "banner.offline_unknown": { zh: "离线中。可照常操作，恢复后按顺序发送。", en: "Offline. Keep working: your steps go out in order later." },
  "banner.stored_day": { zh: "显示的是 {at} 存在手机里的任务。", en: "These are the jobs as stored on this phone at {at}." },
  "banner.waiting": { zh: "{count} 步待发送", en: "{count} to send" },
  "banner.refused": { zh: "{count} 步没有被接受，请看原因", en: "{count} not accepted: see why" },
  "banner.login": { zh: "登录已过期。{count} 步还存在手机里，登录后继续发送。", en: "You were logged out. {count} steps are kept on this phone and go on after you log in." },
  "banner.login_plain": { zh: "登录已过期，请重新登录。", en: "You were logged out. Please log in again." },
  "banner.login.button": { zh: "去登录", en: "Log in" },
  "banner.fleeting": { zh: "浏览器不允许保存数据：没有网络时请不要关闭本页，否则未发送的操作会丢失。", en: "This browser does not let the page store data: while offline do not close it, or unsent steps are lost." },
  "banner.others": { zh: "{name} 有 {count} 步还没发送，存在这台手机里，由本人登录后发送。", en: "{count} steps of {name} are kept on this phone, unsent, until they log in here." },
  "banner.not_stored": { zh: "这一步没能存到手机上，也没有发出。请检查手机存储空间后再点一次。", en: "This step could not be kept on the phone and was not sent. Check the phone's storage and tap again." },

  "shift.off": { zh: "未上班", en: "Off shift" },
  "shift.available": { zh: "在班", en: "On shift" },
  "shift.busy": { zh: "工作中", en: "On a job" },
  "shift.break": { zh: "休息中", en: "On a break" },
  "shift.start": { zh: "开始上班", en: "Start my shift" },
  "shift.end": { zh: "下班", en: "End my shift" },
  "shift.take_break": { zh: "休息一下", en: "Take a break" },
  "shift.resume": { zh: "回来工作", en: "Back to work" },
  "shift.until": { zh: "排班到 {at}", en: "Until {at}" },
  "shift.end.sure": { zh: "确定下班吗？位置会停止共享，不再派新任务。", en: "End your shift? Your position is no longer shared and no new jobs come." },
  "shift.end.open": { zh: "还有 {count} 个任务没有完成。", en: "{count} jobs are not finished." },

  "jobs.empty.off": { zh: "还没上班", en: "You are off shift" },
  "jobs.empty.off.text": { zh: "开始上班后，派给您的任务会出现在这里。", en: "Start your shift and the jobs given to you appear here." },
  "jobs.empty.break": { zh: "休息中", en: "On a break" },
  "jobs.empty.break.text": { zh: "休息时不派新任务。", en: "No new jobs come while you rest." },
  "jobs.empty.on": { zh: "现在没有任务", en: "No jobs right now" },
  "jobs.empty.on.text": { zh: "有新任务会马上出现，并震动提醒。", en: "A new job appears here at once, and the phone buzzes." },
  "jobs.new": { zh: "新任务：{what}", en: "New job: {what}" },
  "jobs.more": { zh: "详情", en: "Details" },
  "job.danger": { zh: "人身安全", en: "Life safety" },
  "job.priority": { zh: "{level} 级", en: "P{level}" },
  "job.pending": { zh: "待确认", en: "Not confirmed yet" },
  "job.no_address": { zh: "没有地址，见地图位置或联系报修人", en: "No address: see the position, or call" },
  "job.away": { zh: "约 {distance}", en: "about {distance}" },

  "state.assigned": { zh: "新派", en: "New" },
  "state.accepted": { zh: "已接单", en: "Accepted" },
  "state.departed": { zh: "路上", en: "On the way" },
  "state.arrived": { zh: "在现场", en: "On site" },
  "state.repaired": { zh: "已修复", en: "Repaired" },
  "state.reported": { zh: "已回单", en: "Reported back" },
  "state.declined": { zh: "已拒单", en: "Declined" },
  "state.cancelled": { zh: "已取消", en: "Cancelled" },

  "do.accept": { zh: "接单", en: "Accept" },
  "do.depart": { zh: "出发", en: "Set off" },
  "do.arrive": { zh: "到达现场", en: "I have arrived" },
  "do.repair": { zh: "修好了", en: "Repaired" },
  "do.report": { zh: "回单", en: "Report back" },
  "do.decline": { zh: "不能接", en: "Cannot take it" },
  "did.accept": { zh: "接单", en: "Accepted" },
  "did.depart": { zh: "出发", en: "Set off" },
  "did.arrive": { zh: "到达现场", en: "Arrived" },
  "did.repair": { zh: "修好", en: "Repaired" },
  "did.report": { zh: "回单", en: "Reported back" },
  "did.decline": { zh: "拒单", en: "Declined" },
  "did.shift.start": { zh: "上班", en: "Shift started" },
  "did.shift.end": { zh: "下班", en: "Shift ended" },
  "did.shift.break": { zh: "休息", en: "Break" },
  "did.shift.resume": { zh: "回来工作", en: "Back to work" },

  "due.left": { zh: "剩 {minutes} 分", en: "{minutes} min left" },
  "due.left_hours": { zh: "剩 {hours} 小时 {minutes} 分", en: "{hours} h {minutes} min left" },
  "due.late": { zh: "超时 {minutes} 分", en: "{minutes} min late" },
  "due.late_hours": { zh: "超时 {hours} 小时 {minutes} 分", en: "{hours} h {minutes} min late" },
  "due.at": { zh: "时限 {at}", en: "Due {at}" },

  "details.close": { zh: "关闭", en: "Close" },
  "details.address": { zh: "地址", en: "Address" },
  "details.navigate": { zh: "导航", en: "Navigate" },
  "details.contact": { zh: "联系人", en: "Contact" },
  "details.call": { zh: "打电话", en: "Call" },
  "details.no_contact": { zh: "没有留电话", en: "No phone number given" },
  "details.description": { zh: "报修说明", en: "What was reported" },
  "details.no_description": { zh: "没有补充说明", en: "Nothing more was said" },
  "details.safety": { zh: "已告知用户的安全提示", en: "Safety, as told to the customer" },
  "details.times": { zh: "经过", en: "So far" },
  "details.assigned_at": { zh: "派单", en: "Assigned" },
  "details.accepted_at": { zh: "接单", en: "Accepted" },
  "details.departed_at": { zh: "出发", en: "Set off" },
  "details.arrived_at": { zh: "到达", en: "Arrived" },
  "details.repaired_at": { zh: "修复", en: "Repaired" },
  "details.gone": { zh: "这个任务已经不在您这里了。", en: "This job is no longer yours." },

  "repair.title": { zh: "修好了", en: "Repaired" },
  "repair.cause": { zh: "故障原因", en: "Cause" },
  "repair.cause.needed": { zh: "请选择故障原因。", en: "Choose the cause." },
  "repair.note": { zh: "处理说明", en: "What was done" },
  "repair.note.hint": { zh: "换了什么、还有什么要跟进", en: "What was replaced, what is left to do" },
  "do.report_again": { zh: "重新回单", en: "Report again" },
  "do.contact": { zh: "记录联系", en: "Log a call" },
  "do.promise": { zh: "约定时间", en: "Promise a time" },
  "do.promise_again": { zh: "改约时间", en: "Move the time" },
  "did.contact": { zh: "联系用户", en: "Contact" },
  "did.promise": { zh: "约定时间", en: "Time promised" },
  "did.suspend": { zh: "挂起工单", en: "Order paused" },
  "did.ask-withdrawal": { zh: "申请撤单", en: "Asked to withdraw" },
  "did.hand-over": { zh: "移交", en: "Handed over" },
  "did.paid-work": { zh: "付费服务已同意", en: "Paid work agreed" },
  "did.parts": { zh: "登记用料", en: "Parts noted" },
  "job.promised": { zh: "约定 {at}", en: "Promised {at}" },
  "job.reached": { zh: "已联系上", en: "Customer reached" },
  "contact.title": { zh: "联系用户", en: "Call the customer" },
  "contact.how": { zh: "联系结果", en: "How did it go?" },
  "contact.needed": { zh: "请选择联系结果。", en: "Say how it went." },
  "contact.note": { zh: "备注", en: "Note" },
  "contact.keep": { zh: "记录", en: "Save" },
  "promise.title": { zh: "约定上门时间", en: "Promise a time" },
  "promise.count": { zh: "第 {n} 次约定，最多 {most} 次", en: "Promise {n} of at most {most}" },
  "promise.now": { zh: "现约 {at}", en: "now {at}" },
  "promise.when": { zh: "什么时候到？", en: "When will you be there?" },
  "promise.other": { zh: "其他时间", en: "Another time" },
  "promise.needed": { zh: "请选择时间。", en: "Choose a time." },
  "promise.past": { zh: "这个时间已经过去。", en: "That time has passed." },
  "promise.why": { zh: "为什么改期？", en: "Why another time?" },
  "promise.why.needed": { zh: "改期请选择原因。", en: "Give the reason for another time." },
  "promise.keep": { zh: "约定", en: "Promise" },
  "promise.spent": { zh: "已改期两次，不能再改。", en: "Moved twice already: it cannot be moved again." },
  "report.title": { zh: "回单", en: "Report back" },
  "report.again": { zh: "重新回单", en: "Report again" },
  "report.rejected": { zh: "回单被退回", en: "Your report was sent back" },
  "report.change": { zh: "更改", en: "Change" },
  "report.result": { zh: "处理结果", en: "Result" },
  "report.owner": { zh: "产权归属", en: "Whose is it?" },
  "report.warn.customer_work_agreed": { zh: "用户资产：须先同意付费，或改为移交、指导，否则审核不通过。", en: "The customer's own: paid work must be agreed first, or it will not pass review." },
  "report.warn.cause_fits_result": { zh: "原因与结果不一致，审核会问。", en: "Cause and result do not fit; the reviewer will ask." },
  "report.warn.cause_fits_text": { zh: "说明里提到“{words}”，与所选原因不一致。", en: "The text speaks of “{words}”, which does not fit the cause." },
  "decline.title": { zh: "为什么不能接？", en: "Why can you not take it?" },
  "decline.needed": { zh: "请选择原因。", en: "Choose a reason." },
  "decline.note": { zh: "补充", en: "More" },
  "do.special": { zh: "特殊情况", en: "Something out of the ordinary" },
  "do.suspend": { zh: "挂起工单", en: "Pause the order" },
  "do.ask-withdrawal": { zh: "申请撤单", en: "Ask to withdraw it" },
  "do.hand-over": { zh: "移交", en: "Hand it over" },
  "do.paid-work": { zh: "付费服务", en: "Paid work agreed" },
  "do.parts": { zh: "登记用料", en: "Parts used" },
  "special.needed": { zh: "还有内容没有填写。", en: "Something is still missing." },
  "special.why": { zh: "原因", en: "Why" },
  "special.until": { zh: "最迟何时恢复", en: "Go on by" },
  "special.to": { zh: "移交给", en: "To" },
  "special.to.customer": { zh: "用户自行处理", en: "The customer" },
  "special.to.utility": { zh: "其他单位", en: "Another utility" },
  "special.amount": { zh: "金额（元）", en: "Amount (yuan)" },
  "special.agreed": { zh: "同意人姓名", en: "Who agreed" },
  "special.part": { zh: "材料名称", en: "Part" },
  "special.quantity": { zh: "数量", en: "Quantity" },
  "special.unit": { zh: "单位", en: "Unit" },
  "special.note": { zh: "现场情况", en: "What the situation is" },
  "special.withdrawal.soft": { zh: "由区域调度员裁定；裁定前请继续工作。", en: "The region decides; go on working until it has." },
  "sheet.optional": { zh: "选填", en: "optional" },
  "sheet.cancel": { zh: "返回", en: "Back" },
  "sheet.confirm": { zh: "确定", en: "Confirm" },


  "outbox.title": { zh: "发送记录", en: "What was sent" },
  "outbox.lead": { zh: "每一步先存在手机里，再按顺序发送，不会重复也不会丢。", en: "Every step is kept on this phone first, then sent in order: none twice, none lost." },
  "outbox.empty": { zh: "还没有操作。", en: "Nothing yet." },
  "outbox.waiting": { zh: "待发送", en: "Waiting" },
  "outbox.sending": { zh: "发送中", en: "Sending" },
  "outbox.sent": { zh: "已送达", en: "Sent" },
  "outbox.refused": { zh: "未被接受", en: "Not accepted" },
  "outbox.reason_unknown": { zh: "服务器没有说明原因（{code}）。", en: "The server gave no reason ({code})." },
  "outbox.seen": { zh: "知道了", en: "Understood" },
  "outbox.push": { zh: "立即发送", en: "Send now" },
  "outbox.pause.network": { zh: "网络不通，{seconds} 秒后再试", en: "No connection; next try in {seconds} s" },
  "outbox.pause.server": { zh: "服务器忙，{seconds} 秒后再试", en: "The server is busy; next try in {seconds} s" },
  "outbox.pause.login": { zh: "登录后继续发送", en: "Goes on after you log in" },
  "outbox.pause.offline": { zh: "有网络后自动发送", en: "Sent when there is a connection" },

  "me.title": { zh: "我的", en: "Me" },
  "me.shift": { zh: "班次", en: "Shift" },
  "me.position": { zh: "位置共享", en: "Position" },
  "me.language": { zh: "English", en: "中文" },
  "me.leave": { zh: "退出登录", en: "Log out" },
  "me.leave.waiting": { zh: "还有 {count} 步没有发送。退出后会留在手机里，下次登录时再发送。确定退出吗？", en: "{count} steps are unsent. They stay on this phone and go out at your next log-in. Log out?" },
  "geo.short": { zh: "位置", en: "Position" },
  "geo.sharing": { zh: "正在共享位置", en: "Sharing your position" },
  "geo.why": { zh: "只在上班时共享，用来派最近的人、告诉用户多久能到。下班或休息即停止。", en: "Only on shift: to send whoever is nearest and to tell the customer when you arrive. It stops when you rest or finish." },
  "geo.off": { zh: "没有共享位置", en: "Your position is not shared" },
  "geo.asking": { zh: "正在定位…", en: "Locating…" },
  "geo.denied": { zh: "定位权限被拒绝。请在浏览器设置里允许定位，否则调度台看不到您在哪里。", en: "You have not allowed the page to read your position. Allow it in the browser's settings, or dispatch cannot see where you are." },
  "geo.unavailable": { zh: "现在定位不到，会继续尝试。", en: "Your position cannot be found right now; it keeps trying." },
  "geo.insecure": { zh: "这个网址不是安全连接（https），浏览器不允许定位。", en: "This address is not secure (https), so the browser does not allow positions." },
  "geo.accuracy": { zh: "误差约 {metres} 米", en: "within about {metres} m" },
} as const satisfies Record<string, Record<Language, string>> & Record<Did, Record<Language, string>>

export type TextKey = keyof typeof TEXTS

export function words(language: Language, key: TextKey, facts: Readonly<Record<string, string | number>> = {}): string {
  return fill(TEXTS[key][language], facts)
}

/** A word of the server by its whole key; a key that nobody worded is shown as it is. */
export function serverWord(language: Language, key: string): string {
  return (WORDS as Catalogue)[key]?.[language] ?? key
}

/** A word of the server by its group and code. */
export function wordOf(language: Language, group: string, code: string): string {
  return (WORDS as Catalogue)[`${group}.${code}`]?.[language] ?? code.replaceAll("_", " ")
}

/** Everything that can be chosen of a group, in the server's words; "other" is last. */
export function choicesOf(language: Language, group: string): { code: string; name: string }[] {
  return Object.entries(WORDS as Catalogue)
    .filter(([key]) => key.startsWith(`${group}.`))
    .map(([key, sentence]) => ({ code: key.slice(group.length + 1), name: sentence[language] }))
    .sort((a, b) => Number(a.code === "other") - Number(b.code === "other"))
}
