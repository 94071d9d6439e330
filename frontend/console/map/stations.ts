/** Stations with a gauge of their load. */

import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { LABEL_FONT } from "../../shared/map/base"
import { Owned, type MapLayer } from "../../shared/map/layers"
import { Points, type Placed } from "../../shared/map/points"
import type { MapPalette } from "../../shared/map/palette"
import type { StationCard, Utility } from "../../shared/types"
import { PIXEL_RATIO, stationIcon } from "./icons"

type Properties = {
  name: string
  icon: string
}

export class StationsLayer implements MapLayer {
  readonly name = "stations"
  #owned: Owned | null = null
  #map: MapLibre | null = null
  readonly #points = new Points<Properties>()
  #icons = new Set<string>()
  #isShown = true

  constructor(
    private readonly palette: MapPalette,
    private readonly onChoose: (stationId: number) => void,
  ) {}

  add(map: MapLibre): void {
    this.#map = map
    const owned = (this.#owned = new Owned(map))
    this.#drawIcons()
    owned.source("stations", { type: "geojson", data: this.#points.all() })
    owned.layer({
      id: "stations",
      type: "symbol",
      source: "stations",
      layout: {
        "icon-image": ["get", "icon"],
        "icon-allow-overlap": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 8, 0.62, 11, 0.85, 14, 1],
        "text-field": ["step", ["zoom"], "", 11, ["get", "name"]],
        "text-font": LABEL_FONT,
        "text-size": 11,
        "text-anchor": "top",
        "text-offset": [0, 1.1],
        "text-optional": true,
        "text-max-width": 9,
      },
      paint: { "text-color": this.palette.ink, "text-halo-color": this.palette.halo, "text-halo-width": 1.4 },
    })
    const choose = map.on("click", "stations", ({ features }) => {
      const id = features?.[0]?.id as number | undefined
      if (id !== undefined) this.onChoose(id)
    })
    const enter = map.on("mouseenter", "stations", () => void (map.getCanvas().style.cursor = "pointer"))
    const leave = map.on("mouseleave", "stations", () => void (map.getCanvas().style.cursor = ""))
    for (const listener of [choose, enter, leave]) owned.also(() => listener.unsubscribe())
    this.setShown(this.#isShown)
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#map = null
  }

  show(stations: Iterable<StationCard>, loads: ReadonlyMap<number, number>, utility: Utility | null, nameOf: (station: StationCard) => string): void {
    const placed: Placed<Properties>[] = []
    for (const station of stations) {
      if (utility !== null && !station.utilities.includes(utility)) continue
      const sign = utility ?? station.utilities[0] ?? "electricity"
      const load = loads.get(station.id) ?? 0
      const tenths = station.open_ceiling > 0 ? Math.min(10, load > 0 ? Math.max(1, Math.floor((load / station.open_ceiling) * 10)) : 0) : 0
      const icon = `station:${sign}:${tenths}:${station.is_open ? 1 : 0}`
      placed.push({ id: station.id, lon: station.lon, lat: station.lat, properties: { name: nameOf(station), icon } })
    }
    this.#icons = new Set(placed.map(({ properties }) => properties.icon))
    this.#drawIcons()
    this.#points.show(placed, this.#map?.getSource<GeoJSONSource>("stations"))
  }

  setShown(isShown: boolean): void {
    this.#isShown = isShown
    if (this.#map?.getLayer("stations")) this.#map.setLayoutProperty("stations", "visibility", isShown ? "visible" : "none")
  }

  #drawIcons(): void {
    if (!this.#map || !this.#owned) return
    for (const icon of this.#icons) {
      if (this.#map.hasImage(icon)) continue
      const [, utility, tenths, isOpen] = icon.split(":")
      this.#owned.image(icon, stationIcon(utility as Utility, Number(tenths), isOpen === "1"), PIXEL_RATIO)
    }
  }
}
