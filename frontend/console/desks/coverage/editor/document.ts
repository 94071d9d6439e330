/**
 * The areas of a plan while they are edited: an immutable document, pure edits, and a history to go back and forth in.
 *
 * Rings are open (the first corner is not repeated) and hold at least three corners. An edit copies only the ring that
 * it changes, so that an area of twenty thousand corners is edited as quickly as a small one.
 */

import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from "geojson"

import type { Utility } from "../../../../shared/types"

export type Ring = readonly Position[]
export type Part = readonly Ring[]

export interface Area {
  /** Known only here; stays the same through all edits. */
  readonly key: string
  readonly stationId: number
  readonly utility: Utility | ""
  readonly rank: number
  readonly name: string
  readonly parts: readonly Part[]
}

export type Document = readonly Area[]

export interface Corner {
  readonly part: number
  readonly ring: number
  readonly at: number
}

export const LEAST_CORNERS = 3

export interface PlanAreaProperties {
  area_id: number
  station_id: number
  own_utility: Utility | ""
  utility: Utility
  utilities: Utility[]
  rank: number
  area_name: string
  name: string
  name_en: string
  vertices: number
}

export type PlanAreas = FeatureCollection<Polygon | MultiPolygon, PlanAreaProperties>

let drawn = 0
function drawKey(): string {
  return `new-${(drawn += 1)}`
}

export function documentOf(areas: PlanAreas): Document {
  return areas.features.map(({ geometry, properties }) => ({
    key: `area-${properties.area_id}`,
    stationId: properties.station_id,
    utility: properties.own_utility,
    rank: properties.rank,
    name: properties.area_name,
    parts: partsOf(geometry),
  }))
}

export function partsOf(geometry: Polygon | MultiPolygon): Part[] {
  const polygons = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates
  return polygons.map((rings) => rings.map((ring) => ring.slice(0, -1)))
}

export function geometryOf({ parts }: Pick<Area, "parts">): Polygon | MultiPolygon {
  const polygons = parts.map((part) => part.map((ring) => [...ring, ring[0]!]))
  return polygons.length === 1 ? { type: "Polygon", coordinates: polygons[0]! } : { type: "MultiPolygon", coordinates: polygons }
}

export function featureOf(area: Area): Feature<Polygon | MultiPolygon> {
  return { type: "Feature", properties: { key: area.key, station_id: area.stationId, utility: area.utility }, geometry: geometryOf(area) }
}

/** What is saved: each station's areas, also of those that have none left. */
export function payloadOf(document: Document, stations: Iterable<number>): Record<number, object[]> {
  const saved: Record<number, object[]> = {}
  for (const station of stations) saved[station] = []
  for (const area of document) {
    ;(saved[area.stationId] ??= []).push({ geometry: geometryOf(area), utility: area.utility || null, rank: area.rank, name: area.name })
  }
  return saved
}

export function areaOf(document: Document, key: string | null): Area | null {
  return document.find((area) => area.key === key) ?? null
}

export function cornersOf(area: Area): number {
  return area.parts.reduce((sum, part) => sum + part.reduce((count, ring) => count + ring.length, 0), 0)
}

export function placeOf(area: Area, { part, ring, at }: Corner): Position | null {
  return area.parts[part]?.[ring]?.[at] ?? null
}

function changed(document: Document, key: string, change: (area: Area) => Area): Document {
  return document.map((area) => (area.key === key ? change(area) : area))
}

function withRing(area: Area, { part, ring }: Corner, change: (ring: Ring) => Ring): Area {
  return { ...area, parts: area.parts.map((one, place) => (place === part ? one.map((line, number) => (number === ring ? change(line) : line)) : one)) }
}

export function moveCorner(document: Document, key: string, corner: Corner, to: Position): Document {
  return changed(document, key, (area) => withRing(area, corner, (ring) => ring.map((place, at) => (at === corner.at ? to : place))))
}

/** A corner behind the one given. */
export function insertCorner(document: Document, key: string, corner: Corner, place: Position): Document {
  return changed(document, key, (area) => withRing(area, corner, (ring) => [...ring.slice(0, corner.at + 1), place, ...ring.slice(corner.at + 1)]))
}

