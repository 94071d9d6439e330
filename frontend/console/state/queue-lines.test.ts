import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

import type { OrderCard } from "../../shared/types"
import { changesOf, countOf, NO_CHANGES } from "./queue-hold"
import { incidentsOf } from "./queue-incidents"
import { HEIGHTS, idOf, linesOf, sightOf, topsOf } from "./queue-lines"

let next = 1
const order = (over: Partial<OrderCard> = {}): OrderCard =>
  ({ id: next++, utility: "electricity", is_life_safety: false, station_id: null, due_at: null, opened_at: "2026-01-01T00:00:00Z", lon: null, lat: null, ...over }) as OrderCard
const none: ReadonlySet<string> = new Set()

describe("headings", () => {
  const station = ({ station_id }: OrderCard) => station_id
  const a = order({ station_id: 7, due_at: "2026-01-01T00:10:00Z" })
  const b = order({ station_id: 8, is_life_safety: true })
  const c = order({ station_id: null })
  const d = order({ station_id: 7 })

  test("the group of the most pressing order comes first, and those that belong nowhere last", () => {
    expect(linesOf([c, a, b, d], station, none, 0).map(idOf)).toEqual(["heading-7", `order-${a.id}`, `order-${d.id}`, "heading-8", `order-${b.id}`, "heading-none", `order-${c.id}`])
  })

  test("tell how many orders they hold, how many are late and how many are life safety", () => {
    const [seven, , , eight] = linesOf([a, b, d], station, none, Date.parse("2026-01-01T00:11:00Z"))
    expect(seven).toMatchObject({ of: 7, count: 2, overdue: 1, lifeSafety: 0 })
    expect(eight).toMatchObject({ of: 8, count: 1, overdue: 0, lifeSafety: 1 })
  })

  test("that are closed hide their orders and still count them", () => {
    const lines = linesOf([a, b, d], station, new Set(["7"]), 0)
    expect(lines.map(idOf)).toEqual(["heading-7", "heading-8", `order-${b.id}`])
    expect(lines[0]).toMatchObject({ count: 2, isClosed: true })
  })

  test("are not there where nothing is grouped", () => {
    expect(linesOf([a, b], null, none, 0).map(idOf)).toEqual([`order-${a.id}`, `order-${b.id}`])
  })
})

test("only lines in sight and a few spare ones are rendered, and the heights add up", () => {
  const rows = Array.from({ length: 400 }, (_, place) => order({ station_id: place % 9 }))
  for (const belongs of [null, ({ station_id }: OrderCard) => station_id]) {
    const lines = linesOf(rows, belongs, none, 0)
    const tops = topsOf(lines)
    const whole = lines.reduce((sum, { kind }) => sum + HEIGHTS[kind], 0)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 1000 }), (top, height) => {
        const { first, last, before, after } = sightOf(top, height, tops)
        expect(last - first).toBeLessThanOrEqual(Math.ceil(height / HEIGHTS.heading) + 15)
        const shown = lines.slice(first, last).reduce((sum, { kind }) => sum + HEIGHTS[kind], 0)
        expect(before + shown + after).toBe(whole)
        if (top < whole) expect(before).toBeLessThanOrEqual(top)
        if (top + height < whole) expect(before + shown).toBeGreaterThanOrEqual(top + height)
      }),
    )
  }
  expect(sightOf(0, 100, topsOf([]))).toEqual({ first: 0, last: 0, before: 0, after: 0 })
})

describe("what waits", () => {
  const [a, b, c, d] = [order(), order(), order(), order()]

  test("nothing, where the rows are the same", () => {
    const rows = [a, b]
    expect(changesOf(rows, rows)).toBe(NO_CHANGES)
    expect(countOf(changesOf([a, b], [{ ...a, priority: 1 }, b]))).toBe(0)
  })

  test("is counted: what comes, what goes, what would stand elsewhere", () => {
    expect(changesOf([a, b, c], [c, a, d])).toMatchObject({ come: 1, gone: 1, moved: 1 })
    expect(changesOf([a, b, c, d], [d, a, b, c])).toMatchObject({ come: 0, gone: 0, moved: 1 })
  })

  test("is told by name where it is life safety", () => {
    const danger = order({ is_life_safety: true })
    expect(changesOf([a], [danger, a]).lifeSafety).toEqual([danger])
    expect(changesOf([danger, a], [a, danger]).lifeSafety).toEqual([])
  })
})

describe("incidents", () => {
  const reach = { radiusM: 500, windowMs: 6 * 3_600_000 }
  const at = (lon: number, lat: number, over: Partial<OrderCard> = {}) => order({ lon, lat, ...over })

  test("gather what is near in place and time, of one utility, under its first report", () => {
    const first = at(117.05, 31.05)
    const near = at(117.053, 31.05, { opened_at: "2026-01-01T01:00:00Z" })
    const far = at(117.06, 31.05)
    const late = at(117.05, 31.05, { opened_at: "2026-01-01T07:00:00Z" })
    const water = at(117.05, 31.05, { utility: "water" })
    const nowhere = order()
    expect([...incidentsOf([near, late, far, water, nowhere, first], reach)].sort()).toEqual([[first.id, first.id], [near.id, first.id]].sort())
  })

  test("do not grow along a chain of neighbours", () => {
    const chain = Array.from({ length: 9 }, (_, place) => at(117.05 + place * 0.004, 31.05))
    const sizes = new Map<number, number>()
    for (const of of incidentsOf(chain, reach).values()) sizes.set(of, (sizes.get(of) ?? 0) + 1)
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(3)
  })

  test("come out the same whatever the order of the rows, and however near the pole", () => {
    const place = fc.record({ lon: fc.double({ min: 117, max: 117.03, noNaN: true }), lat: fc.double({ min: 60, max: 60.02, noNaN: true }) })
    fc.assert(
      fc.property(fc.array(place, { maxLength: 30 }), (places) => {
        const orders = places.map(({ lon, lat }) => at(lon, lat))
        const forth = incidentsOf(orders, reach)
        expect(new Map([...incidentsOf([...orders].reverse(), reach)].sort())).toEqual(new Map([...forth].sort()))
        for (const [id, of] of forth) {
          const [one, first] = [orders.find((other) => other.id === id)!, orders.find((other) => other.id === of)!]
          expect(Math.hypot((one.lon! - first.lon!) * Math.cos((one.lat! * Math.PI) / 180), one.lat! - first.lat!) * 111_195).toBeLessThanOrEqual(500)
        }
      }),
    )
  })

  test("of 20,000 orders are found quickly enough to do it while the list is read", () => {
    let seed = 1
    const draw = () => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    const many = Array.from({ length: 20_000 }, () => at(117 + draw(), 31 + draw()))
    const started = performance.now()
    incidentsOf(many, reach)
    expect(performance.now() - started).toBeLessThan(600)
  })
})
