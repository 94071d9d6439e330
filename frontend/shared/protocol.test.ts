import { expect, test } from "vitest"

import catalogue from "./generated/catalogue.json"
import { ORDER_STATES, UTILITIES } from "./protocol"

test("the codes written down here are the server's", () => {
  expect([...UTILITIES]).toEqual(catalogue.enumerations.utility)
  expect([...ORDER_STATES]).toEqual(catalogue.enumerations.order_state)
})
