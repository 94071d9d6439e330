import { describe, expect, it } from "vitest"

import type { Position } from "./model"
import { dueAt, MOST_KEPT, NO_TRAIL, noted, paceOf, powered, returned, RHYTHMS, taken, type Trail } from "./positions"

const fix = (second: number, metres: number, accuracy_m = 5): Position => ({
  lon: 113.75 + metres / (111_320 * Math.cos((23 * Math.PI) / 180)),
  lat: 23,
  accuracy_m,
  at: new Date(second * 1000).toISOString(),
})

describe("the trail of positions", () => {
  it("keeps what moved or is half a minute old, and drops jitter", () => {
    const trail = [fix(0, 0), fix(1, 5), fix(2, 20), fix(3, 22), fix(40, 22)].reduce(noted, NO_TRAIL)
    expect(trail.kept.map((kept) => Date.parse(kept.at) / 1000)).toEqual([0, 2, 40])
  })

  it("takes a jump within the fix's own uncertainty for noise", () => {
    expect([fix(0, 0), fix(2, 80, 300)].reduce(noted, NO_TRAIL).kept).toHaveLength(1)
  })

  it("drops fixes from the past", () => {
    expect([fix(10, 0), fix(5, 500)].reduce(noted, NO_TRAIL).kept).toHaveLength(1)
  })

  it("sends the first at once and then at most every 15 seconds", () => {
    const first = noted(NO_TRAIL, fix(0, 0))
    expect(dueAt(first)).toBeLessThan(0)
    const [rest, batch] = taken(first, 1_000)
    expect(batch).toHaveLength(1)
    expect(dueAt(rest)).toBeNull()
    expect(dueAt(noted(rest, fix(2, 100)))).toBe(1_000 + RHYTHMS.moving.sendEveryMs)
  })

  it("holds on to the newest when the line is down, in order", () => {
    let trail = NO_TRAIL
    for (let n = 0; n < 15; n += 1) trail = noted(trail, fix(n * 40, n * 100))
    const [rest, batch] = taken(trail, 0)
    let later = rest
    for (let n = 15; n < 30; n += 1) later = noted(later, fix(n * 40, n * 100))
    const kept = returned(later, batch).kept
    expect(kept).toHaveLength(MOST_KEPT)
    expect(kept.map((each) => each.at)).toEqual([...kept.map((each) => each.at)].sort())
    expect(kept.at(-1)!.at).toBe(fix(29 * 40, 0).at)
  })

  it("slows down where somebody works, and is quick again with the first step away", () => {
    let trail: Trail = NO_TRAIL
    const kept: number[] = []
    for (let second = 0; second <= 900; second += 10) {
      const next = noted(trail, fix(second, second % 20 ? 4 : 0))
      if (next.last !== trail.last) kept.push(second)
      trail = next
    }
    expect(paceOf(trail)).toBe("still")
    expect(kept).toEqual([0, 30, 60, 90, 120, 150, 180, 300, 420, 540, 660, 780, 900])
    const [rest] = taken(trail, 900_000)
    expect(dueAt(noted(rest, fix(1_030, 0)))).toBe(900_000 + RHYTHMS.still.sendEveryMs)
    const away = noted(rest, fix(910, 60))
    expect(paceOf(away)).toBe("moving")
    expect(dueAt(away)).toBe(900_000 + RHYTHMS.moving.sendEveryMs)
  })

  it("saves a weak battery, also on the road, and not while it is charged", () => {
    const weak = powered(NO_TRAIL, { level: 0.15, charging: false })
    const kept = Array.from({ length: 61 }, (_, n) => fix(n * 10, n * 150)).reduce(noted, weak).kept
    expect(kept.map((each) => Date.parse(each.at) / 1000)).toEqual([0, 120, 240, 360, 480, 600])
    expect(RHYTHMS[paceOf(weak)].isExact).toBe(false)
    expect(paceOf(powered(weak, { level: 0.15, charging: true }))).toBe("moving")
    expect(paceOf(powered(weak, { level: 0.9, charging: false }))).toBe("moving")
  })
})
