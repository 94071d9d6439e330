/** Areas by station. One utility at a time is filled; all together are only outlined, since they lie over each other. */

import type { FeatureCollection, Polygon } from "geojson"
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { Owned, type MapLayer } from "../../shared/map/layers"
import type { AreaProperties, Utility } from "../../shared/types"
import { UTILITY_COLOURS } from "../glyphs"

export type Areas = FeatureCollection<Polygon, AreaProperties>

const NOTHING: Areas = { type: "FeatureCollection", features: [] }
const BELOW = "areas-top"

const colour: ExpressionSpecification = [
  "match",
  ["get", "utility"],
  "electricity", UTILITY_COLOURS.electricity,
  "water", UTILITY_COLOURS.water,
  "gas", UTILITY_COLOURS.gas,
  "heating", UTILITY_COLOURS.heating,
  "#5c6f77",
]

export class AreasLayer implements MapLayer {
  readonly name = "areas"
  #owned: Owned | null = null
  #map: MapLibre | null = null
  #areas: Areas = NOTHING
  #utility: Utility | null = null
  #station: number | null = null
  #isShown = true

  add(map: MapLibre): void {
    this.#map = map
    this.#owned = new Owned(map)
      .source("areas", { type: "geojson", data: this.#areas, tolerance: 0.5 })
      .layer({ id: "areas-fill", type: "fill", source: "areas", paint: { "fill-color": colour, "fill-antialias": false } })
      .layer({
        id: "areas-line",
        type: "line",
        source: "areas",
        layout: { "line-join": "round" },
        paint: { "line-color": colour, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 13, 1.4] },
      })
      .layer({ id: BELOW, type: "line", source: "areas", layout: { "line-join": "round" }, paint: { "line-color": colour, "line-width": 2.2 } })
    this.#paint()
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#map = null
  }

  show(areas: Areas, utility: Utility | null): void {
    this.#areas = areas
    this.#utility = utility
    this.#map?.getSource<GeoJSONSource>("areas")?.setData(areas)
    this.#paint()
  }

  /** Stand out the areas of one station. */
  point(stationId: number | null): void {
    this.#station = stationId
    this.#paint()
  }

  setShown(isShown: boolean): void {
    this.#isShown = isShown
    this.#paint()
  }

  #paint(): void {
    const map = this.#map
    if (!map?.getLayer("areas-fill")) return
    const isPointed: ExpressionSpecification = ["==", ["get", "station_id"], this.#station ?? -1]
    // Neighbours differ by shade: four steps, by the station's number.
    const shade: ExpressionSpecification = ["match", ["%", ["get", "station_id"], 4], 0, 0.05, 1, 0.09, 2, 0.13, 0.17]
    const fill: ExpressionSpecification | number = this.#utility ? shade : 0
    map.setPaintProperty("areas-fill", "fill-opacity", this.#isShown ? ["case", isPointed, 0.2, fill] : 0)
    map.setPaintProperty("areas-line", "line-opacity", this.#isShown ? (this.#utility ? 0.5 : 0.22) : 0)
    map.setFilter(BELOW, isPointed)
  }
}
