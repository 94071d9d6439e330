import * as fc from "fast-check"
import { expect, test } from "vitest"

import { instantOf, wallOf } from "./zoned"

test("a form shows the place's time, not the machine's", () => {
  expect(wallOf("2026-11-23T01:05:00Z", "Asia/Shanghai")).toBe("2026-11-23T09:05")
  expect(wallOf("2026-11-23T01:05:00Z", "Asia/Urumqi")).toBe("2026-11-23T07:05")
  expect(instantOf("2026-11-24T00:30", "Asia/Shanghai")).toBe("2026-11-23T16:30:00.000Z")
})

test("what was written is what is read, in every zone", () => {
  const minutes = fc.integer({ min: 0, max: 60 * 24 * 365 * 3 })
  fc.assert(
    fc.property(minutes, fc.constantFrom("Asia/Shanghai", "Asia/Kathmandu", "UTC", "America/St_Johns"), (minute, zone) => {
      const instant = new Date(Date.UTC(2026, 0, 1) + minute * 60_000).toISOString()
      // An hour that is lived through twice has two instants for one time on the wall.
      expect(wallOf(instantOf(wallOf(instant, zone), zone)!, zone)).toBe(wallOf(instant, zone))
    }),
  )
})

test.each(["", "soon", "2026-13-40T99:99", "2026-11-23"])("%j is no time", (text) => {
  expect(instantOf(text, "Asia/Shanghai")).toBeNull()
})
