/** How a value of a report is written in the language and the numbers of the reader. */

import { nameOf, speech, t, word } from "../../speech"
import { bandOf, type By, type Column, type ReportCard, type Row, type Words } from "./report"

export const said = (words: Words) => words[speech.language.value]

const locale = () => (speech.language.value === "zh" ? "zh-CN" : "en-GB")
const number = (value: number, digits: number) => new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value)
const share = (value: number) => new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: 1 }).format(value)

/** A value as a cell says it. */
export function cellOf(column: Pick<Column, "name" | "unit" | "words">, value: unknown, bands: readonly number[] = []): string {
  if (value === null || value === undefined || value === "") return t("fact.none")
  if (column.unit === "flag") return t(value ? "quality.yes" : "quality.no")
  if (column.unit === "band") return t("reports.band", { band: bandOf(Number(value), bands) })
  if (column.unit === "time") return speech.times.value.at(String(value))
  if (column.words) return word(column.words, String(value))
  if (column.unit === "text" || column.unit === "code") return String(value)
  return figureOf(column.unit, Number(value))
}

/** A figure with its unit. */
export function figureOf(unit: string, value: number): string {
  if (unit === "share") return share(value)
  if (unit === "minutes") return t("reports.minutes", { minutes: number(value, 1) })
  if (unit === "seconds") return t("reports.seconds", { seconds: number(value, 1) })
  if (unit === "availability") return new Intl.NumberFormat(locale(), { style: "percent", minimumFractionDigits: 4, maximumFractionDigits: 4 }).format(value)
  if (unit === "index") return number(value, 5)
  return number(value, unit === "ratio" || unit === "mark" ? 3 : 0)
}

/** What the reader's grouping calls a row: a station, a day, a utility; empty where all are together. */
export function groupOf(by: By, row: Row): string {
  if (by === "station" || by === "place") {
    const name = String(row[`${by}_name`] ?? "")
    return nameOf({ name, name_en: String(row[`${by}_name_en`] ?? "") }) || t("reports.nobody")
  }
  if (by === "utility") return row["utility"] ? word("utility", String(row["utility"])) : t("reports.nobody")
  if (by === "urgency") return word("report_urgency", String(row["urgency"]))
  if (by === "day") return dateOf(String(row["day"]), { month: "short", day: "numeric" })
  if (by === "month") return dateOf(`${String(row["month"])}-01`, { year: "numeric", month: "short" })
  return ""
}

/** A day of a calendar: it has no zone. */
function dateOf(day: string, how: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...how }).format(new Date(`${day}T00:00:00Z`))
}

/** A whole row in words: what its list is called. */
export function rowWords(report: ReportCard, by: By, row: Row, bands: readonly number[]): string {
  const groups = report.groups.map((name) => cellOf(report.columns.find((column) => column.name === name)!, row[name], bands))
  return [groupOf(by, row), ...groups].filter(Boolean).join(" · ")
}
