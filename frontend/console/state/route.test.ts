import { describe, expect, test } from "vitest"

import { addressOf, DESKS, routeOf } from "./route"

describe("the address", () => {
  test("leads back to every desk and the order that was open", () => {
    for (const desk of DESKS) {
      for (const order of [null, 42]) {
        const address = new URL(addressOf({ desk, order }), "http://paidan.example")
        expect(routeOf(address.pathname, address.search)).toEqual({ desk, order })
      }
    }
  })

  test.each(["/console/nowhere", "/console/map", "/console/station/7", "/technician/"])("of nothing known (%s) shows the map", (path) => {
    expect(routeOf(path, "").desk).toBe("map")
  })

  test.each(["?order=0", "?order=-3", "?order=1.5", "?order=x", "?order="])("with %s opens no order", (query) => {
    expect(routeOf("/console/station", query).order).toBeNull()
  })
})
