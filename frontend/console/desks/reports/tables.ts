/** What each report shows: its address, its columns, and how a value is written. */

import type { TextKey } from "../../texts"

export type Row = Record<string, unknown>
/** How a value is written: a share as a bar, a code in words, everything else as what it is. */
export type Kind = "name" | "code" | "number" | "share" | "minutes" | "seconds" | "mark" | "flag"

export interface Column {
  name: string
  title: TextKey
  kind: Kind
  /** The group of words that a code belongs to. */
  words?: string
}

export interface Table {
  code: string
  title: TextKey
  path: string
  columns: readonly Column[]
}

const station: Column = { name: "station_name", title: "reports.station", kind: "name" }

export const TABLES: readonly Table[] = [
  {
    code: "withdrawals",
    title: "reports.withdrawals",
    path: "/api/v1/reports/withdrawals",
    columns: [
      station,
      { name: "reason", title: "reports.reason", kind: "code", words: "withdrawal_reason" },
      { name: "asked", title: "reports.asked", kind: "number" },
      { name: "approved", title: "reports.approved", kind: "number" },
      { name: "refused", title: "reports.refused", kind: "number" },
      { name: "void", title: "reports.void", kind: "number" },
      { name: "orders", title: "reports.orders", kind: "number" },
      { name: "rate", title: "reports.rate", kind: "share" },
    ],
  },
  {
    code: "returns",
    title: "reports.returns",
    path: "/api/v1/reports/returns",
    columns: [
      station,
      { name: "reason", title: "reports.reason", kind: "code", words: "return_reason" },
      { name: "count", title: "reports.count", kind: "number" },
      { name: "repeated", title: "reports.repeated", kind: "number" },
      { name: "offered", title: "reports.offered", kind: "number" },
      { name: "share", title: "reports.share", kind: "share" },
    ],
  },
  {
    code: "filling",
    title: "reports.filling",
    path: "/api/v1/reports/filling",
    columns: [
      station,
      { name: "orders", title: "reports.orders", kind: "number" },
      { name: "t2_in_time_share", title: "reports.t2", kind: "share" },
      { name: "promised_share", title: "reports.promised", kind: "share" },
      { name: "kept_share", title: "reports.t3kept", kind: "share" },
      { name: "complete_first_time_share", title: "reports.complete", kind: "share" },
      { name: "corrections", title: "reports.corrections", kind: "number" },
      { name: "clock_skew_p90_s", title: "reports.skew", kind: "seconds" },
    ],
  },
  {
    code: "satisfaction",
    title: "reports.satisfaction",
    path: "/api/v1/reports/satisfaction",
    columns: [
      station,
      { name: "visits", title: "reports.visits", kind: "number" },
      { name: "reached", title: "reports.reached", kind: "number" },
      { name: "by_link", title: "reports.by_link", kind: "number" },
      { name: "unreachable", title: "reports.unreachable", kind: "number" },
      { name: "solved_share", title: "reports.solved", kind: "share" },
      { name: "average", title: "reports.stars", kind: "mark" },
      { name: "first_time_fix_share", title: "reports.first_time", kind: "share" },
    ],
  },
  {
    code: "station_made",
    title: "reports.station_made",
    path: "/api/v1/reports/station-made",
    columns: [
      station,
      { name: "orders", title: "reports.orders", kind: "number" },
      { name: "made_by_station", title: "reports.own", kind: "number" },
      { name: "share", title: "reports.share", kind: "share" },
      { name: "normal_way", title: "reports.normal", kind: "flag" },
    ],
  },
]

export const PROMISES: Table = {
  code: "promises",
  title: "reports.promises",
  path: "/api/v1/reports/promises",
  columns: [
    { name: "name", title: "reports.by", kind: "name" },
    { name: "kind", title: "reports.kind", kind: "code", words: "clock" },
    { name: "count", title: "reports.judged", kind: "number" },
    { name: "share", title: "reports.kept", kind: "share" },
    { name: "average_min", title: "reports.average", kind: "minutes" },
    { name: "limit_min", title: "reports.limit", kind: "minutes" },
    { name: "average_kept", title: "reports.average.kept", kind: "flag" },
    { name: "running", title: "reports.running", kind: "number" },
  ],
}

/** The address of a report for a node and days; `csv` for the file. */
export function addressOf(table: Table, node: number, from: string, to: string, more: Record<string, string> = {}): string {
  return `${table.path}?${new URLSearchParams({ node: String(node), from, to, ...more })}`
}

/** The day so many days before `now`, by the wall clock of a zone. */
export function dayBefore(days: number, now: number, zone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(now - days * 86_400_000)
}
