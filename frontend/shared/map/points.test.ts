import fc from "fast-check"
import { describe, expect, it } from "vitest"

import { diffOf, type Placed } from "./points"

type One = Placed<{ icon: string }>
const some = fc.uniqueArray(fc.record({ id: fc.nat(12), lon: fc.nat(3), lat: fc.nat(3), properties: fc.record({ icon: fc.constantFrom("a", "b") }) }), { selector: ({ id }) => id })
const byId = (points: One[]) => new Map(points.map((one) => [one.id, one]))

describe("a change of points", () => {
  it("leads from any set to any other", () => {
    fc.assert(
      fc.property(some, some, (before, after) => {
        const diff = diffOf(byId(before), byId(after))
        const held = byId(before.map((one) => ({ ...one, properties: { ...one.properties } })))
        for (const id of diff?.remove ?? []) held.delete(id as number)
        for (const { id, geometry, properties } of diff?.add ?? []) {
          const [lon, lat] = (geometry as unknown as { coordinates: [number, number] }).coordinates
          held.set(id as number, { id: id as number, lon, lat, properties: properties as { icon: string } })
        }
        for (const { id, newGeometry, addOrUpdateProperties } of diff?.update ?? []) {
          const one = held.get(id as number)!
          if (newGeometry) [one.lon, one.lat] = (newGeometry as unknown as { coordinates: [number, number] }).coordinates
          for (const { key, value } of addOrUpdateProperties ?? []) one.properties[key as "icon"] = value as string
        }
        expect(held).toEqual(byId(after))
      }),
    )
  })

  it("is nothing where nothing changed, and small where little did", () => {
    const points = Array.from({ length: 50 }, (_, id) => ({ id, lon: id, lat: 0, properties: { icon: "a" } }))
    expect(diffOf(byId(points), byId(points.map((one) => ({ ...one }))))).toBeNull()
    const moved = points.map((one) => (one.id === 7 ? { ...one, lat: 1 } : one))
    expect(diffOf(byId(points), byId(moved))).toEqual({ add: [], remove: [], update: [{ id: 7, newGeometry: { type: "Point", coordinates: [7, 1] } }] })
  })
})
