import { describe, expect, test } from "vitest"

import { addressOf, askedOf, dayBefore, daysOf, FIRST, queryOf, type Asked } from "./asked"

const LATE_EVENING = Date.parse("2026-11-22T17:30:00Z")

describe("what is asked", () => {
  test.each<Asked>([
    FIRST,
    { ...FIRST, report: "first-time", period: "own", from: "2026-01-01", to: "2026-01-31", place: 4, utility: "gas", urgency: "life_safety", station: 12, by: "month" },
    { ...FIRST, report: "times", list: { figure: "count", row: ["arrival", "", "3"], page: 2, by: "all", report: "spread" } },
  ])("comes back from the address as it was", (asked) => {
    expect(askedOf(queryOf(asked))).toEqual(asked)
  })

  test.each(["?report=../../x", "?period=ever", "?place=-1", "?station=x", "?utility=coal", "?urgency=much", "?by=moon", "?period=own&from=2026-02-02&to=2026-01-01", "?period=own&from=soon&to=later"])("of nonsense (%s) is the first question", (query) => {
    expect(askedOf(query)).toEqual(FIRST)
  })

  test("an order that is open stays in the address", () => {
    expect(queryOf({ ...FIRST, report: "load" }, "12")).toBe("?report=load&order=12")
  })
})

describe("days", () => {
  test("are those of the place, not of the machine", () => {
    expect(dayBefore(0, LATE_EVENING, "Asia/Shanghai")).toBe("2026-11-23")
    expect(dayBefore(0, LATE_EVENING, "UTC")).toBe("2026-11-22")
  })

  test.each([
    ["today", "2026-11-23", "2026-11-23"],
    ["7", "2026-11-17", "2026-11-23"],
    ["30", "2026-10-25", "2026-11-23"],
    ["month", "2026-11-01", "2026-11-23"],
  ] as const)("of the period %s, both included", (period, from, to) => {
    expect(daysOf({ period, from: "", to: "" }, LATE_EVENING, "Asia/Shanghai")).toEqual({ from, to })
  })
})

test("the server is asked of the place chosen, else of the desk's node", () => {
  const days = { from: "2026-11-01", to: "2026-11-23" }
  expect(addressOf("times", FIRST, 4, days, { by: "all" })).toBe("/api/v1/reports/times?node=4&from=2026-11-01&to=2026-11-23&by=all")
  expect(addressOf("returns", { ...FIRST, place: 9, station: 3 }, 4, days, { row: ["3", "no_crew"] }, "/orders")).toBe("/api/v1/reports/returns/orders?node=9&from=2026-11-01&to=2026-11-23&station=3&row=3&row=no_crew")
})
