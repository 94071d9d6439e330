import { expect, test } from "vitest"

import { barsOf, labelsOf, niceTop } from "./wall"

const flow = [
  { at: "2026-07-01T00:00:00Z", reports: 3, restored: 0 },
  { at: "2026-07-01T00:05:00Z", reports: 4, restored: 2 },
]

test("bars stand on the ground and the fullest span reaches the top line", () => {
  const { bars, lines, most } = barsOf(flow, 234, 108)
  expect(most).toBe(4)
  expect(bars.every(({ y, height }) => Math.abs(y + height - 108) < 1e-9)).toBe(true)
  expect(bars.find(({ key }) => key.startsWith("2026-07-01T00:05") && key.endsWith("reports"))?.y).toBe(lines.at(-1)?.y)
})

test("bars of a span do not overlap those of the next", () => {
  const { bars } = barsOf(flow, 234, 108)
  const sorted = [...bars].sort((a, b) => a.x - b.x)
  for (let place = 1; place < sorted.length; place += 1) expect(sorted[place - 1]!.x + sorted[place - 1]!.width).toBeLessThan(sorted[place]!.x)
})

test("a quiet time is drawn flat, not as noise", () => {
  expect(barsOf([{ at: "a", reports: 0, restored: 0 }], 100, 50).bars.every(({ height }) => height === 0)).toBe(true)
  expect(barsOf([], 100, 50).bars).toEqual([])
})

test.each([
  [0, 2],
  [2, 2],
  [3, 4],
  [11, 20],
  [180, 200],
])("%d is drawn up to %d", (most, top) => expect(niceTop(most)).toBe(top))

test("ages end with what is older than the last limit", () => {
  expect(labelsOf([30, 60])).toEqual([
    { minutes: 30, isOver: false },
    { minutes: 60, isOver: false },
    { minutes: 60, isOver: true },
  ])
})
