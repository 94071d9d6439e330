import { describe, expect, test } from "vitest"

import type { PresenceItem } from "../../shared/types"
import { heard, NOBODY, othersAt } from "./presence"

const START = Date.parse("2026-01-05T04:00:00Z")
const iso = (seconds: number) => new Date(START + seconds * 1000).toISOString()
const at = (user: number, seconds: number, more: Partial<PresenceItem> = {}): PresenceItem => ({
  order_id: 7, user_id: user, name: `u${user}`, doing: "looking", about: "", since: iso(seconds), seen_at: iso(seconds), lasts_s: 45, ...more,
})
const names = (known: ReturnType<typeof heard>, seconds: number, self: number | null = null) => othersAt(known, 7, self, START + seconds * 1000).map(({ name }) => name)

describe("who is at an order", () => {
  test("is everybody else, whoever is about to act first", () => {
    const known = heard(NOBODY, [at(1, 0), at(2, 1), at(3, 2, { doing: "deciding", about: "assign" })], START)
    expect(names(known, 3, 1)).toEqual(["u3", "u2"])
    expect(othersAt(known, 8, 1, START)).toEqual([])
  })

  test("passes when it is not said again", () => {
    const known = heard(NOBODY, [at(1, 0), at(2, 30)], START)
    expect(names(known, 44)).toEqual(["u1", "u2"])
    expect(names(known, 45)).toEqual(["u2"])
  })

  test("goes by the newest word, in whatever order words come", () => {
    const known = heard(heard(NOBODY, [at(1, 10, { doing: "gone" })], START), [at(1, 5)], START)
    expect(names(known, 11)).toEqual([])
    expect(names(heard(known, [at(1, 12)], START), 13)).toEqual(["u1"])
  })

  test("is not kept for orders that nobody spoke of lately", () => {
    const known = heard(NOBODY, [at(1, 0)], START)
    expect(heard(known, [at(2, 100, { order_id: 9 })], START + 100_000).has(7)).toBe(false)
  })
})
