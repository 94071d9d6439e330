/**
 * The map of the editor: what is drawn and dragged on it, told as plain events. Nothing of Vue.
 *
 * While a corner is dragged only its two edges are redrawn, and the whole area once it is let go: so the cost of a frame
 * does not grow with the number of corners.
 */

import type { Feature, Point, Position } from "geojson"
import type { MapLayerMouseEvent } from "maplibre-gl"

import { placeOf as placeUnder } from "../../../../shared/map/cursor"
import { Sketch, SketchLayer, type SketchKind } from "../../../../shared/map/sketch"
import type { Language } from "../../../../shared/types"
import { EditLayer, NOTHING } from "../area-layers"
import { openAreaView, type AreaView } from "../area-view"
import { areaOf, boxOf, cornersIn, featureOf, placeOf, type Area, type Box, type Corner, type Document } from "./document"

/** More corners than this in view are too close to take hold of one. */
export const MOST_HANDLES = 400
/** From here on they are drawn smaller. */
const CROWD = 120

/** Something is drawn, or areas are chosen, or one is picked to go with the chosen one. */
export type Mode = "choose" | "pick" | SketchKind

export interface EditorEvents {
  /** An area of the plan was clicked. */
  area(key: string): void
  /** Somebody else's area was clicked. */
  station(id: number): void
  moved(corner: Corner, to: Position): void
  inserted(after: Corner, place: Position): void
  held(corner: Corner | null): void
  /** A point is put down; a polygon or line is finished. */
  drawn(kind: SketchKind, places: Position[]): void
  /** Whether corners can be taken hold of at this zoom. */
  crowded(isCrowded: boolean): void
}

export class EditorMap {
  readonly view: AreaView
  readonly #edit: EditLayer
  readonly #drag = new SketchLayer()
  readonly #sketch: Sketch
  readonly #undo: (() => void)[] = []
  #mode: Mode = "choose"
  #chosen: Area | null = null
  #held: Corner | null = null
  #isEditable = true
  #frame = 0

