import { describe, expect, test } from "vitest"

import { drawnOf, MOST_BARS, MOST_SERIES, type Said } from "./option"
import { heightOf, optionOf, type Ink } from "./picture"
import { bandOf, keysOf, type By, type ReportCard, type Row } from "./report"

const words = (name: string) => ({ zh: name, en: name })
function report(kind: ReportCard["chart"]["kind"], series: string, figures = ["count"], unit: "number" | "share" = "number"): ReportCard {
  return {
    code: "some", title: words("some"), rule: words("rule"), by: ["all", "station", "day"], is_listed: true, groups: series ? [series] : [],
    columns: [...(series ? [{ name: series, unit: "code" as const, words: "", title: words(series) }] : []), ...figures.map((name) => ({ name, unit, words: "", title: words(name), drills: true }))],
    shown: [], chart: { kind, figures, series, report: "some", prefer: [] },
  }
}
const said: Said = { group: (row) => String(row["station_name"] ?? row["day"]), code: (name, row) => String(row[name]), title: (figure) => figure, band: (place) => bandOf(place, [15, 30]), bands: 2 }
const drawn = (card: ReportCard, by: By, rows: Row[]) => drawnOf(card, by, rows, said)!
const INK: Ink = { font: "sans-serif", text: "#000", quiet: "#111", line: "#222", ground: "#fff", series: ["#333", "#444"] }

describe("a chart", () => {
  test("of nothing is none", () => {
    expect(drawnOf(report("bars", ""), "station", [], said)).toBeNull()
    expect(drawnOf(report("bars", "", ["share"]), "station", [{ station_name: "A", share: null }], said)).toBeNull()
  })

  test("has the stations along it and the reasons as series, and every bar knows its row", () => {
    const rows = [{ station_id: 1, station_name: "A", reason: "x", count: 2 }, { station_id: 2, station_name: "B", reason: "x", count: 1 }, { station_id: 2, station_name: "B", reason: "y", count: 4 }]
    const chart = drawn(report("stack", "reason"), "station", rows)
    expect(chart.categories).toEqual(["A", "B"])
    expect(chart.series.map(({ name, bars }) => [name, bars.map((bar) => bar?.value ?? null)])).toEqual([["x", [2, 1]], ["y", [null, 4]]])
    expect(chart.series[1]!.bars[1]!.row).toBe(rows[2])
  })

  test("of many kinds at many stations shows those worth comparing, and says so", () => {
    const card = report("bars", "kind", ["share"], "share")
    card.chart.prefer = ["arrival"]
    const rows = [{ station_name: "A", kind: "arrival", share: 0.5 }, { station_name: "A", kind: "review", share: 1 }]
    expect([drawn(card, "station", rows).series.map(({ name }) => name), drawn(card, "station", rows).isPart]).toEqual([["arrival"], true])
    expect(drawn(card, "all", rows).categories).toEqual(["arrival", "review"])
    expect(drawnOf(card, "station", rows.slice(1), said)).toBeNull()
  })

  test("with nothing chosen to group by has its codes along it", () => {
    const chart = drawn(report("bars", "kind", ["share"], "share"), "all", [{ kind: "arrival", share: 0.5 }, { kind: "restore", share: 1 }])
    expect([chart.categories, chart.series.length, chart.isLying]).toEqual([["arrival", "restore"], 1, true])
  })

  test("over days is lines, however many days", () => {
    const rows = ["2026-01-01", "2026-01-03", "2026-03-01"].map((day, place) => ({ day, count: place }))
    const chart = drawn(report("bars", ""), "day", rows)
    expect([chart.kind, chart.categories.length, chart.left]).toEqual(["lines", 60, 0])
    expect(chart.series[0]!.bars.slice(0, 3).map((bar) => bar?.value ?? null)).toEqual([0, null, 1])
  })

  test("says how many it leaves out", () => {
    const rows = Array.from({ length: 40 }, (_, place) => ({ station_name: `s${place}`, reason: `r${place % 20}`, count: 1 }))
    const chart = drawn(report("stack", "reason"), "station", rows)
    expect([chart.categories.length, chart.left, chart.series.length]).toEqual([MOST_BARS, 16, MOST_SERIES])
  })

  test("of a spread has every band, also those that nothing fell into", () => {
    const rows = [{ measure: "arrival", band: 0, count: 3 }, { measure: "restore", band: 2, count: 1 }]
    const chart = drawn(report("spread", "measure"), "all", rows)
    expect(chart.categories).toEqual(["0–15", "15–30", "30+"])
    expect(chart.series.map(({ bars }) => bars.map((bar) => bar?.value ?? null))).toEqual([[3, null, null], [null, null, 1]])
  })

  test("tells its series apart by patterns too, and speaks no HTML", () => {
    const option = optionOf(drawn(report("stack", "reason"), "station", [{ station_name: "A", reason: "x", count: 2 }, { station_name: "A", reason: "y", count: 1 }]), INK, String) as Record<string, Record<string, Record<string, unknown>>>
    expect(option["aria"]!["decal"]!["show"]).toBe(true)
    expect(option["tooltip"]!["renderMode"]).toBe("richText")
  })

  test("of many stations is taller, within bounds", () => {
    const of = (count: number) => heightOf(drawn(report("bars", ""), "station", Array.from({ length: count }, (_, place) => ({ station_name: `s${place}`, count: 1 }))))
    expect(of(3)).toBeLessThan(of(20))
    expect(of(24)).toBeLessThanOrEqual(900)
  })
})

test("a row is named by the reader's grouping first, then by what is always grouped by", () => {
  const row = { station_id: 7, station_name: "A", reason: "x", utility: "gas" }
  expect(keysOf(report("stack", "reason"), "station", row)).toEqual(["7", "x"])
  expect(keysOf(report("stack", "reason"), "utility", row)).toEqual(["gas", "x"])
  expect(keysOf(report("stack", "reason"), "all", { reason: null })).toEqual([""])
})
