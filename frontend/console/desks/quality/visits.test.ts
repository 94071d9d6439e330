import { expect, test } from "vitest"

import { following, isAnswered, type Visit } from "./visits"

const visits = [4, 7, 9].map((id) => ({ id }) as Visit)

test("the next visit opens by itself, the last but one after the last", () => {
  expect(following(visits, 4)).toBe(7)
  expect(following(visits, 7)).toBe(9)
  expect(following(visits, 9)).toBe(7)
  expect(following(visits.slice(0, 1), 4)).toBeNull()
})

test("both marks are needed: solved or not, and how content", () => {
  expect(isAnswered({})).toBe(false)
  expect(isAnswered({ solved: false })).toBe(false)
  expect(isAnswered({ solved: null, satisfaction: 4 })).toBe(false)
  expect(isAnswered({ solved: false, satisfaction: 1 })).toBe(true)
})
