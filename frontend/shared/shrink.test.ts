import { expect, test } from "vitest"

import { fitted } from "./shrink"

test("a picture is made to fit and keeps its shape", () => {
  expect(fitted(4000, 3000)).toEqual([1600, 1200])
  expect(fitted(3000, 4000)).toEqual([1200, 1600])
})

test("a small one stays as it is, and a thin one keeps a pixel", () => {
  expect(fitted(640, 480)).toEqual([640, 480])
  expect(fitted(20_000, 2)).toEqual([1600, 1])
})
