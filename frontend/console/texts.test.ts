import { expect, test } from "vitest"

import { gapsOf } from "../shared/i18n/words"
import { TEXTS } from "./texts"

test("the console's words are whole in both languages", () => {
  // The name of the other language is written in that language.
  expect(gapsOf(TEXTS)).toEqual(["head.language: Chinese in the English", "head.language.label: Chinese in the English"])
})
