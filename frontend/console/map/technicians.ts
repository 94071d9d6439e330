/** Technicians on shift, walking smoothly from one position to the next. Nothing is redrawn while nobody moves. */

import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { LABEL_FONT } from "../../shared/map/base"
import { Owned, type MapLayer } from "../../shared/map/layers"
import { Points, type Placed } from "../../shared/map/points"
import type { MapPalette } from "../../shared/map/palette"
import type { TechnicianCard, Utility } from "../../shared/types"
import { PIXEL_RATIO, technicianIcon } from "./icons"
import { moved, placeOf, type Track } from "./tracks"

interface Shown {
  card: TechnicianCard
  track: Track
}

const FRAME_MS = 100
/** A crowd is drawn this seldom: its positions come no oftener. */
const CROWD_MS = 1_000
/** More than this many are moved in one step: the eye follows nobody in such a crowd. */
const CROWD = 2_000

export class TechniciansLayer implements MapLayer {
  readonly name = "technicians"
  #owned: Owned | null = null
  #map: MapLibre | null = null
  #shown = new Map<number, Shown>()
  #utility: Utility | null = null
  #isShown = true
  #isSmooth = true
  #frame = 0
  #drawnAt = 0
  readonly #points = new Points<{ state: string; name: string }>()

  constructor(
    private readonly palette: MapPalette,
    private readonly nameOf: (technician: TechnicianCard) => string,
    private readonly onChoose: (technicianId: number) => void,
  ) {}

  add(map: MapLibre): void {
    this.#map = map
    const owned = (this.#owned = new Owned(map))
    for (const state of ["available", "busy", "break"] as const) owned.image(`technician:${state}`, technicianIcon(state), PIXEL_RATIO)
    owned.source("technicians", { type: "geojson", data: this.#points.all() })
    owned.layer({
      id: "technicians",
      type: "symbol",
      source: "technicians",
      layout: {
        "icon-image": ["concat", "technician:", ["get", "state"]],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.6, 12, 1],
        "text-field": ["step", ["zoom"], "", 13, ["get", "name"]],
        "text-font": LABEL_FONT,
        "text-size": 11,
        "text-anchor": "left",
        "text-offset": [0.9, 0],
        "text-optional": true,
      },
      paint: { "text-color": this.palette.ink, "text-halo-color": this.palette.halo, "text-halo-width": 1.4 },
    })
    const choose = map.on("click", "technicians", ({ features }) => {
      const id = features?.[0]?.id as number | undefined
      if (id !== undefined) this.onChoose(id)
    })
    owned.also(() => choose.unsubscribe()).also(() => cancelAnimationFrame(this.#frame))
    this.setShown(this.#isShown)
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#map = null
  }

  show(technicians: Iterable<TechnicianCard>, utility: Utility | null): void {
    const now = performance.now()
    const next = new Map<number, Shown>()
    this.#utility = utility
    for (const card of technicians) {
      if (card.state === "off" || card.lon === null || card.lat === null) continue
      next.set(card.id, { card, track: moved(this.#shown.get(card.id)?.track, card.lon, card.lat, now) })
    }
    this.#shown = next
    this.#wake(true)
  }

  setShown(isShown: boolean): void {
    this.#isShown = isShown
    if (this.#map?.getLayer("technicians")) this.#map.setLayoutProperty("technicians", "visibility", isShown ? "visible" : "none")
    if (isShown) this.#wake(true)
  }

  /** Without smoothness people jump from position to position: for machines without a graphics card. */
  setSmooth(isSmooth: boolean): void {
    this.#isSmooth = isSmooth
    this.#wake(true)
  }

  #wake(isDue: boolean): void {
    if (isDue && this.#shown.size <= CROWD) this.#drawnAt = 0
    if (this.#frame === 0 && this.#map && this.#isShown) this.#frame = requestAnimationFrame((at) => this.#draw(at))
  }

  #draw(at: number): void {
    this.#frame = 0
    const isWalking = this.#isSmooth && this.#shown.size <= CROWD
    if (at - this.#drawnAt < (this.#shown.size > CROWD ? CROWD_MS : FRAME_MS)) return this.#wake(false)
    this.#drawnAt = at
    this.#points.show(this.#placed(isWalking ? performance.now() : Number.POSITIVE_INFINITY), this.#map?.getSource<GeoJSONSource>("technicians"))
    if (isWalking && [...this.#shown.values()].some(({ track }) => track.endsAt > at - FRAME_MS)) this.#wake(false)
  }

  #placed(now: number): Placed<{ state: string; name: string }>[] {
    const placed: Placed<{ state: string; name: string }>[] = []
    for (const { card, track } of this.#shown.values()) {
      if (this.#utility !== null && !card.utilities.includes(this.#utility)) continue
      const [lon, lat] = placeOf(track, now)
      placed.push({ id: card.id, lon, lat, properties: { state: card.state, name: this.nameOf(card) } })
    }
    return placed
  }
}
