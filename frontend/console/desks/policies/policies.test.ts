import { expect, test } from "vitest"

import { bodyOf, familyOf, limitsOf, type PolicyRow } from "./policies"

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
