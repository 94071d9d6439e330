/** A cross on the map for those who work without a mouse: it stays where it is on the screen and is steered by pixels. */

import type { Position } from "geojson"
import type { Map as MapLibre } from "maplibre-gl"

/** Nearer than this to the edge the map moves instead, in pixels. */
const MARGIN = 48

export class MapCursor {
  readonly #element = document.createElement("div")
  #at: [x: number, y: number] | null = null

  constructor(private readonly map: MapLibre) {
    this.#element.className = "map-cursor"
    this.#element.hidden = true
    map.getContainer().append(this.#element)
  }

  get isShown(): boolean {
    return this.#at !== null
  }

  hide(): void {
    this.#at = null
    this.#element.hidden = true
  }

  /** Shown in the middle the first time, moved from then on. Gives the place below it. */
  steer(right: number, down: number): Position {
    const { clientWidth: width, clientHeight: height } = this.map.getContainer()
    const [x, y] = this.#at ?? [width / 2, height / 2]
    const [wantedX, wantedY] = this.#at ? [x + right, y + down] : [x, y]
    const at: [number, number] = [within(wantedX, width), within(wantedY, height)]
    if (wantedX !== at[0] || wantedY !== at[1]) this.map.panBy([wantedX - at[0], wantedY - at[1]], { duration: 0 })
    this.#at = at
    this.#element.hidden = false
    this.#element.style.transform = `translate(${at[0]}px, ${at[1]}px)`
    return this.place()
  }

  place(): Position {
    const { clientWidth: width, clientHeight: height } = this.map.getContainer()
    return placeOf(this.map.unproject(this.#at ?? [width / 2, height / 2]))
  }

  remove(): void {
    this.#element.remove()
  }
}

function within(wanted: number, size: number): number {
  return Math.min(Math.max(wanted, Math.min(MARGIN, size / 2)), Math.max(size - MARGIN, size / 2))
}

/** To a ten-millionth of a degree, about a centimetre: nobody draws finer. */
export function placeOf({ lng, lat }: { lng: number; lat: number }): Position {
  return [Math.round(lng * 1e7) / 1e7, Math.round(lat * 1e7) / 1e7]
}
