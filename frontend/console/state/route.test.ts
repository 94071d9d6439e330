import { describe, expect, test } from "vitest"

import { addressOf, DESKS, routeOf, withOrder } from "./route"

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

  test("with another order keeps what else a desk has in it", () => {
    expect(withOrder("/console/reports", "?report=times&row=a&row=b&order=3", 4)).toBe("/console/reports?report=times&row=a&row=b&order=4")
    expect(withOrder("/console/reports", "?report=times&order=3", null)).toBe("/console/reports?report=times")
    expect(withOrder("/console/", "?order=3", null)).toBe("/console/")
  })
})
