/** Where reports came from lately, as heat below everything that can be clicked. */

import type { FeatureCollection, MultiPoint, Position } from "geojson"
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { Owned, type MapLayer } from "../../shared/map/layers"

export class HeatLayer implements MapLayer {
  readonly name = "heat"
  #owned: Owned | null = null
  #map: MapLibre | null = null
  #places: readonly Position[] = []

  add(map: MapLibre): void {
    this.#map = map
    this.#owned = new Owned(map).source("heat", { type: "geojson", data: dataOf(this.#places) }).layer({
      id: "heat",
      type: "heatmap",
      source: "heat",
      paint: {
        "heatmap-radius": ["interpolate", ["exponential", 1.6], ["zoom"], 7, 10, 12, 32, 15, 70],
        "heatmap-weight": 0.7,
        "heatmap-intensity": ["interpolate", ["linear"], ["zoom"], 7, 0.5, 13, 1.2],
        "heatmap-color": ["interpolate", ["linear"], ["heatmap-density"], 0, "rgba(0,0,0,0)", 0.15, "rgba(255,214,102,0.45)", 0.5, "rgba(244,130,50,0.62)", 1, "rgba(176,32,32,0.78)"],
      },
    })
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#map = null
  }

  show(places: readonly Position[]): void {
    if (places.length === 0 && this.#places.length === 0) return
    this.#places = places
    void this.#map?.getSource<GeoJSONSource>("heat")?.setData(dataOf(places))
  }
}

function dataOf(places: readonly Position[]): FeatureCollection<MultiPoint> {
  return { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "MultiPoint", coordinates: [...places] } }] }
}
