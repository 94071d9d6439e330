import { expect, test, vi } from "vitest"

// The tile mathematics need no map; MapLibre wants a browser.
vi.mock("maplibre-gl", () => ({ addProtocol: () => undefined }))

const { rasterSource, shiftOf } = await import("./tiles")

test("a tile over Guangzhou lies about 500 m off among GCJ-02 tiles", () => {
  const z = 16
  const x = 53_400
  const y = 28_450
  const { column, row } = shiftOf(z, x, y)
  const metres = (40_075_016 / 2 ** z) * Math.cos((23 * Math.PI) / 180)
  const shift = Math.hypot(column - x, row - y) * metres
  expect(shift).toBeGreaterThan(300)
  expect(shift).toBeLessThan(800)
})

test("outside China nothing is shifted", () => {
  expect(shiftOf(10, 300, 380).column).toBeCloseTo(300, 6)
})

test("the address of a shifted source is kept out of MapLibre's substitution", () => {
  const source = rasterSource({ url: "/tiles/{z}/{x}/{y}.png", datum: "GCJ-02", attribution: "" })
  expect(source.tiles).toEqual(["gcj02://{z}/{x}/{y}/%2Ftiles%2F%7Bz%7D%2F%7Bx%7D%2F%7By%7D.png"])
  expect(rasterSource({ url: "/t/{z}/{x}/{y}.png", datum: "WGS-84", attribution: "" }).tiles).toEqual(["/t/{z}/{x}/{y}.png"])
})