/** Without the corner; a hole or exclave of three goes as a whole. The last three corners of an area stay. */
export function removeCorner(document: Document, key: string, corner: Corner): Document {
  return changed(document, key, (area) => {
    const ring = area.parts[corner.part]?.[corner.ring]
    if (!ring) return area
    if (ring.length > LEAST_CORNERS) return withRing(area, corner, (line) => line.filter((_, at) => at !== corner.at))
    if (corner.ring > 0) return { ...area, parts: area.parts.map((part, place) => (place === corner.part ? part.filter((_, number) => number !== corner.ring) : part)) }
    return area.parts.length > 1 ? { ...area, parts: area.parts.filter((_, place) => place !== corner.part) } : area
  })
}

export function describe(document: Document, key: string, said: Partial<Pick<Area, "utility" | "rank" | "name">>): Document {
  return changed(document, key, (area) => ({ ...area, ...said }))
}

/** The first shape takes the area's place, further ones become areas beside it. */
export function reshape(document: Document, key: string, shapes: readonly (Polygon | MultiPolygon)[]): Document {
  const [first, ...rest] = shapes
  if (!first) return document
  return document.flatMap((area) => {
    if (area.key !== key) return [area]
    const further = rest.map((shape) => ({ ...area, key: drawKey(), parts: partsOf(shape) }))
    return [{ ...area, parts: partsOf(first) }, ...further]
  })
}

export function addArea(document: Document, stationId: number, shape: Polygon | MultiPolygon, utility: Utility | "" = ""): { document: Document; key: string } {
  const key = drawKey()
  return { document: [...document, { key, stationId, utility, rank: 1, name: "", parts: partsOf(shape) }], key }
}

export function removeArea(document: Document, key: string): Document {
  return document.filter((area) => area.key !== key)
}

export type Box = [west: number, south: number, east: number, north: number]

export function boxOf(areas: Iterable<Pick<Area, "parts">>): Box | null {
  let box: Box | null = null
  for (const { parts } of areas)
    for (const part of parts)
      for (const [lon, lat] of part[0] ?? []) {
        if (box === null) box = [lon!, lat!, lon!, lat!]
        else box = [Math.min(box[0], lon!), Math.min(box[1], lat!), Math.max(box[2], lon!), Math.max(box[3], lat!)]
      }
  return box
}

/** The corners of an area that lie in a frame; null where there are more than `most`: too many to take hold of one. */
export function cornersIn(area: Area, [west, south, east, north]: Box, most: number): { corner: Corner; place: Position }[] | null {
  const found: { corner: Corner; place: Position }[] = []
  for (const [part, rings] of area.parts.entries())
    for (const [ring, places] of rings.entries())
      for (const [at, place] of places.entries()) {
        if (place[0]! < west || place[0]! > east || place[1]! < south || place[1]! > north) continue
        if (found.length === most) return null
        found.push({ corner: { part, ring, at }, place })
      }
  return found
}

/** The corner after (or before) one, over all rings of the area. */
export function nextCorner(area: Area, corner: Corner | null, step: 1 | -1): Corner {
  if (corner === null) return { part: 0, ring: 0, at: 0 }
  const length = area.parts[corner.part]![corner.ring]!.length
  const at = corner.at + step
  if (at >= 0 && at < length) return { ...corner, at }
  const rings = area.parts.flatMap((rings, part) => rings.map((places, ring) => ({ part, ring, length: places.length })))
  const here = rings.findIndex(({ part, ring }) => part === corner.part && ring === corner.ring)
  const there = rings[(here + step + rings.length) % rings.length]!
  return { part: there.part, ring: there.ring, at: step === 1 ? 0 : there.length - 1 }
}

// — history —

export interface History {
  readonly past: readonly Document[]
  readonly present: Document
  readonly future: readonly Document[]
  /** What the server has. */
  readonly saved: Document
}

const MOST_STEPS = 200

export function begin(document: Document): History {
  return { past: [], present: document, future: [], saved: document }
}

export function edit(history: History, document: Document): History {
  if (document === history.present) return history
  return { ...history, past: [...history.past, history.present].slice(-MOST_STEPS), present: document, future: [] }
}

export function undo(history: History): History {
  const before = history.past.at(-1)
  return before ? { ...history, past: history.past.slice(0, -1), present: before, future: [history.present, ...history.future] } : history
}

export function redo(history: History): History {
  const [after, ...rest] = history.future
  return after ? { ...history, past: [...history.past, history.present], present: after, future: rest } : history
}

export function markSaved(history: History): History {
  return { ...history, saved: history.present }
}

export function isUnsaved(history: History): boolean {
  return history.present !== history.saved
}
