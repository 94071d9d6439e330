import type { FeatureCollection, Position } from "geojson"
import { expect, test, vi } from "vitest"

// Only geometry is tested here; the base wants a browser.
vi.mock("./base", () => ({ LABEL_FONT: [] }))

const { attributionIn, namesOf } = await import("./districts")

const box = (west: number, south: number, size: number): Position[][] => [
  [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]],
]

test("a district's name stands once, in the middle of its largest part", () => {
  const features: FeatureCollection = {
    type: "FeatureCollection",
    features: [{ type: "Feature", properties: { name: "金水区" }, geometry: { type: "MultiPolygon", coordinates: [box(110, 20, 0.1), box(113, 34, 2)] } }],
  }
  const { features: names } = namesOf(features)
  expect(names).toHaveLength(1)
  expect(names[0]!.properties).toEqual({ name: "金水区" })
  expect(names[0]!.geometry.coordinates[0]).toBeCloseTo(114, 9)
  expect(names[0]!.geometry.coordinates[1]).toBeCloseTo(35, 9)
})

test("the source is told in the reader's language, and whole when it has only one", () => {
  expect(attributionIn("en", "轮廓：某处 · Outlines: somewhere")).toBe("Outlines: somewhere")
  expect(attributionIn("zh", "轮廓：某处 · Outlines: somewhere")).toBe("轮廓：某处")
  expect(attributionIn("en", "轮廓：某处")).toBe("轮廓：某处")
})
