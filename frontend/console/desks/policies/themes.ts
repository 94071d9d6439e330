/** What the families of limits are about, in the order in which a page lists them. */

/** A family is the first part of a limit's code; one that is not here is listed last. */
export const THEMES = {
  deadlines: ["clock", "promise", "warn"],
  intake: ["intake", "call", "address", "merge", "urge", "reopen"],
  placing: ["match", "offer", "return", "engine", "plan", "coverage", "important", "storm", "reinforcement"],
  capacity: ["capacity", "appointment", "forecast", "whatif"],
  field: ["assign", "pick", "travel", "position", "arrival", "exhibit", "shift", "contact", "suspend", "late_work", "telling", "job_offer"],
  reports: ["report", "correction", "visit_back"],
  cases: ["case"],
  alarms: ["alarm", "todo"],
  calendar: ["season"],
  page: ["policy", "reports", "reliability"],
} as const

export type Theme = keyof typeof THEMES | "other"

export const THEME_TEXTS = {
  "theme.deadlines": { zh: "工单时限与预警", en: "Deadlines of orders and their warnings" },
  "theme.intake": { zh: "受理、合并、催办与重开", en: "Intake, merging, urging and re-opening" },
  "theme.placing": { zh: "派单、退单与覆盖", en: "Placing, returns and coverage" },
  "theme.capacity": { zh: "产能与预约", en: "Capacity and appointments" },
  "theme.field": { zh: "派人与现场作业", en: "Sending people and the work on site" },
  "theme.reports": { zh: "回单、更正与回访", en: "Reports, corrections and return visits" },
  "theme.cases": { zh: "投诉与其他业务", en: "Complaints and other business" },
  "theme.alarms": { zh: "告警与待办", en: "Alarms and to-dos" },
  "theme.calendar": { zh: "季节与昼夜", en: "Seasons and nights" },
  "theme.page": { zh: "报表与本页", en: "Desk reports and this page" },
  "theme.other": { zh: "其他", en: "Others" },
} as const satisfies Record<`theme.${Theme}`, { zh: string; en: string }>

/** The first part of a code: what family a limit belongs to. */
export function familyOf(code: string): string {
  return code.split(".")[0]!
}

export function themeOf(code: string): Theme {
  const family = familyOf(code)
  const found = (Object.keys(THEMES) as (keyof typeof THEMES)[]).find((theme) => (THEMES[theme] as readonly string[]).includes(family))
  return found ?? "other"
}
