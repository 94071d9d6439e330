/** How long a drawn line is along the ground, in metres. */

import type { Position } from "geojson"
import { LngLat } from "maplibre-gl"

export function lengthOf(places: readonly Position[]): number {
  return places.slice(1).reduce((sum, [lon, lat], at) => {
    const [fromLon, fromLat] = places[at]!
    return sum + new LngLat(fromLon!, fromLat!).distanceTo(new LngLat(lon!, lat!))
  }, 0)
}
