import { expect, test } from "vitest"

import { keptOf } from "./storms"

test("before any promise is judged there is no share of them", () => {
  expect(keptOf({ kept: 0, judged: 0 })).toBeNull()
  expect(keptOf({ kept: 2, judged: 3 })).toBe(66.7)
})
