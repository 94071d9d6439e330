import fc from "fast-check"
import { describe as group, expect, test } from "vitest"

import {
  addArea, areaOf, begin, cornersIn, cornersOf, describe, documentOf, edit, geometryOf, insertCorner, isUnsaved, markSaved, moveCorner,
  nextCorner, payloadOf, redo, removeArea, removeCorner, reshape, undo, type Corner, type Document, type PlanAreas,
} from "./document"

const square = (west: number, size = 1) => [[west, 0], [west + size, 0], [west + size, size], [west, size], [west, 0]]
const AREAS: PlanAreas = {
  type: "FeatureCollection",
  features: [
    { type: "Feature", geometry: { type: "Polygon", coordinates: [square(0, 4), square(1)] }, properties: { area_id: 7, station_id: 1, own_utility: "", utility: "gas", utilities: ["gas"], rank: 1, area_name: "一", name: "一站", name_en: "One", vertices: 10 } },
    { type: "Feature", geometry: { type: "MultiPolygon", coordinates: [[square(5)], [square(7)]] }, properties: { area_id: 8, station_id: 2, own_utility: "gas", utility: "gas", utilities: ["gas"], rank: 2, area_name: "", name: "二站", name_en: "Two", vertices: 10 } },
  ],
}
const DOC = documentOf(AREAS)
const first: Corner = { part: 0, ring: 0, at: 0 }

group("a document", () => {
  test("goes back to the shapes that it came from", () => {
    expect(DOC.map(geometryOf)).toEqual(AREAS.features.map(({ geometry }) => geometry))
    expect(cornersOf(DOC[0]!)).toBe(8)
  })

  test("saves every station that it has taken up, also one with nothing left", () => {
    const saved = payloadOf(removeArea(DOC, "area-8"), [1, 2])
    expect(saved[1]).toMatchObject([{ rank: 1, utility: null, name: "一" }])
    expect(saved[2]).toEqual([])
  })
})

group("an edit", () => {
  test("moves, adds and takes a corner, and touches no other area", () => {
    const moved = moveCorner(DOC, "area-7", first, [-1, -1])
    expect(areaOf(moved, "area-7")!.parts[0]![0]![0]).toEqual([-1, -1])
    expect(moved[1]).toBe(DOC[1])
    expect(DOC[0]!.parts[0]![0]![0]).toEqual([0, 0])
    const more = insertCorner(DOC, "area-7", first, [2, -1])
    expect(areaOf(more, "area-7")!.parts[0]![0]!.slice(0, 3)).toEqual([[0, 0], [2, -1], [4, 0]])
    expect(removeCorner(more, "area-7", { ...first, at: 1 })).toEqual(DOC)
  })

  test("that would leave two corners takes the hole or the exclave, and never the area's last", () => {
    const take = (document: Document, key: string, corner: Corner) => removeCorner(removeCorner(document, key, corner), key, corner)
    expect(take(DOC, "area-7", { part: 0, ring: 1, at: 0 })[0]!.parts[0]).toHaveLength(1)
    expect(take(DOC, "area-8", { part: 1, ring: 0, at: 0 })[1]!.parts).toHaveLength(1)
    const last = take(take(DOC, "area-8", { part: 1, ring: 0, at: 0 }), "area-8", first)
    expect(last[1]!.parts[0]![0]).toHaveLength(3)
  })

  test("that splits leaves the rest as areas beside it, with the same station, rank and utility", () => {
    const [west, east] = [{ type: "Polygon" as const, coordinates: [square(0)] }, { type: "Polygon" as const, coordinates: [square(1)] }]
    const split = reshape(DOC, "area-8", [west, east])
    expect(split.map(({ stationId, rank, utility }) => [stationId, rank, utility])).toEqual([[1, 1, ""], [2, 2, "gas"], [2, 2, "gas"]])
    expect(new Set(split.map(({ key }) => key)).size).toBe(3)
  })

  test("describes an area, and a new one begins with rank 1", () => {
    expect(describe(DOC, "area-7", { rank: 3 })[0]).toMatchObject({ rank: 3, name: "一" })
    const { document, key } = addArea(DOC, 2, { type: "Polygon", coordinates: [square(9)] })
    expect(areaOf(document, key)).toMatchObject({ stationId: 2, rank: 1, utility: "" })
  })
})

group("corners", () => {
  test("are given as far as they are in view, and none where there are too many to take hold of", () => {
    const area = DOC[0]!
    expect(cornersIn(area, [-0.5, -0.5, 1.5, 1.5], 10)!.map(({ corner }) => [corner.ring, corner.at])).toEqual([[0, 0], [1, 0], [1, 3]])
    expect(cornersIn(area, [-9, -9, 9, 9], 3)).toBeNull()
  })

  test("are walked round all rings, either way", () => {
    let corner: Corner | null = null
    const seen = new Set<string>()
    for (let step = 0; step < 8; step += 1) {
      corner = nextCorner(DOC[0]!, corner, 1)
      seen.add(`${corner.ring}.${corner.at}`)
    }
    expect(seen.size).toBe(8)
    expect(nextCorner(DOC[0]!, corner, 1)).toEqual(first)
    expect(nextCorner(DOC[0]!, first, -1)).toEqual(corner)
  })
})

group("the history", () => {
  test("goes back to any step and forth again", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.double({ min: -9, max: 9, noNaN: true })), { minLength: 1, maxLength: 30 }), (steps) => {
        let history = begin(DOC)
        for (const [at, to] of steps) history = edit(history, moveCorner(history.present, "area-7", { ...first, at }, [to, to]))
        const last = history.present
        for (let step = 0; step < steps.length; step += 1) history = undo(history)
        expect(history.present).toBe(DOC)
        expect(undo(history)).toBe(history)
        for (let step = 0; step < steps.length; step += 1) history = redo(history)
        expect(history.present).toBe(last)
      }),
    )
  })

  test("knows what is saved, also after going back", () => {
    const moved = edit(begin(DOC), moveCorner(DOC, "area-7", first, [-1, 0]))
    expect([isUnsaved(begin(DOC)), isUnsaved(moved), isUnsaved(markSaved(moved)), isUnsaved(undo(markSaved(moved)))]).toEqual([false, true, false, true])
  })

  test("forgets what would come after when something else is done", () => {
    const moved = edit(begin(DOC), moveCorner(DOC, "area-7", first, [-1, 0]))
    expect(redo(edit(undo(moved), removeArea(DOC, "area-8"))).present).toHaveLength(1)
  })
})
