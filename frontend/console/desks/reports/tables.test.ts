import { expect, test } from "vitest"

import { addressOf, dayBefore, PROMISES, TABLES } from "./tables"

test("a day is the one of the place, not of the machine", () => {
  const lateEvening = Date.parse("2026-11-22T17:30:00Z")
  expect(dayBefore(0, lateEvening, "Asia/Shanghai")).toBe("2026-11-23")
  expect(dayBefore(0, lateEvening, "UTC")).toBe("2026-11-22")
  expect(dayBefore(29, lateEvening, "Asia/Shanghai")).toBe("2026-10-25")
})

test("an address names the node, the days and the form", () => {
  expect(addressOf(PROMISES, 4, "2026-11-01", "2026-11-23", { by: "station", format: "csv" })).toBe("/api/v1/reports/promises?node=4&from=2026-11-01&to=2026-11-23&by=station&format=csv")
})

test("every table has a code and columns of its own", () => {
  const codes = [...TABLES, PROMISES].map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
  for (const { columns } of TABLES) expect(columns[0]!.name).toBe("station_name")
})
