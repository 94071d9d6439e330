/** A report as the server defines it, its rows, and what a row is called. */

import type { Language } from "../../../shared/types"

export type Words = Record<Language, string>
export type Unit = "number" | "share" | "minutes" | "seconds" | "mark" | "flag" | "code" | "name" | "text" | "time" | "ratio" | "band" | "index" | "availability"
export type Row = Record<string, unknown>

export interface Column {
  name: string
  unit: Unit
  /** The group of words that a code belongs to; empty where it is none. */
  words: string
  title: Words
  /** A figure, whose orders may be listed. */
  drills?: boolean
}

export interface ReportCard {
  code: string
  title: Words
  /** How this is counted. */
  rule: Words
  by: By[]
  is_listed: boolean
  /** The names of the columns that rows are always grouped by. */
  groups: string[]
  columns: Column[]
  shown: Column[]
  chart: { kind: "bars" | "stack" | "spread" | "lines"; figures: string[]; series: string; report: string; prefer: string[] }
}

export interface Rows {
  rows: Row[]
  total: Row | null
  /** What a reader must know of these figures: what is missing, what was left out. */
  notes: string[]
}

export interface Catalogue {
  reports: ReportCard[]
  /** Minutes at which one bar of a spread ends and the next begins. */
  bands: number[]
}

export interface Place {
  id: number
  name: string
  name_en: string
  kind: string
  path: string
}

export interface Line extends Row {
  order_id: number | null
  may_open: boolean
  number?: string
  at: string
}

export interface Listed {
  count: number
  page: number
  pages: number
  orders: Line[]
}

export const BY = ["all", "station", "place", "utility", "urgency", "day", "month"] as const
export type By = (typeof BY)[number]

/** The column that the reader's grouping puts first, and what it is keyed by. */
const KEY: Record<By, string | null> = { all: null, station: "station_id", place: "place_id", utility: "utility", urgency: "urgency", day: "day", month: "month" }

/** What names a row: its keys, the reader's first, as the server is asked for its orders. */
export function keysOf(report: ReportCard, by: By, row: Row): string[] {
  const names = [...(KEY[by] === null ? [] : [KEY[by]]), ...report.groups]
  return names.map((name) => (row[name] === null || row[name] === undefined ? "" : String(row[name])))
}

/** Bars of a spread: "15–30", the last "1440+". */
export function bandOf(place: number, bands: readonly number[]): string {
  return place >= bands.length ? `${bands.at(-1)}+` : `${place === 0 ? 0 : bands[place - 1]}–${bands[place]}`
}
