import { describe, expect, test } from "vitest"

import { compass, scaleOf, sketchOf } from "./sketch"

const PLACE = { lon: 117.05, lat: 31.05 }

describe("a sketch of the way", () => {
  test("says how far and where to from here", () => {
    const found = sketchOf(PLACE, { lon: 117.05, lat: 31.041 }, [])
    expect(found.away).toBeCloseTo(1002, 0)
    expect(compass(found.bearing!)).toBe("n")
    expect(found.me![0]).toBe(0)
    expect(found.me![1]).toBeLessThan(-1000)
    expect(found.reach).toBeGreaterThan(1002)
  })

  test.each([
    [0.01, 0, "w"],
    [-0.01, 0, "e"],
    [0, 0.01, "s"],
    [0.01, 0.0086, "sw"],
    [-0.01, -0.0086, "ne"],
  ])("from %f° east and %f° north it lies to the %s", (east, north, goal) => {
    const { bearing } = sketchOf(PLACE, { lon: PLACE.lon + east, lat: PLACE.lat + north }, [])
    expect(compass(bearing!)).toBe(goal)
  })

  test("without a position it still shows the other jobs, but none at the end of the world", () => {
    const found = sketchOf(PLACE, null, [{ lon: 117.06, lat: 31.05 }, { lon: 100, lat: 20 }])
    expect([found.me, found.away, found.bearing, found.others.length]).toEqual([null, null, null, 1])
  })

  test("its scale is round and fits", () => {
    expect([100, 1152, 23_000].map(scaleOf)).toEqual([50, 500, 10_000])
  })
})
