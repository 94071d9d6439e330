import { expect, test } from "vitest"

import { spoken } from "./numbers"

test("a number is shown as it is said", () => {
  expect(spoken("2611230001234")).toBe("261123 000 123 4")
  expect(spoken("A-7")).toBe("A-7")
})
