import { expect, test } from "vitest"

import type { OrderCard } from "../../../shared/types"
import { workOf } from "./stages"

const order = (id: number, state: OrderCard["state"], station_id: number | null, more: Partial<OrderCard> = {}) =>
  ({ id, state, station_id, is_life_safety: false, priority: 3, opened_at: "2026-01-01T00:00:00Z", due_at: null, ...more }) as OrderCard

test("a station sees its own orders and nobody else's, each in one stage", () => {
  const { offers, stages, held } = workOf([order(1, "offered", 7), order(2, "accepted", 7), order(3, "departed", 7), order(4, "accepted", 8), order(5, "waiting", null), order(6, "withdrawal_asked", 7)], 7)
  expect(offers.map(({ id }) => id)).toEqual([1])
  expect(stages.accepted.map(({ id }) => id)).toEqual([2])
  expect(stages.way.map(({ id }) => id)).toEqual([3])
  expect(stages.held.map(({ id }) => id)).toEqual([6])
  expect(held).toBe(3)
})

test("the offer with the least time left stands first, life safety before all", () => {
  const { offers } = workOf([order(1, "offered", 7, { due_at: "2026-01-01T00:09:00Z" }), order(2, "offered", 7, { due_at: "2026-01-01T00:03:00Z" }), order(3, "offered", 7, { is_life_safety: true })], 7)
  expect(offers.map(({ id }) => id)).toEqual([3, 2, 1])
})

test("nothing belongs to no station", () => {
  expect(workOf([order(1, "waiting", null), order(2, "offered", null)], null).offers).toEqual([])
})
