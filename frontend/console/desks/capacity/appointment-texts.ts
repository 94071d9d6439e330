/** Words of appointments. */

export const APPOINTMENT_TEXTS = {
  "appoint.title": { zh: "预约上门时段 · {number}", en: "Agree a window · {number}" },
  "appoint.text": { zh: "这些时段现在有产能、路程来得及。选定后占用该时段的产能，并作为对用户的承诺（T3）。", en: "These windows have room now and can be reached. Agreeing one takes its place and is a promise to the customer (T3)." },
  "appoint.now": { zh: "已约 {window}；改约计入改期次数。", en: "Agreed for {window}; another one counts as a reschedule." },
  "appoint.reading": { zh: "正在查询可约时段…", en: "Looking for free windows…" },
  "appoint.none": { zh: "期限内没有可约的时段。", en: "No window is free within the horizon." },
  "appoint.free": { zh: "余 {count}", en: "{count} free" },
  "fact.appointed": { zh: "预约", en: "Agreed for" },
} as const
