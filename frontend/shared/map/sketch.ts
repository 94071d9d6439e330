/** Places put down on a map one after the other, by mouse or by keys, until a point, a line or a polygon is whole. */

import type { FeatureCollection, Position } from "geojson"
import type { GeoJSONSource, Map as MapLibre, MapMouseEvent } from "maplibre-gl"

import { MapCursor, placeOf } from "./cursor"
import { Owned, type MapLayer } from "./layers"

export type SketchKind = "point" | "line" | "polygon"

const LEAST = { point: 1, line: 2, polygon: 3 } as const
const STEP = 12
const WIDE_STEP = 80
const STEPS: Record<string, [right: number, down: number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export class SketchLayer implements MapLayer {
  readonly name = "sketch"
  #owned: Owned | null = null
  #source: GeoJSONSource | null = null

  add(map: MapLibre): void {
    this.#owned = new Owned(map)
      .source("sketch", { type: "geojson", data: { type: "FeatureCollection", features: [] } })
      .layer({ id: "sketch-line", type: "line", source: "sketch", filter: ["!=", ["geometry-type"], "Point"], paint: { "line-color": "#b23a08", "line-width": 2.2, "line-dasharray": [2, 1.5] } })
      .layer({ id: "sketch-points", type: "circle", source: "sketch", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": "#b23a08", "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } })
    this.#source = map.getSource<GeoJSONSource>("sketch") ?? null
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#source = null
  }

  /** A line through the places; closed, a ring. */
  show(places: readonly Position[], isClosed = false): void {
    const line = isClosed && places.length > 2 ? [...places, places[0]!] : [...places]
    const features: FeatureCollection["features"] = places.map((place) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: place } }))
    if (line.length > 1) features.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: line } })
    void this.#source?.setData({ type: "FeatureCollection", features })
  }
}

export class Sketch {
  readonly #cursor: MapCursor
  readonly #stop: () => void
  #kind: SketchKind | null = null
  #places: Position[] = []

  constructor(
    private readonly map: MapLibre,
    private readonly layer: SketchLayer,
    /** The places of what is whole; a point is one. */
    private readonly onDrawn: (kind: SketchKind, places: Position[]) => void,
  ) {
    map.doubleClickZoom.disable()
    this.#cursor = new MapCursor(map)
    const listeners = [
      map.on("click", (event) => this.#click(event)),
      map.on("dblclick", (event) => {
        if (this.#kind === null) return
        event.preventDefault()
        this.finish()
      }),
      map.on("mousemove", ({ lngLat }) => this.#lead(placeOf(lngLat))),
    ]
    this.#stop = () => listeners.forEach((listener) => listener.unsubscribe())
  }

  get isOn(): boolean {
    return this.#kind !== null
  }

  close(): void {
    this.#stop()
    this.#cursor.remove()
  }

  /** Begin something, or give up what was begun. The keys come to the map unless it `waits` to be reached by Tab. */
  begin(kind: SketchKind | null, waits = false): void {
    this.#kind = kind
    this.#places = []
    this.layer.show([])
    this.#cursor.hide()
    this.map.getCanvas().style.cursor = kind ? "crosshair" : ""
    // The arrows steer the cross meanwhile.
    if (kind) this.map.keyboard.disable()
    else this.map.keyboard.enable()
    if (kind && !waits) this.map.getCanvas().focus({ preventScroll: true })
  }

  finish(): void {
    const kind = this.#kind
    if (kind === null) return
    // A double click has put its place down twice.
    const places = this.#places.filter((place, at) => at === 0 || place[0] !== this.#places[at - 1]![0] || place[1] !== this.#places[at - 1]![1])
    if (places.length < LEAST[kind]) return
    this.#places = []
    this.layer.show([])
    this.onDrawn(kind, places)
  }

  /** What a key does while something is drawn; false where it does nothing. */
  key(event: KeyboardEvent): boolean {
    if (this.#kind === null || event.ctrlKey || event.metaKey || event.altKey) return false
    const way = STEPS[event.key]
    if (way) {
      const far = event.shiftKey ? WIDE_STEP : STEP
      this.#lead(this.#cursor.steer(way[0] * far, way[1] * far))
      return true
    }
    if (event.key === "+" || event.key === "=") this.map.zoomIn({ duration: 0 })
    else if (event.key === "-") this.map.zoomOut({ duration: 0 })
    else if (event.key === "Backspace") this.#takeBack()
    else if ((event.target as HTMLElement).closest("button, a")) return false
    else if (event.key === " " || (event.key === "Enter" && this.#kind === "point")) this.#put(this.#cursor.isShown ? this.#cursor.place() : this.#cursor.steer(0, 0))
    else if (event.key === "Enter") this.finish()
    else return false
    return true
  }

  #click({ lngLat, originalEvent }: MapMouseEvent): void {
    if (this.#kind === null) return
    // A sketch takes the click: what lies below is not chosen by it.
    originalEvent.preventDefault()
    this.#cursor.hide()
    this.#put(placeOf(lngLat))
  }

  #put(place: Position): void {
    this.#places = [...this.#places, place]
    this.layer.show(this.#places, this.#kind === "polygon")
    if (this.#kind === "point") this.finish()
  }

  #lead(place: Position): void {
    if (this.#kind === null || this.#kind === "point" || this.#places.length === 0) return
    this.layer.show([...this.#places, place], this.#kind === "polygon")
  }

  #takeBack(): void {
    this.#places = this.#places.slice(0, -1)
    this.layer.show(this.#places, this.#kind === "polygon")
  }
}
