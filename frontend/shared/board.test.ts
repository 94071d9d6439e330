import * as fc from "fast-check"
import { expect, test } from "vitest"

import { boardOf, EMPTY_BOARD, moveTechnicians, reduceBoard } from "./board"
import type { AlarmCard, BoardState, Entry, OrderCard, OrderState, TechnicianCard } from "./types"

const order = (id: number, state: OrderState = "waiting", version = 1) => ({ id, state, version }) as OrderCard
const alarm = (id: number, cleared_at: string | null = null) => ({ id, cleared_at }) as AlarmCard
const technician = (id: number, position_at: string | null) => ({ id, lon: 113, lat: 23, position_at, state: "available" }) as TechnicianCard
const state = (over: Partial<BoardState> = {}): BoardState => ({ orders: [], technicians: [], stations: [], alarms: [], todos: [], storms: [], coverage_version: 3, ...over })
const said = (kind: string, data: Record<string, unknown>): Entry => ({ v: 0, kind, at: "", data })

test("a card replaces the one with the same id", () => {
  const before = boardOf(state({ orders: [order(1), order(2)] }))
  const after = reduceBoard(before, [said("order.accepted", { order: order(2, "accepted", 2) })])
  expect([...after.orders.values()]).toEqual([order(1), order(2, "accepted", 2)])
})

test("a technician who went to a station elsewhere leaves the board", () => {
  const before = boardOf(state({ technicians: [technician(1, null), technician(2, null)] }))
  expect([...reduceBoard(before, [said("technician.left", { technician_id: 1 })]).technicians.keys()]).toEqual([2])
})

test("a storm is on the board until it ends", () => {
  const storm = (ended_at: string | null) => ({ id: 1, ended_at })
  const during = reduceBoard(EMPTY_BOARD, [said("storm.began", { storm: storm(null) })])
  expect([...during.storms.keys()]).toEqual([1])
  expect(reduceBoard(during, [said("storm.ended", { storm: storm("2026-01-01T00:00:00Z") })]).storms.size).toBe(0)
})

test.each(["closed", "withdrawn", "merged", "handed_over"] as const)("a %s order leaves the board", (ended) => {
  const after = reduceBoard(boardOf(state({ orders: [order(1)] })), [said(`order.${ended}`, { order: order(1, ended) })])
  expect(after.orders.size).toBe(0)
})

test("an older card does not undo a newer one", () => {
  const after = reduceBoard(boardOf(state({ orders: [order(1, "assigned", 5)] })), [said("order.accepted", { order: order(1, "accepted", 4) })])
  expect(after.orders.get(1)?.state).toBe("assigned")
})

test("an order that moved to another node leaves this one's board", () => {
  const after = reduceBoard(boardOf(state({ orders: [order(1)] })), [said("order.left", { order_id: 1 })])
  expect(after.orders.size).toBe(0)
})

test("a reopened order comes back", () => {
  const after = reduceBoard(EMPTY_BOARD, [said("order.reopened", { order: order(1, "waiting") })])
  expect(after.orders.size).toBe(1)
})

test("a cleared alarm goes", () => {
  const before = boardOf(state({ alarms: [alarm(1), alarm(2, "2026-01-01T00:00:00Z")] }))
  expect([...before.alarms.keys()]).toEqual([1])
  expect(reduceBoard(before, [said("alarm.cleared", { alarm: alarm(1, "2026-01-01T00:00:00Z") })]).alarms.size).toBe(0)
})

test("a new coverage version is noticed", () => {
  expect(reduceBoard(boardOf(state()), [said("coverage.activated", { coverage_version: 4 })]).coverageVersion).toBe(4)
})

test("what an entry does not speak of stays the same object", () => {
  const before = boardOf(state({ orders: [order(1)], technicians: [technician(1, null)] }))
  const after = reduceBoard(before, [said("order.accepted", { order: order(1, "accepted") })])
  expect(after.technicians).toBe(before.technicians)
  expect(reduceBoard(before, [said("something.else", {})])).toBe(before)
})

test("an older position does not overwrite a newer one, and strangers are left out", () => {
  const before = boardOf(state({ technicians: [technician(1, "2026-01-01T00:00:10Z")] }))
  const item = { id: 1, lon: 114, lat: 24, heading: null, state: "busy" as const }
  expect(moveTechnicians(before, [{ ...item, at: "2026-01-01T00:00:05Z" }])).toBe(before)
  const after = moveTechnicians(before, [{ ...item, at: "2026-01-01T00:00:15Z" }, { ...item, id: 9, at: "2026-01-01T00:00:15Z" }])
  expect(after.technicians.get(1)).toMatchObject({ lon: 114, state: "busy" })
  expect(after.technicians.size).toBe(1)
})

test("entries one by one, in batches or twice lead to the same board", () => {
  const states = fc.constantFrom<OrderState>("waiting", "offered", "accepted", "closed", "withdrawn")
  const entry = fc.record({ id: fc.integer({ min: 1, max: 6 }), state: states }).map((row) => said(`order.${row.state}`, { order: order(row.id, row.state) }))
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (log) => {
      const whole = reduceBoard(EMPTY_BOARD, log)
      const single = log.reduce((board, one) => reduceBoard(board, [one]), EMPTY_BOARD)
      const sorted = (board: typeof whole) => [...board.orders].sort(([a], [b]) => a - b)
      expect(sorted(single)).toEqual(sorted(whole))
      expect(sorted(reduceBoard(whole, log.slice(-1)))).toEqual(sorted(whole))
    }),
  )
})
