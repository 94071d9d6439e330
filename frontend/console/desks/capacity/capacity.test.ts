import fc from "fast-check"
import { expect, test } from "vitest"

import { chainsOf, curveOf, diagramOf, fullness, moved, sorted, type Flow, type Forecast, type Link, type StationNow } from "./capacity"

const NOON = Date.parse("2026-01-05T04:00:00Z")
const slot = (used: number, limit: number, starts = "04", ends = "06") => ({ starts_at: `2026-01-05T${starts}:00:00Z`, ends_at: `2026-01-05T${ends}:00:00Z`, limit, kept: 0, quota: 0, used, booked: 0, over: 0 })
const forecast = (full_at: string | null = null, actual: number[] = []): Forecast => ({ days: 4, is_too_little: false, factor: 1, so_far: 0, expected_today: 10, expected_left: 5, by_hour: Array.from({ length: 24 }, (_, hour) => ({ hour, expected: 1, actual: actual[hour] ?? 0 })), full_at, full_of: "" })

function station(station_id: number, open_orders: number, more: Partial<StationNow> = {}): StationNow {
  return { station_id, name: `S${station_id}`, name_en: "", utilities: [], open_orders, open_ceiling: 10, open_kept: 0, is_open: true, absent_until: null, classes: [], forecast: forecast(), ...more }
}

const order = (list: StationNow[], by: "full" | "soon" | "name") => sorted(list, by, NOON, ({ name }) => name).map(({ station_id }) => station_id)

test("a slot that runs now may be fuller than the ceiling; one that is over is not asked", () => {
  const classes = [{ work_class: "network", slots: [slot(9, 9, "02", "04"), slot(3, 4)] }]
  expect(fullness(station(1, 2, { classes }), NOON)).toBe(0.75)
  expect(fullness(station(1, 9, { classes }), NOON)).toBe(0.9)
  expect(fullness(station(1, 1, { open_ceiling: 0 }), NOON)).toBe(1)
})

test("stations are sorted by how full they are, by when they fill up, or by name", () => {
  const list = [station(3, 1), station(1, 5, { forecast: forecast("2026-01-05T09:00:00Z") }), station(2, 9)]
  expect(order(list, "full")).toEqual([2, 1, 3])
  expect(order(list, "soon")).toEqual([1, 2, 3])
  expect(order(list, "name")).toEqual([1, 2, 3])
})

test("a curve fits its box, whatever came", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(500), { minLength: 24, maxLength: 24 }), (actual) => {
      const { bars, line } = curveOf(forecast(null, actual), 120, 28)
      expect(bars.every(({ x, y, width, height }) => x >= 0 && x + width <= 120.2 && y >= 0 && y + height <= 28.2)).toBe(true)
      expect(line.split(" ")).toHaveLength(24)
    }),
  )
})

test("chains come in the order in which they are asked, overflow before agreements", () => {
  const link = (id: number, kind: Link["kind"], place: number): Link => ({ id, station_id: 1, station_name: "", station_name_en: "", helper_id: id, helper_name: "", helper_name_en: "", kind, place, utility: null, work_class: null, from: "", to: null, note: "" })
  const chains = chainsOf([link(1, "mutual_aid", 1), link(2, "overflow", 2), link(3, "overflow", 1)])
  expect(chains.map(({ links }) => links.map(({ id }) => id))).toEqual([[3, 2], [1]])
})

test("moving keeps everybody", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 8 }), fc.nat(7), fc.integer({ min: -2, max: 9 }), (list, from, to) => {
      expect([...moved(list, Math.min(from, list.length - 1), to)].sort()).toEqual([...list].sort())
    }),
  )
  expect(moved([1, 2, 3], 2, 0)).toEqual([3, 1, 2])
})

test("a diagram has a band for each flow, and its blocks hold what flows", () => {
  const flow = (from: number | null, to: number | null, count: number): Flow => ({ from_station_id: from, from_outside: false, to_station_id: to, to_outside: false, count, by_class: {} })
  const { left, right, bands } = diagramOf([flow(1, 2, 30), flow(1, null, 10), flow(3, 2, 1)], 300)
  expect(bands).toHaveLength(3)
  expect(left.map(({ end, count }) => [end, count])).toEqual([[1, 40], [3, 1]])
  expect(right.map(({ end, count }) => [end, count])).toEqual([[2, 31], ["nobody", 10]])
  expect(left[1]!.height).toBeGreaterThanOrEqual(12)
})
