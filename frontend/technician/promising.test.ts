import { expect, it } from "vitest"

import { wallOf } from "../shared/zoned"
import { canPromise, quickTimes } from "./promising"

const ZONE = "Asia/Shanghai"
const walls = (now: string) => quickTimes(Date.parse(now), ZONE).map((at) => wallOf(at, ZONE).slice(8))

it("offers the next half hour, one and two hours in steps of five minutes, then the usual hours", () => {
  expect(walls("2026-03-02T01:02:10Z")).toEqual(["02T09:35", "02T10:05", "02T11:05", "02T14:00", "02T18:00", "03T09:00"])
})

it("goes on with tomorrow in the evening, and never offers what has passed", () => {
  expect(walls("2026-03-02T12:00:00Z")).toEqual(["02T20:30", "02T21:00", "02T22:00", "03T09:00", "03T14:00", "03T18:00"])
})

it("promises three times, and only before arriving", () => {
  expect(canPromise("accepted", 2)).toBe(true)
  expect(canPromise("accepted", 3)).toBe(false)
  expect(canPromise("arrived", 0)).toBe(false)
})