  constructor(container: HTMLElement, language: Language, private readonly on: EditorEvents) {
    this.#edit = new EditLayer((key) => {
      if (this.#mode === "choose" || this.#mode === "pick") this.on.area(key)
    })
    this.view = openAreaView({
      container,
      language,
      more: [this.#edit, this.#drag],
      onStation: (id) => {
        if (this.#mode === "choose") this.on.station(id)
      },
    })
    const { map } = this.view
    this.#sketch = new Sketch(map, this.#drag, (kind, places) => this.on.drawn(kind, places))
    const listeners = [
      map.on("mousedown", "edit-corners", (event) => this.#take(event)),
      map.on("mousedown", "edit-middles", (event) => this.#take(event)),
      map.on("moveend", () => this.#soon()),
    ]
    this.#undo.push(() => listeners.forEach((listener) => listener.unsubscribe()))
  }

  close(): void {
    cancelAnimationFrame(this.#frame)
    for (const undo of this.#undo.splice(0)) undo()
    this.#sketch.close()
    this.view.close()
  }

  show(document: Document, chosen: string | null, utilityOf: (area: Area) => string, isEditable: boolean): void {
    this.#chosen = areaOf(document, chosen)
    this.#isEditable = isEditable
    const shown = (area: Area) => {
      const feature = featureOf(area)
      return { ...feature, properties: { ...feature.properties, utility: utilityOf(area) } }
    }
    this.#edit.areas({ type: "FeatureCollection", features: document.filter((area) => area !== this.#chosen).map(shown) })
    this.#edit.chosen(this.#chosen ? { type: "FeatureCollection", features: [shown(this.#chosen)] } : NOTHING)
    this.#handles()
  }

  hold(corner: Corner | null): void {
    this.#held = corner
    this.#handles()
    const place = corner && this.#chosen ? placeOf(this.#chosen, corner) : null
    if (place && !this.view.map.getBounds().contains(place as [number, number])) this.view.map.easeTo({ center: place as [number, number], duration: 250 })
  }

  mode(mode: Mode): void {
    this.#mode = mode
    this.#sketch.begin(mode === "choose" || mode === "pick" ? null : mode)
    if (mode === "pick") this.view.map.getCanvas().style.cursor = "pointer"
    this.#handles()
  }

  /** What a key does to what is being drawn; false where it does nothing. */
  key(event: KeyboardEvent): boolean {
    return this.#sketch.key(event)
  }

  fit(areas: readonly Area[], duration = 400): void {
    const box = boxOf(areas)
    if (box) this.fitBox(box, duration)
  }

  fitBox(box: Box, duration = 400): void {
    this.view.map.fitBounds(box, { padding: 60, maxZoom: 15.5, duration })
  }

  /** How far one pixel is, in degrees of longitude and latitude. */
  pixel(at: Position): Position {
    const { map } = this.view
    const here = map.project(at as [number, number])
    const there = map.unproject([here.x + 1, here.y + 1])
    return [Math.abs(there.lng - at[0]!), Math.abs(there.lat - at[1]!)]
  }

  /** A corner, or the middle of an edge, is dragged. */
  #take(event: MapLayerMouseEvent): void {
    if (this.#mode !== "choose" || !this.#chosen || event.originalEvent.button !== 0) return
    const said = event.features?.[0]?.properties
    if (!said) return
    event.preventDefault()
    const corner: Corner = { part: said["part"] as number, ring: said["ring"] as number, at: said["at"] as number }
    const isMiddle = said["kind"] === "middle"
    const ring = this.#chosen.parts[corner.part]![corner.ring]!
    const before = ring[isMiddle ? corner.at : (corner.at + ring.length - 1) % ring.length]!
    const after = ring[(corner.at + 1) % ring.length]!
    const { map } = this.view
    let to: Position | null = null
    map.dragPan.disable()
    const move = map.on("mousemove", (moved) => {
      to = placeUnder(moved.lngLat)
      this.#drag.show([before, to, after])
    })
    const end = (kept: boolean) => {
      stop.abort()
      move.unsubscribe()
      map.dragPan.enable()
      this.#drag.show([])
      if (!kept) return
      if (to === null) this.on.held(isMiddle ? null : corner)
      else if (isMiddle) this.on.inserted(corner, to)
      else this.on.moved(corner, to)
    }
    // The button may be let go anywhere on the screen, and Escape gives the drag up.
    const stop = new AbortController()
    window.addEventListener("mouseup", () => end(true), { signal: stop.signal })
    window.addEventListener("blur", () => end(false), { signal: stop.signal })
    window.addEventListener("keydown", ({ key }) => void (key === "Escape" && end(false)), { signal: stop.signal })
  }

  #soon(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = requestAnimationFrame(() => this.#handles())
  }

  #handles(): void {
    const area = this.#chosen
    if (!area || !this.#isEditable || this.#mode !== "choose") {
      this.on.crowded(false)
      return this.#edit.handles(NOTHING)
    }
    const bounds = this.view.map.getBounds()
    const found = cornersIn(area, [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()], MOST_HANDLES)
    this.on.crowded(found === null)
    if (found === null) return this.#edit.handles(NOTHING)
    const features: Feature<Point>[] = []
    const size = found.length > CROWD ? 3.5 : 5.5
    for (const { corner, place } of found) {
      const ring = area.parts[corner.part]![corner.ring]!
      const next = ring[(corner.at + 1) % ring.length]!
      const isHeld = this.#held !== null && this.#held.part === corner.part && this.#held.ring === corner.ring && this.#held.at === corner.at
      features.push(handle("middle", corner, [(place[0]! + next[0]!) / 2, (place[1]! + next[1]!) / 2], size - 1.5))
      features.push(handle("corner", corner, place, isHeld ? 8 : size, isHeld))
    }
    this.#edit.handles({ type: "FeatureCollection", features })
  }
}

function handle(kind: "corner" | "middle", corner: Corner, place: Position, size: number, held = false): Feature<Point> {
  return { type: "Feature", properties: { kind, ...corner, size, held }, geometry: { type: "Point", coordinates: place } }
}
