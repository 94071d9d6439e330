/** A map on which one place or one outline is put down, by mouse or by keys. */

import type { Feature, FeatureCollection, MultiPolygon, Polygon, Position } from "geojson"
import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { openMap } from "../../shared/map/base"
import { boundsOf } from "../../shared/map/bounds"
import { backgroundOf, DistrictsLayer } from "../../shared/map/districts"
import { mount, Owned, type MapLayer } from "../../shared/map/layers"
import { Sketch, SketchLayer } from "../../shared/map/sketch"
import type { Language } from "../../shared/types"
import { http } from "../state/desk"

/** Near enough to tell one house from the next. */
const CLOSE_ZOOM = 14

export interface PlaceMapPorts {
  container: HTMLElement
  language: Language
  kind: "point" | "polygon"
  /** Where to begin; shown hollow where a point is asked for. */
  near: Position | null
  onDrawn(places: Position[]): void
}

export interface PlaceMap {
  show(drawn: Position | Polygon | MultiPolygon | null): void
  key(event: KeyboardEvent): boolean
  close(): void
}

export function openPlaceMap({ container, language, kind, near, onDrawn }: PlaceMapPorts): PlaceMap {
  const map = openMap({ container, language, ...(near ? { center: [near[0]!, near[1]!], zoom: CLOSE_ZOOM } : {}) })
  const districts = new DistrictsLayer(null, language)
  const drawn = new DrawnLayer(kind === "point" ? near : null)
  const sketched = new SketchLayer()
  const stack = mount(map, [districts, drawn, sketched])
  const sketch = new Sketch(map, sketched, (_, places) => onDrawn(places))
  sketch.begin(kind, true)
  const sizes = new ResizeObserver(() => map.resize())
  sizes.observe(container)
  // The map works without its background; there is nothing for the person to do about it.
  http.get("/api/v1/coverage/background").then((raw) => {
    const background = backgroundOf(raw)
    if (!background) return
    districts.show(background)
    const bounds = boundsOf(background.features)
    if (!near && bounds) map.fitBounds(bounds, { padding: 12, duration: 0 })
  }, () => undefined)
  return {
    show: (what) => drawn.show(what),
    key: (event) => sketch.key(event),
    close() {
      sizes.disconnect()
      sketch.close()
      stack.remove()
      map.remove()
    },
  }
}

class DrawnLayer implements MapLayer {
  readonly name = "drawn"
  #owned: Owned | null = null
  #source: GeoJSONSource | null = null
  #features: Feature[] = []

  constructor(private readonly near: Position | null) {}

  add(map: MapLibre): void {
    this.#owned = new Owned(map)
      .source("drawn", { type: "geojson", data: this.#all() })
      .layer({ id: "drawn-fill", type: "fill", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": "#0f6f5c", "fill-opacity": 0.2 } })
      .layer({ id: "drawn-line", type: "line", source: "drawn", filter: ["==", ["geometry-type"], "Polygon"], paint: { "line-color": "#0b5648", "line-width": 2.2 } })
      .layer({ id: "drawn-near", type: "circle", source: "drawn", filter: ["get", "isNear"], paint: { "circle-radius": 8, "circle-opacity": 0, "circle-stroke-color": "#5c6f77", "circle-stroke-width": 3 } })
      .layer({ id: "drawn-point", type: "circle", source: "drawn", filter: ["all", ["==", ["geometry-type"], "Point"], ["!", ["get", "isNear"]]], paint: { "circle-radius": 8, "circle-color": "#a81e1e", "circle-stroke-color": "#ffffff", "circle-stroke-width": 3 } })
    this.#source = map.getSource<GeoJSONSource>("drawn") ?? null
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#source = null
  }

  show(drawn: Position | Polygon | MultiPolygon | null): void {
    this.#features = drawn === null ? [] : [{ type: "Feature", properties: { isNear: false }, geometry: "type" in drawn ? drawn : { type: "Point", coordinates: drawn } }]
    void this.#source?.setData(this.#all())
  }

  #all(): FeatureCollection {
    const near: Feature[] = this.near ? [{ type: "Feature", properties: { isNear: true }, geometry: { type: "Point", coordinates: this.near } }] : []
    return { type: "FeatureCollection", features: [...near, ...this.#features] }
  }
}
