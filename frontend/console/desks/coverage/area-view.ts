/** A map of areas: the base, the districts behind, and the layers of the coverage desk. Nothing of Vue. */

import type { Map as MapLibre } from "maplibre-gl"

import { openMap } from "../../../shared/map/base"
import { backgroundOf, DistrictsLayer } from "../../../shared/map/districts"
import { mount, type MapLayer } from "../../../shared/map/layers"
import type { Language } from "../../../shared/types"
import { http } from "../../state/desk"
import { AllAreasLayer, MarksLayer } from "./area-layers"

export interface AreaView {
  map: MapLibre
  areas: AllAreasLayer
  marks: MarksLayer
  close(): void
}

export interface AreaPorts {
  container: HTMLElement
  language: Language
  onStation(stationId: number): void
  /** Layers above the areas and below the marks. */
  more?: readonly MapLayer[]
}

export function openAreaView({ container, language, onStation, more = [] }: AreaPorts): AreaView {
  const map = openMap({ container, language, center: [113.3, 34.7], zoom: 7 })
  const districts = new DistrictsLayer(null, language)
  const areas = new AllAreasLayer(onStation)
  const marks = new MarksLayer()
  const stack = mount(map, [districts, areas, ...more, marks])
  const sizes = new ResizeObserver(() => map.resize())
  sizes.observe(container)
  // The map works without its background; there is nothing for the person to do about it.
  http.get("/api/v1/coverage/background").then((raw) => {
    const background = backgroundOf(raw)
    if (background) districts.show(background)
  }, () => undefined)
  return {
    map,
    areas,
    marks,
    close() {
      sizes.disconnect()
      stack.remove()
      map.remove()
    },
  }
}
