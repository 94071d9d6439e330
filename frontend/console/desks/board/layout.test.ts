import * as fc from "fast-check"
import { expect, test } from "vitest"

import { barsOf, hoursOf, isLate, placeOf, spanOf, stepsOf, type VisitLine } from "./layout"

const T0 = Date.parse("2026-07-01T00:00:00Z")
const MIN = 60_000
const shown = { since: T0, until: T0 + 600 * MIN }
const at = (minutes: number) => new Date(T0 + minutes * MIN).toISOString()
const visit = (id: number, from: number, there: number, to: number, more: Partial<VisitLine> = {}) =>
  ({ id, travel_from: at(from), travel_to: at(there), work_to: at(to), is_live: true, due_at: null, due_kind: null, ...more }) as VisitLine

test("an instant stands by its share of the window, and beyond it at its edge", () => {
  expect(placeOf(at(300), shown)).toBe(50)
  expect(placeOf(at(-5), shown)).toBe(0)
  expect(placeOf(at(900), shown)).toBe(100)
})

test("what ended before the window or begins after it is not on screen", () => {
  expect(spanOf(at(-20), at(0), shown)).toBeNull()
  expect(spanOf(at(600), at(700), shown)).toBeNull()
  expect(spanOf(at(-60), at(60), shown)).toEqual({ left: 0, width: 10 })
})

test("a bar is the way and then the work", () => {
  const [bar] = barsOf([visit(1, 60, 75, 120)], shown)
  expect(bar).toMatchObject({ left: 10, width: 10, travel: 25, lane: 0 })
})

test("bars in one lane never overlap", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: -100, max: 700 }), fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 120 })), { maxLength: 25 }), (spans) => {
      const bars = barsOf(spans.map(([from, way, work], id) => visit(id, from, from + way, from + way + work)), shown)
      for (const one of bars) {
        for (const other of bars) {
          if (one === other || one.lane !== other.lane) continue
          const apart = one.visit.work_to <= other.visit.travel_from || other.visit.work_to <= one.visit.travel_from
          expect(apart).toBe(true)
        }
      }
    }),
  )
})

test("an arrival is late by its way, a restoration by its work", () => {
  expect(isLate(visit(1, 0, 50, 90, { due_at: at(45), due_kind: "arrival" }))).toBe(true)
  expect(isLate(visit(1, 0, 40, 90, { due_at: at(45), due_kind: "arrival" }))).toBe(false)
  expect(isLate(visit(1, 0, 40, 90, { due_at: at(80), due_kind: "restore" }))).toBe(true)
  expect(isLate(visit(1, 0, 50, 90, { due_at: at(45), due_kind: "arrival", is_live: false }))).toBe(false)
})

test("hours are those of the place, also where its clock is half an hour off", () => {
  expect(hoursOf({ since: T0, until: T0 + 180 * MIN }, "Asia/Shanghai").map(({ at: hour }) => hour)).toEqual([at(60), at(120)])
  expect(hoursOf({ since: T0, until: T0 + 120 * MIN }, "Asia/Kolkata").map(({ at: hour }) => hour)).toEqual([at(30), at(90)])
})

test("an order without a station is offered and accepted first; one that the station has is only assigned", () => {
  expect(stepsOf({ state: "hand_queue", station_id: null }, 7)).toEqual(["offer", "accept", "assign"])
  expect(stepsOf({ state: "offered", station_id: 7 }, 7)).toEqual(["accept", "assign"])
  expect(stepsOf({ state: "offered", station_id: 8 }, 7)).toEqual(["offer", "accept", "assign"])
  expect(stepsOf({ state: "assigned", station_id: 7 }, 7)).toEqual(["assign"])
})
