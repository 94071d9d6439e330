/** The console's map: the base, its layers in order, and nothing of Vue. */

import type { Map as MapLibre } from "maplibre-gl"

import { openMap } from "../../shared/map/base"
import { DistrictsLayer } from "../../shared/map/districts"
import { mount } from "../../shared/map/layers"
import type { MapPalette } from "../../shared/map/palette"
import { Sketch, SketchLayer } from "../../shared/map/sketch"
import type { TileSource } from "../../shared/map/tiles"
import type { Language, TechnicianCard } from "../../shared/types"
import { AreasLayer } from "./areas"
import { FocusLayer } from "./focus"
import { HeatLayer } from "./heat"
import { lengthOf } from "./measure"
import { OrdersLayer } from "./orders"
import { StationsLayer } from "./stations"
import { TechniciansLayer } from "./technicians"
import { WayLayer } from "./way"

export interface MapView {
  map: MapLibre
  districts: DistrictsLayer
  areas: AreasLayer
  heat: HeatLayer
  stations: StationsLayer
  technicians: TechniciansLayer
  way: WayLayer
  orders: OrdersLayer
  focus: FocusLayer
  ruler: Sketch
  close(): void
}

export interface MapPorts {
  container: HTMLElement
  language: Language
  palette: MapPalette
  tiles: TileSource | null
  nameOf(technician: TechnicianCard): string
  onOrder(orderId: number): void
  onStation(stationId: number): void
  onTechnician(technicianId: number): void
  /** Metres of a line that was drawn to measure. */
  onMeasured(metres: number): void
}

export function openView({ container, language, palette, tiles, nameOf, onOrder, onStation, onTechnician, onMeasured }: MapPorts): MapView {
  const map = openMap({ container, language, palette, tiles, center: [113.3, 23.1], zoom: 8.5 })
  const unlessMeasuring = <T>(act: (what: T) => void) => (what: T) => void (ruler.isOn || act(what))
  const layers = {
    districts: new DistrictsLayer(null, language, palette, tiles !== null),
    areas: new AreasLayer(),
    heat: new HeatLayer(),
    technicians: new TechniciansLayer(palette, nameOf, unlessMeasuring(onTechnician)),
    stations: new StationsLayer(palette, unlessMeasuring(onStation)),
    way: new WayLayer(),
    orders: new OrdersLayer(unlessMeasuring(onOrder)),
    focus: new FocusLayer(),
  }
  const line = new SketchLayer()
  const stack = mount(map, [...Object.values(layers), line])
  const ruler = new Sketch(map, line, (_, places) => {
    line.show(places)
    onMeasured(lengthOf(places))
  })
  return {
    map,
    ...layers,
    ruler,
    close() {
      ruler.close()
      stack.remove()
      map.remove()
    },
  }
}
