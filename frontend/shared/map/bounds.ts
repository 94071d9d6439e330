import type { FeatureCollection, Position } from "geojson"

/** West, south, east, north of everything drawn; null when there is nothing. */
export function boundsOf({ features }: FeatureCollection): [number, number, number, number] | null {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  const visit = (given: unknown): void => {
    if (!Array.isArray(given)) return
    if (typeof given[0] !== "number") return given.forEach(visit)
    const [lon, lat] = given as Position as [number, number]
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  for (const { geometry } of features) if (geometry && "coordinates" in geometry) visit(geometry.coordinates)
  return Number.isFinite(box[0]) ? box : null
}
