import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

import type { OrderCard } from "../../shared/types"
import { compare, levelOf, NO_FILTERS, queueOf } from "./queue"

let next = 1
const order = (over: Partial<OrderCard> = {}): OrderCard =>
  ({ id: next++, number: "PD-0001-7", address: "", utility: "water", state: "waiting", priority: 3, is_life_safety: false, station_id: null, due_at: null, due_started_at: null, opened_at: "2026-01-01T00:00:00Z", ...over }) as OrderCard
const due = (minute: number) => `2026-01-01T00:${String(minute).padStart(2, "0")}:00Z`
const numbers = (orders: OrderCard[], filters = {}) => queueOf(orders, { ...NO_FILTERS, ...filters }).rows.map(({ id }) => id)

describe("the order of the queue", () => {
  test("life safety first, then time left, then priority, then age", () => {
    const late = order({ due_at: due(1) })
    const danger = order({ is_life_safety: true, due_at: due(30) })
    const urgent = order({ due_at: due(10), priority: 2 })
    const plain = order({ due_at: due(10), priority: 4 })
    const older = order({ opened_at: "2025-12-31T00:00:00Z" })
    const open = order()
    expect(numbers([open, plain, older, urgent, late, danger])).toEqual([danger, late, urgent, plain, older, open].map(({ id }) => id))
  })

  test("may be by age, by priority or by what came last, and life safety stays first", () => {
    const danger = order({ is_life_safety: true, opened_at: "2026-01-01T00:05:00Z", priority: 5 })
    const old = order({ opened_at: "2025-12-31T00:00:00Z", due_at: due(50), priority: 4 })
    const young = order({ opened_at: "2026-01-01T00:09:00Z", due_at: due(20), priority: 3 })
    const important = order({ opened_at: "2026-01-01T00:01:00Z", due_at: due(30), priority: 1 })
    const by = (sort: "age" | "priority" | "news") => numbers([young, old, important, danger], { sort })
    expect(by("age")).toEqual([danger, old, important, young].map(({ id }) => id))
    expect(by("priority")).toEqual([danger, important, young, old].map(({ id }) => id))
    expect(by("news")).toEqual([danger, young, important, old].map(({ id }) => id))
  })

  test("is total, whatever comes", () => {
    const any = fc.record({ is_life_safety: fc.boolean(), priority: fc.integer({ min: 1, max: 5 }), due_at: fc.option(fc.integer({ min: 0, max: 59 }).map(due)) }).map(order)
    fc.assert(
      fc.property(any, any, any, (a, b, c) => {
        expect(Math.sign(compare(a, b))).toBe(-Math.sign(compare(b, a)))
        if (compare(a, b) < 0 && compare(b, c) < 0) expect(compare(a, c)).toBeLessThan(0)
      }),
    )
  })
})

describe("filters", () => {
  const gas = order({ utility: "gas", state: "assigned", station_id: 7 })
  const water = order({ utility: "water", state: "suspended", number: "PD-20-4411-9", address: "鸿福路 88 号" })

  test("combine, and counts ignore only the group", () => {
    const { rows, counts } = queueOf([gas, water, order()], { ...NO_FILTERS, group: "held", utility: "water" })
    expect(rows).toEqual([water])
    expect(counts).toEqual({ act: 1, way: 0, end: 0, held: 1, all: 2 })
  })

  test("find a number however it is written, and an address", () => {
    expect(numbers([gas, water], { text: "pd 204411" })).toEqual([water.id])
    expect(numbers([gas, water], { text: "鸿福路88" })).toEqual([water.id])
    expect(numbers([gas, water], { text: "nowhere" })).toEqual([])
  })

  test("by station and by state", () => {
    expect(numbers([gas, water], { stationId: 7 })).toEqual([gas.id])
    expect(numbers([gas, water], { state: "suspended" })).toEqual([water.id])
  })

  test("by what the clocks say, which is asked of the time given", () => {
    const early = order({ due_started_at: due(0), due_at: due(40) })
    const late = order({ due_started_at: due(0), due_at: due(20) })
    const none = order()
    const at = (minute: number, clock: "running_out" | "overdue") => queueOf([early, late, none], { ...NO_FILTERS, clock }, Date.parse(due(minute))).rows.map(({ id }) => id)
    expect(at(16, "running_out")).toEqual([late.id])
    expect(at(16, "overdue")).toEqual([])
    expect(at(31, "running_out")).toEqual([late.id, early.id])
    expect(at(31, "overdue")).toEqual([late.id])
  })

  test("ended orders are in no group", () => {
    expect(queueOf([order({ state: "closed" })], NO_FILTERS).counts.all).toBe(0)
  })
})

test("20,000 orders are put in order quickly enough to do it a few times a second", () => {
  const orders = Array.from({ length: 20_000 }, (_, place) => order({ due_at: due((place * 7919) % 60), priority: 1 + (place % 5) }))
  queueOf(orders, NO_FILTERS)
  const started = performance.now()
  queueOf(orders, NO_FILTERS)
  expect(performance.now() - started).toBeLessThan(250)
})

describe("the level of a clock", () => {
  const clock = { due_started_at: due(0), due_at: due(40) }
  test.each([
    [10, 0],
    [20, 50],
    [30, 75],
    [36, 90],
    [40, 100],
    [50, 100],
  ])("after %i of 40 minutes is %i", (minute, level) => {
    expect(levelOf(clock, Date.parse(due(minute)))?.level).toBe(level)
  })

  test("without a deadline there is none", () => {
    expect(levelOf({ due_at: null, due_started_at: null }, 0)).toBeNull()
  })
})
