import { expect, test } from "vitest"

import { bodyOf, grouped, limitsOf, standingOf, type PolicyRow } from "./policies"
import { familyOf, themeOf } from "./themes"

const row = (over: Partial<PolicyRow>): PolicyRow => ({
  id: 1, code: "clock.arrival", utility: "electricity", business_type: "", symptom: "", urgency: "", scene: "city", season: "", value: 45, unit: "min",
  effective_from: "2000-01-01T00:00:00Z", effective_to: null, citation: "State Grid", mark: "P", is_verified: false, note: "", made_by: "", is_in_effect: true, ...over,
})

test("rows of the same conditions are one limit with its history", () => {
  const old = row({ id: 1, effective_to: "2026-01-01T00:00:00Z", is_in_effect: false })
  const now = row({ id: 2, effective_from: "2026-01-01T00:00:00Z", value: 30 })
  const rural = row({ id: 3, scene: "rural", value: 90 })
  const limits = limitsOf([old, now, rural], "")
  expect(limits.map((limit) => [limit.now?.value, limit.rows.length])).toEqual([[30, 2], [90, 1]])
  expect(limits[0]!.rows.map(({ id }) => id)).toEqual([2, 1])
})

test("a limit is found by its code, its conditions and its source", () => {
  const rows = [row({}), row({ id: 2, code: "urge.apart", utility: "", scene: "", citation: "Own" })]
  expect(limitsOf(rows, "urge").map(({ code }) => code)).toEqual(["urge.apart"])
  expect(limitsOf(rows, "CITY")).toHaveLength(1)
  expect(limitsOf(rows, "state grid")).toHaveLength(1)
})

test("a new row keeps the conditions of the old one and begins now where no time is given", () => {
  const body = bodyOf(row({}), { value: "30", unit: "min", from: "", citation: " 新承诺 ", mark: "P", note: "" })
  expect(body).toMatchObject({ code: "clock.arrival", utility: "electricity", scene: "city", value: "30", citation: "新承诺" })
  expect("effective_from" in body).toBe(false)
  expect(familyOf("suspend.longest.traffic")).toBe("suspend")
})

test("limits are listed by what they are about, and one of an unknown family is not lost", () => {
  const limits = limitsOf(["warn.threshold_1", "new_family.limit", "clock.arrival", "urge.apart"].map((code, id) => row({ id, code })), "")
  expect(grouped(limits).map(({ theme, limits: found }) => [theme, found.map(({ code }) => code)])).toEqual([
    ["deadlines", ["warn.threshold_1", "clock.arrival"]],
    ["intake", ["urge.apart"]],
    ["other", ["new_family.limit"]],
  ])
  expect(themeOf("suspend.longest.traffic")).toBe("field")
})

test("a limit says whether it holds, since when, and what comes after it", () => {
  const standing = (...rows: PolicyRow[]) => standingOf(limitsOf(rows, "")[0]!)
  const seed = row({})
  expect(standing(seed)).toEqual({ is: "now", row: seed, since: null, next: null, ends: null })
  const until = row({ effective_to: "2026-12-01T00:00:00Z" })
  expect(standing(until)).toMatchObject({ is: "now", next: null, ends: "2026-12-01T00:00:00Z" })
  const next = row({ id: 2, value: 30, effective_from: "2026-12-01T00:00:00Z", is_in_effect: false })
  expect(standing(until, next)).toMatchObject({ is: "now", row: until, next, ends: null })
  expect(standing(next)).toMatchObject({ is: "later", since: "2026-12-01T00:00:00Z" })
  const over = row({ effective_from: "2026-01-01T00:00:00Z", effective_to: "2026-02-01T00:00:00Z", is_in_effect: false })
  expect(standing(over)).toMatchObject({ is: "over", row: over, ends: "2026-02-01T00:00:00Z" })
})
