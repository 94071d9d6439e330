import { expect, test } from "vitest"

import { moved, placeOf } from "./tracks"

test("somebody new stands where they were heard", () => {
  expect(placeOf(moved(undefined, 113, 23, 0), 500)).toEqual([113, 23])
})

test("a step starts where the person is shown, even in the middle of the step before", () => {
  const first = moved(moved(undefined, 113, 23, 0), 113.01, 23, 2000)
  const half = placeOf(first, 3000)
  expect(half[0]).toBeCloseTo(113.005, 6)
  const second = moved(first, 113.005, 23.01, 3000)
  expect(placeOf(second, 3000)).toEqual(half)
  expect(placeOf(second, 60_000)).toEqual([113.005, 23.01])
})

test("the same position again changes nothing, a far one is jumped to", () => {
  const track = moved(undefined, 113, 23, 0)
  expect(moved(track, 113, 23, 1000)).toBe(track)
  expect(placeOf(moved(track, 114, 23, 1000), 1000)).toEqual([114, 23])
})
