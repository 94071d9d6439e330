import { expect, test } from "vitest"

import { WORDS } from "../generated/words"
import { fill, gapsOf } from "./words"

test("facts take the place of their names, and what is missing stays visible", () => {
  expect(fill("{count} of {whole}", { count: 2 })).toBe("2 of {whole}")
})

test("gaps are found: an empty language, other facts, Chinese in the English", () => {
  expect(gapsOf({ a: { zh: "好", en: " " }, b: { zh: "{n} 个", en: "some" }, c: { zh: "好", en: "好" }, d: { zh: "好", en: "good" } })).toEqual([
    "a: no English",
    "b: other facts in Chinese (n) than in English ()",
    "c: Chinese in the English",
  ])
})

test("the server's words are whole", () => {
  expect(gapsOf(WORDS)).toEqual([])
})
