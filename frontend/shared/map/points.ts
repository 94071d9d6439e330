/**
 * Many points of which few change at a time: a source is told what changed and no more. Handing over 20,000 points anew
 * costs the page as long as drawing them.
 */

import type { Feature, FeatureCollection, Point } from "geojson"
import type { GeoJSONSource, GeoJSONSourceDiff } from "maplibre-gl"

export interface Placed<P extends Record<string, string | number | boolean>> {
  id: number
  lon: number
  lat: number
  properties: P
}

export class Points<P extends Record<string, string | number | boolean>> {
  #shown = new Map<number, Placed<P>>()

  /** All of it, for a source that is made now. */
  all(): FeatureCollection<Point, P> {
    return { type: "FeatureCollection", features: [...this.#shown.values()].map(featureOf) }
  }

  /** These are the points from now on; `source` is absent while the layer is not on a map. */
  show(points: Iterable<Placed<P>>, source: GeoJSONSource | undefined): void {
    const next = new Map<number, Placed<P>>()
    for (const point of points) next.set(point.id, point)
    const diff = diffOf(this.#shown, next)
    this.#shown = next
    if (diff) void source?.updateData(diff)
  }
}

/** What leads from one set of points to another; null where nothing changed. */
export function diffOf<P extends Record<string, string | number | boolean>>(before: ReadonlyMap<number, Placed<P>>, after: ReadonlyMap<number, Placed<P>>): GeoJSONSourceDiff | null {
  const add: Feature[] = []
  const update: NonNullable<GeoJSONSourceDiff["update"]> = []
  for (const point of after.values()) {
    const known = before.get(point.id)
    if (!known) {
      add.push(featureOf(point))
      continue
    }
    if (known === point) continue
    const hasMoved = known.lon !== point.lon || known.lat !== point.lat
    const said = Object.entries(point.properties).filter(([key, value]) => known.properties[key] !== value)
    if (!hasMoved && said.length === 0) continue
    update.push({
      id: point.id,
      ...(hasMoved ? { newGeometry: { type: "Point" as const, coordinates: [point.lon, point.lat] } } : {}),
      ...(said.length > 0 ? { addOrUpdateProperties: said.map(([key, value]) => ({ key, value })) } : {}),
    })
  }
  const remove = [...before.keys()].filter((id) => !after.has(id))
  return add.length + update.length + remove.length === 0 ? null : { add, update, remove }
}

function featureOf<P extends Record<string, string | number | boolean>>({ id, lon, lat, properties }: Placed<P>): Feature<Point, P> {
  return { type: "Feature", id, geometry: { type: "Point", coordinates: [lon, lat] }, properties }
}
