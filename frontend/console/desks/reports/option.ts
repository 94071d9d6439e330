/** Rows as a chart: which bars there are, in which order, and the row that each stands for. Pure. */

import type { By, ReportCard, Row, Unit } from "./report"

/** More bars than this are not read any more; the table has them all. */
export const MOST_BARS = 24
export const MOST_SERIES = 8
const MOST_DAYS = 1000

export interface Bar {
  value: number | null
  row: Row
  figure: string
}

export interface Drawn {
  kind: ReportCard["chart"]["kind"]
  unit: Unit
  categories: string[]
  series: { name: string; bars: (Bar | null)[] }[]
  /** How many categories the table has beyond these. */
  left: number
  /** Not every series of the table is drawn. */
  isPart: boolean
  /** Names are long: bars lie. */
  isLying: boolean
}

export interface Said {
  group(row: Row): string
  code(name: string, row: Row): string
  title(figure: string): string
  band(place: number): string
  bands: number
}

/** What a chart of these rows shows; null where there is nothing to draw. */
export function drawnOf(report: ReportCard, by: By, rows: readonly Row[], said: Said): Drawn | null {
  const { kind, figures, series, prefer } = report.chart
  const unit = report.columns.find(({ name }) => name === figures[0])?.unit ?? "number"
  if (!rows.some((row) => figures.some((figure) => row[figure] !== null && row[figure] !== undefined))) return null
  if (kind === "spread") return spread(report, rows, said, unit)
  const isTime = by === "day" || by === "month"
  const withSeries = series !== "" && by !== "all"
  const category = (row: Row) => (by !== "all" ? said.group(row) : series !== "" ? said.code(series, row) : "")
  const worth = withSeries && prefer.length > 0 ? rows.filter((row) => prefer.includes(String(row[series]))) : rows
  if (worth.length === 0) return null
  const all = isTime ? inTurn(by, worth).map((one) => said.group({ [by]: one })) : [...new Set(worth.map(category))]
  const categories = isTime ? all : all.slice(0, MOST_BARS)
  const names = withSeries ? mostOf(worth, (row) => said.code(series, row)) : figures.map(said.title)
  const found = new Map<string, Bar>()
  for (const row of worth) {
    for (const figure of figures) {
      const name = withSeries ? said.code(series, row) : said.title(figure)
      found.set(`${name}\n${category(row)}`, { value: numberOf(row[figure]), row, figure })
    }
  }
  return {
    kind: isTime && kind === "bars" ? "lines" : kind,
    unit,
    categories,
    series: names.map((name) => ({ name, bars: categories.map((one) => found.get(`${name}\n${one}`) ?? null) })),
    left: all.length - categories.length,
    isPart: worth.length < rows.length,
    isLying: by === "station" || by === "place" || (by === "all" && series !== ""),
  }
}

function spread(report: ReportCard, rows: readonly Row[], said: Said, unit: Unit): Drawn {
  const { figures, series } = report.chart
  const figure = figures[0]!
  const places = Array.from({ length: said.bands + 1 }, (_, place) => place)
  const names = [...new Set(rows.map((row) => said.code(series, row)))]
  const found = new Map(rows.map((row) => [`${said.code(series, row)}\n${Number(row["band"])}`, row]))
  const bar = (row: Row | undefined): Bar | null => (row ? { value: numberOf(row[figure]), row, figure } : null)
  return {
    kind: "spread",
    unit,
    categories: places.map(said.band),
    series: names.map((name) => ({ name, bars: places.map((place) => bar(found.get(`${name}\n${place}`))) })),
    left: 0,
    isPart: false,
    isLying: false,
  }
}

/** Every day or month from the first to the last, also those of which there is nothing: a line has a gap there. */
function inTurn(by: "day" | "month", rows: readonly Row[]): string[] {
  const known = [...new Set(rows.map((row) => String(row[by])))].sort()
  const found: string[] = []
  const length = by === "day" ? 10 : 7
  for (const at = new Date(`${known[0]!}${by === "day" ? "" : "-01"}T00:00:00Z`); ; ) {
    const one = at.toISOString().slice(0, length)
    if (one > known.at(-1)! || found.length > MOST_DAYS) return found
    found.push(one)
    if (by === "day") at.setUTCDate(at.getUTCDate() + 1)
    else at.setUTCMonth(at.getUTCMonth() + 1)
  }
}

/** The series that occur most; a legend of thirty reasons is no legend. */
function mostOf(rows: readonly Row[], name: (row: Row) => string): string[] {
  const counts = new Map<string, number>()
  for (const row of rows) counts.set(name(row), (counts.get(name(row)) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).slice(0, MOST_SERIES).map(([one]) => one)
}

function numberOf(value: unknown): number | null {
  if (typeof value === "boolean") return value ? 1 : 0
  return value === null || value === undefined ? null : Number(value)
}
