import { describe, expect, it } from "vitest"

import { sketched, type Evidence } from "./arrivals"

const evidence = (lon: number, lat: number, accuracy_m: number | null): Evidence => ({
  hints: [],
  device_at: "2026-01-05T04:00:00Z",
  skew_s: 0,
  waited_s: 0,
  place: { lon: 117.05, lat: 31.05 },
  fix: { lon, lat, accuracy_m, at: "2026-01-05T04:00:00Z" },
  distance_m: 1,
  known: null,
})

describe("the sketch of an arrival", () => {
  it("has north up and east right", () => {
    const drawn = sketched(evidence(117.06, 31.06, 10), 300, 140)!
    expect(drawn.fix[0]).toBeGreaterThan(drawn.place[0])
    expect(drawn.fix[1]).toBeLessThan(drawn.place[1])
  })

  it.each([
    [117.12, 31.05, 12],
    [117.05, 30.9, 3000],
    [117.05001, 31.05001, 800],
    [117.05, 31.05, null],
  ])("keeps place, fix and inaccuracy within its box (%f, %f, %s)", (lon, lat, accuracy) => {
    const { place, fix, radius } = sketched(evidence(lon, lat, accuracy), 300, 140)!
    for (const [x, y] of [place, fix]) {
      expect(x).toBeGreaterThanOrEqual(0)
      expect(x).toBeLessThanOrEqual(300)
      expect(y).toBeGreaterThanOrEqual(0)
      expect(y).toBeLessThanOrEqual(140)
    }
    expect(fix[1] - radius).toBeGreaterThanOrEqual(0)
    expect(fix[1] + radius).toBeLessThanOrEqual(140)
  })

  it("draws nothing without a fix", () => {
    expect(sketched({ ...evidence(0, 0, 0), fix: null, distance_m: null }, 300, 140)).toBeNull()
  })
})
