/** Orders: shape by urgency, colour and mark by state, a red ring when overdue; clusters when there are many. */

import type { GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { LABEL_FONT } from "../../shared/map/base"
import { Owned, type MapLayer } from "../../shared/map/layers"
import { Points, type Placed } from "../../shared/map/points"
import { FAMILY_COLOURS, iconOf, SHAPES, type Family, type Shape, type Signed } from "../glyphs"
import { orderIcon, PIXEL_RATIO } from "./icons"

type Properties = {
  icon: string
  danger: number
  late: number
  /** The most urgent is drawn last, on top. */
  rank: number
}

const CLUSTER_BELOW_ZOOM = 12.5

export class OrdersLayer implements MapLayer {
  readonly name = "orders"
  #owned: Owned | null = null
  #map: MapLibre | null = null
  readonly #points = new Points<Properties>()

  constructor(private readonly onChoose: (orderId: number) => void) {}

  add(map: MapLibre): void {
    this.#map = map
    const owned = (this.#owned = new Owned(map))
    for (const shape of Object.keys(SHAPES) as Shape[])
      for (const family of Object.keys(FAMILY_COLOURS) as Family[])
        for (const isLate of [false, true]) owned.image(`order:${shape}:${family}:${isLate ? 1 : 0}`, orderIcon(shape, family, isLate), PIXEL_RATIO)
    owned.source("orders", {
      type: "geojson",
      data: this.#points.all(),
      cluster: true,
      clusterRadius: 38,
      clusterMaxZoom: Math.floor(CLUSTER_BELOW_ZOOM),
      clusterMinPoints: 3,
      clusterProperties: { danger: ["+", ["get", "danger"]], late: ["+", ["get", "late"]] },
    })
    owned.layer({
      id: "orders-cluster",
      type: "circle",
      source: "orders",
      filter: ["has", "point_count"],
      paint: {
        "circle-color": "#274650",
        "circle-opacity": 0.94,
        "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 3, 12, 30, 17, 300, 24, 3000, 32],
        "circle-stroke-width": ["case", [">", ["get", "danger"], 0], 4, [">", ["get", "late"], 0], 2.5, 1.5],
        "circle-stroke-color": ["case", [">", ["get", "danger"], 0], "#d2302d", [">", ["get", "late"], 0], "#d2302d", "#ffffff"],
      },
    })
    owned.layer({
      id: "orders-count",
      type: "symbol",
      source: "orders",
      filter: ["has", "point_count"],
      layout: {
        "text-field": ["concat", ["case", [">", ["get", "danger"], 0], "! ", ""], ["get", "point_count_abbreviated"]],
        "text-font": LABEL_FONT,
        "text-size": 12,
        "text-allow-overlap": true,
      },
      paint: { "text-color": "#ffffff" },
    })
    owned.layer({
      id: "orders",
      type: "symbol",
      source: "orders",
      filter: ["!", ["has", "point_count"]],
      layout: {
        "icon-image": ["get", "icon"],
        "icon-allow-overlap": true,
        "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 9, 0.72, 13, 1],
        "symbol-sort-key": ["get", "rank"],
      },
    })
    const listeners = [
      map.on("click", "orders", ({ features }) => {
        const id = features?.[0]?.id as number | undefined
        if (id !== undefined) this.onChoose(id)
      }),
      map.on("click", "orders-cluster", ({ features }) => void this.#open(features?.[0])),
      ...["orders", "orders-cluster"].flatMap((layer) => [
        map.on("mouseenter", layer, () => void (map.getCanvas().style.cursor = "pointer")),
        map.on("mouseleave", layer, () => void (map.getCanvas().style.cursor = "")),
      ]),
    ]
    for (const listener of listeners) owned.also(() => listener.unsubscribe())
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#map = null
  }

  show(orders: Iterable<Signed & { id: number; lon: number | null; lat: number | null }>, now: number): void {
    const placed: Placed<Properties>[] = []
    for (const order of orders) {
      if (order.lon === null || order.lat === null) continue
      const icon = iconOf(order, now)
      const isLate = icon.endsWith("1")
      const rank = (order.is_life_safety ? 100 : 0) + (isLate ? 10 : 0) - order.priority
      placed.push({ id: order.id, lon: order.lon, lat: order.lat, properties: { icon, danger: order.is_life_safety ? 1 : 0, late: isLate ? 1 : 0, rank } })
    }
    this.#points.show(placed, this.#map?.getSource<GeoJSONSource>("orders"))
  }

  async #open(cluster: { geometry: { type: string; coordinates?: unknown }; properties: Record<string, unknown> | null } | undefined): Promise<void> {
    const id = cluster?.properties?.["cluster_id"] as number | undefined
    const source = this.#map?.getSource<GeoJSONSource>("orders")
    if (!this.#map || !source || id === undefined) return
    const zoom = await source.getClusterExpansionZoom(id)
    this.#map.easeTo({ center: cluster!.geometry.coordinates as [number, number], zoom: zoom + 0.3, duration: 350 })
  }
}
