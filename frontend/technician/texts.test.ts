import { expect, it } from "vitest"

import { gapsOf } from "../shared/i18n/words"
import { choicesOf, TEXTS, wordOf } from "./texts"

it("says everything in both languages, with the same facts", () => {
  expect(gapsOf(Object.fromEntries(Object.entries(TEXTS).filter(([key]) => key !== "me.language")))).toEqual([])
})

it("offers the server's reasons, the vague one last", () => {
  for (const group of ["decline_reason"]) {
    const choices = choicesOf("zh", group)
    expect(choices.length).toBeGreaterThan(4)
    expect(choices.at(-1)!.code).toBe("other")
  }
})

it("shows a code that nobody worded rather than nothing", () => {
  expect(wordOf("en", "symptom", "sea_serpent")).toBe("sea serpent")
})
