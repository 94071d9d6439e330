/** The chosen order: a ring around it, and lines to its station and its technician. */

import type { FeatureCollection } from "geojson"
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { Owned, type MapLayer } from "../../shared/map/layers"

export type Place = [lon: number, lat: number]

export interface Focus {
  order: Place
  /** Name of the order's sign, as the layer of orders has it. */
  icon: string
  station: Place | null
  technician: Place | null
}

const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] }

export class FocusLayer implements MapLayer {
  readonly name = "focus"
  #owned: Owned | null = null
  #map: MapLibre | null = null
  #data: FeatureCollection = NOTHING

  add(map: MapLibre): void {
    this.#map = map
    this.#owned = new Owned(map)
      .source("focus", { type: "geojson", data: this.#data })
      .layer({ id: "focus-station", type: "line", source: "focus", filter: ["==", ["get", "what"], "station"], paint: { "line-color": "#0b5563", "line-width": 2, "line-dasharray": [2, 1.6] } })
      .layer({ id: "focus-technician", type: "line", source: "focus", filter: ["==", ["get", "what"], "technician"], paint: { "line-color": "#1d5fb8", "line-width": 2.4 } })
      .layer({
        id: "focus-ring",
        type: "circle",
        source: "focus",
        filter: ["==", ["get", "what"], "order"],
        paint: { "circle-radius": 20, "circle-color": "rgba(255,255,255,0.85)", "circle-stroke-color": "#1b6ef3", "circle-stroke-width": 3 },
      })
      // Its sign once more: in a cluster it would not be seen.
      .layer({ id: "focus-sign", type: "symbol", source: "focus", filter: ["==", ["get", "what"], "order"], layout: { "icon-image": ["get", "icon"], "icon-allow-overlap": true, "icon-ignore-placement": true } })
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#map = null
  }

  show(focus: Focus | null): void {
    this.#data = focus ? dataOf(focus) : NOTHING
    this.#map?.getSource<GeoJSONSource>("focus")?.setData(this.#data)
  }
}

function dataOf({ order, icon, station, technician }: Focus): FeatureCollection {
  const line = (what: string, to: Place) => ({ type: "Feature" as const, geometry: { type: "LineString" as const, coordinates: [order, to] }, properties: { what } })
  return {
    type: "FeatureCollection",
    features: [
      { type: "Feature", geometry: { type: "Point", coordinates: order }, properties: { what: "order", icon } },
      ...(station ? [line("station", station)] : []),
      ...(technician ? [line("technician", technician)] : []),
    ],
  }
}
