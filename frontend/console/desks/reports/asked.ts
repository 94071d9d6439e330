/** What is asked of a report, kept in the address: a link, and the browser's back, lead to the same figures. */

import { BY, type By } from "./report"

export const PERIODS = ["today", "7", "30", "month", "own"] as const
export type Period = (typeof PERIODS)[number]

export interface Asked {
  report: string
  period: Period
  from: string
  to: string
  /** A node below the one that the desk watches; null: that one. */
  place: number | null
  utility: string
  urgency: string
  station: number | null
  by: By | ""
  /** The list behind a figure, null for the report itself. */
  list: { figure: string; row: string[]; page: number; by: string; report: string } | null
}

export const FIRST: Asked = { report: "promises", period: "30", from: "", to: "", place: null, utility: "", urgency: "", station: null, by: "", list: null }

const DAY = /^\d{4}-\d{2}-\d{2}$/

function oneOf<T extends string>(choices: readonly T[], value: string | null, otherwise: T): T {
  return choices.includes(value as T) ? (value as T) : otherwise
}

function idOf(value: string | null): number | null {
  const id = Number(value)
  return Number.isSafeInteger(id) && id > 0 ? id : null
}

/** An address with anything in it gives something that can be asked. */
export function askedOf(query: string): Asked {
  const said = new URLSearchParams(query)
  const from = said.get("from") ?? ""
  const to = said.get("to") ?? ""
  const isOwn = DAY.test(from) && DAY.test(to) && from <= to
  const period = oneOf(PERIODS, said.get("period"), FIRST.period)
  const figure = said.get("figure")
  return {
    report: /^[a-z-]{1,40}$/.test(said.get("report") ?? "") ? said.get("report")! : FIRST.report,
    period: period === "own" && !isOwn ? FIRST.period : period,
    from: period === "own" && isOwn ? from : "",
    to: period === "own" && isOwn ? to : "",
    place: idOf(said.get("place")),
    utility: oneOf(["", "electricity", "water", "gas", "heating"], said.get("utility"), ""),
    urgency: oneOf(["", "life_safety", "normal"], said.get("urgency"), ""),
    station: idOf(said.get("station")),
    by: oneOf(["", ...BY], said.get("by"), ""),
    list: figure === null ? null : { figure, row: said.getAll("row"), page: idOf(said.get("page")) ?? 1, by: oneOf(["", ...BY], said.get("list_by"), ""), report: said.get("list_of") ?? "" },
  }
}

/** The query of an address; what is as it was at first is left out. `order` stays where one is open. */
export function queryOf(asked: Asked, order: string | null = null): string {
  const said = new URLSearchParams()
  for (const name of ["report", "period", "from", "to", "place", "utility", "urgency", "station", "by"] as const) {
    if (asked[name] !== FIRST[name] && asked[name] !== null) said.set(name, String(asked[name]))
  }
  if (asked.list) {
    said.set("figure", asked.list.figure)
    for (const key of asked.list.row) said.append("row", key)
    if (asked.list.page > 1) said.set("page", String(asked.list.page))
    if (asked.list.by) said.set("list_by", asked.list.by)
    if (asked.list.report) said.set("list_of", asked.list.report)
  }
  if (order) said.set("order", order)
  return said.size > 0 ? `?${said}` : ""
}

/** The day so many days before `now`, by the wall clock of a zone. */
export function dayBefore(days: number, now: number, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(now - days * 86_400_000)
}

/** The first and the last day that a period means now, both included, by the place's calendar. */
export function daysOf(asked: Pick<Asked, "period" | "from" | "to">, now: number, zone: string): { from: string; to: string } {
  const to = dayBefore(0, now, zone)
  if (asked.period === "own") return { from: asked.from, to: asked.to }
  if (asked.period === "today") return { from: to, to }
  if (asked.period === "month") return { from: `${to.slice(0, 8)}01`, to }
  return { from: dayBefore(Number(asked.period) - 1, now, zone), to }
}

/** What the server is asked: of `node`, in `days`. */
export function addressOf(code: string, asked: Asked, node: number, days: { from: string; to: string }, more: Record<string, string | string[]> = {}, path = ""): string {
  const said = new URLSearchParams({ node: String(asked.place ?? node), ...days })
  if (asked.utility) said.set("utility", asked.utility)
  if (asked.urgency) said.set("urgency", asked.urgency)
  if (asked.station !== null) said.set("station", String(asked.station))
  for (const [name, value] of Object.entries(more)) for (const one of [value].flat()) said.append(name, one)
  return `/api/v1/reports/${code}${path}?${said}`
}
