/** The map of the report form: one pin, set by a tap, or by Enter for the middle of the map. Loaded only when asked for. */

import type { FeatureCollection, Point as GeoPoint } from "geojson"
import { type GeoJSONSource, type Map as MapLibre, type MapMouseEvent } from "maplibre-gl"

import { openMap } from "../shared/map/base"
import { boundsOf } from "../shared/map/bounds"
import { backgroundOf, DistrictsLayer, type Background } from "../shared/map/districts"
import { mount, Owned, type MapLayer } from "../shared/map/layers"

export interface Point {
  lon: number
  lat: number
}

export interface PinMap {
  setPin(pin: Point | null, moveThere?: boolean): void
}

const CLOSE_ZOOM = 15

export async function openPinMap(container: HTMLElement, pin: Point | null, onPin: (pin: Point) => void): Promise<PinMap> {
  const background = await readBackground()
  // A blank sheet helps nobody to find a place: better to say so and ask for the address.
  if (!background) throw new Error("there is nothing to draw")
  const language = document.documentElement.lang.startsWith("en") ? "en" : "zh"
  const bounds = boundsOf(background.features)
  const where = pin ? { center: [pin.lon, pin.lat] as [number, number], zoom: CLOSE_ZOOM } : bounds ? { bounds, padding: 12 } : {}
  const map = openMap({ container, language, ...where })
  const layer = new PinLayer(pin, onPin)
  mount(map, [new DistrictsLayer(background), layer])
  return {
    setPin(next, moveThere = false) {
      layer.show(next)
      if (next && moveThere) map.jumpTo({ center: [next.lon, next.lat], zoom: Math.max(map.getZoom(), CLOSE_ZOOM) })
    },
  }
}

class PinLayer implements MapLayer {
  readonly name = "pin"
  #owned: Owned | null = null
  #source: GeoJSONSource | null = null

  constructor(
    private pin: Point | null,
    private readonly onPin: (pin: Point) => void,
  ) {}

  add(map: MapLibre): void {
    this.#owned = new Owned(map)
      .source("pin", { type: "geojson", data: collection(this.pin) })
      .layer({ id: "pin-ring", type: "circle", source: "pin", paint: { "circle-radius": 22, "circle-color": "#a81e1e", "circle-opacity": 0.18 } })
      .layer({
        id: "pin-dot",
        type: "circle",
        source: "pin",
        paint: { "circle-radius": 9, "circle-color": "#a81e1e", "circle-stroke-width": 3, "circle-stroke-color": "#ffffff" },
      })
    this.#source = map.getSource<GeoJSONSource>("pin") ?? null
    const put = (point: Point) => {
      this.show(point)
      this.onPin(point)
    }
    const tapped = ({ lngLat }: MapMouseEvent) => put({ lon: lngLat.lng, lat: lngLat.lat })
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return
      event.preventDefault()
      const { lng, lat } = map.getCenter()
      put({ lon: lng, lat })
    }
    map.on("click", tapped)
    map.getCanvas().addEventListener("keydown", pressed)
    this.#owned.also(() => void map.off("click", tapped)).also(() => map.getCanvas().removeEventListener("keydown", pressed))
  }

  show(pin: Point | null): void {
    this.pin = pin
    void this.#source?.setData(collection(pin))
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#source = null
  }
}

async function readBackground(): Promise<Background | null> {
  try {
    const response = await fetch("/api/v1/coverage/background")
    const background = response.ok ? backgroundOf(await response.json()) : null
    return background?.features.features.length ? background : null
  } catch {
    return null
  }
}

function collection(pin: Point | null): FeatureCollection<GeoPoint> {
  const features: FeatureCollection<GeoPoint>["features"] = pin
    ? [{ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [pin.lon, pin.lat] } }]
    : []
  return { type: "FeatureCollection", features }
}
