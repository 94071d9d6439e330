/** The console's map: the base, its layers in order, and nothing of Vue. */

import type { Map as MapLibre } from "maplibre-gl"

import { openMap } from "../../shared/map/base"
import { DistrictsLayer } from "../../shared/map/districts"
import { mount } from "../../shared/map/layers"
import type { Language, TechnicianCard } from "../../shared/types"
import { AreasLayer } from "./areas"
import { FocusLayer } from "./focus"
import { OrdersLayer } from "./orders"
import { StationsLayer } from "./stations"
import { TechniciansLayer } from "./technicians"

export interface MapView {
  map: MapLibre
  districts: DistrictsLayer
  areas: AreasLayer
  stations: StationsLayer
  technicians: TechniciansLayer
  orders: OrdersLayer
  focus: FocusLayer
  close(): void
}

export interface MapPorts {
  container: HTMLElement
  language: Language
  nameOf(technician: TechnicianCard): string
  onOrder(orderId: number): void
  onStation(stationId: number): void
}

export function openView({ container, language, nameOf, onOrder, onStation }: MapPorts): MapView {
  const map = openMap({ container, language, center: [113.3, 23.1], zoom: 8.5 })
  const layers = {
    districts: new DistrictsLayer(null, language),
    areas: new AreasLayer(),
    technicians: new TechniciansLayer(nameOf, onOrder),
    stations: new StationsLayer(onStation),
    orders: new OrdersLayer(onOrder),
    focus: new FocusLayer(),
  }
  const stack = mount(map, Object.values(layers))
  return {
    map,
    ...layers,
    close() {
      stack.remove()
      map.remove()
    },
  }
}
