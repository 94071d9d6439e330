/** One technician's day: where they reported themselves to be, seen to walk since, and the planned way through the rest. */

import type { Feature, FeatureCollection, Position } from "geojson"
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { LABEL_FONT } from "../../shared/map/base"
import { Owned, type MapLayer } from "../../shared/map/layers"

export interface Stop {
  order_id: number
  number: string
  symptom: string
  address: string
  state: string
  lon: number | null
  lat: number | null
  planned_arrival_at: string | null
  arrived_at: string | null
  ended_at: string | null
}

export interface Way {
  done: readonly Stop[]
  ahead: readonly Stop[]
}

/** Positions seen while somebody looks; nothing is kept after that. */
const LONGEST_TRAIL = 400

export class WayLayer implements MapLayer {
  readonly name = "way"
  #owned: Owned | null = null
  #map: MapLibre | null = null
  #way: Way | null = null
  #trail: Position[] = []

  add(map: MapLibre): void {
    this.#map = map
    this.#owned = new Owned(map)
      .source("way", { type: "geojson", data: this.#data() })
      .layer({ id: "way-ahead", type: "line", source: "way", filter: ["==", ["get", "what"], "ahead"], layout: { "line-join": "round" }, paint: { "line-color": "#1d5fb8", "line-width": 2.6, "line-dasharray": [2, 1.4] } })
      .layer({ id: "way-done", type: "line", source: "way", filter: ["==", ["get", "what"], "done"], layout: { "line-join": "round" }, paint: { "line-color": "#5c6f77", "line-width": 2, "line-dasharray": [1, 2] } })
      .layer({ id: "way-trail", type: "line", source: "way", filter: ["==", ["get", "what"], "trail"], layout: { "line-join": "round", "line-cap": "round" }, paint: { "line-color": "#1d5fb8", "line-width": 3.4, "line-opacity": 0.55 } })
      .layer({ id: "way-stops", type: "circle", source: "way", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 9, "circle-color": ["case", ["==", ["get", "what"], "stop-done"], "#5c6f77", "#1d5fb8"], "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } })
      .layer({
        id: "way-numbers",
        type: "symbol",
        source: "way",
        filter: ["==", ["geometry-type"], "Point"],
        layout: { "text-field": ["get", "sign"], "text-font": LABEL_FONT, "text-size": 11, "text-allow-overlap": true, "text-ignore-placement": true },
        paint: { "text-color": "#ffffff" },
      })
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#map = null
  }

  /** Another way, or the same one anew; `trail` is kept only where it is the same person's. */
  show(way: Way | null, isSamePerson: boolean): void {
    this.#way = way
    if (!isSamePerson) this.#trail = []
    this.#draw()
  }

  /** Where the person is seen now. */
  seen(place: Position): void {
    const last = this.#trail.at(-1)
    if (last && last[0] === place[0] && last[1] === place[1]) return
    this.#trail = [...this.#trail, place].slice(-LONGEST_TRAIL)
    this.#draw()
  }

  #draw(): void {
    void this.#map?.getSource<GeoJSONSource>("way")?.setData(this.#data())
  }

  #data(): FeatureCollection {
    if (!this.#way) return { type: "FeatureCollection", features: [] }
    const placed = (stops: readonly Stop[]) => stops.flatMap(({ lon, lat }) => (lon === null || lat === null ? [] : [[lon, lat] as Position]))
    const [done, ahead] = [placed(this.#way.done), placed(this.#way.ahead)]
    const here = this.#trail.at(-1) ?? done.at(-1)
    const line = (what: string, coordinates: Position[]): Feature[] => (coordinates.length > 1 ? [{ type: "Feature", properties: { what }, geometry: { type: "LineString", coordinates } }] : [])
    const stop = (what: string, sign: string, coordinates: Position): Feature => ({ type: "Feature", properties: { what, sign }, geometry: { type: "Point", coordinates } })
    return {
      type: "FeatureCollection",
      features: [
        ...line("done", done),
        ...line("trail", this.#trail),
        ...line("ahead", [...(here ? [here] : []), ...ahead]),
        ...done.map((place) => stop("stop-done", "✓", place)),
        ...ahead.map((place, at) => stop("stop-ahead", String(at + 1), place)),
      ],
    }
  }
}
