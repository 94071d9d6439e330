/** A map without outside addresses: plain ground, labels from the machine's own fonts, the worker from our build. */

import "maplibre-gl/dist/maplibre-gl.css"

import { AttributionControl, Map as MapLibre, NavigationControl, ScaleControl, setWorkerUrl, type LngLatBoundsLike, type StyleSpecification } from "maplibre-gl"
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url"

import type { Language } from "../types"
import { DAY, type MapPalette } from "./palette"
import { rasterSource, type TileSource } from "./tiles"

export const LABEL_FONT = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]

const CONTROLS: Record<Language, Record<string, string>> = {
  zh: {
    "AttributionControl.ToggleAttribution": "来源说明",
    "NavigationControl.ResetBearing": "正北朝上",
    "NavigationControl.ZoomIn": "放大",
    "NavigationControl.ZoomOut": "缩小",
    "ScaleControl.Meters": "米",
    "ScaleControl.Kilometers": "公里",
    "Map.Title": "地图",
  },
  en: {},
}

export interface MapOptions {
  container: HTMLElement
  language: Language
  /** West, south, east, north. */
  bounds?: LngLatBoundsLike
  center?: [number, number]
  zoom?: number
  tiles?: TileSource | null
  palette?: MapPalette
  padding?: number
}

export function openMap({ container, language, bounds, center, zoom, tiles, palette = DAY, padding = 40 }: MapOptions): MapLibre {
  setWorkerUrl(workerUrl)
  const map = new MapLibre({
    container,
    style: styleOf(palette.ground, tiles ?? null),
    ...(bounds ? { bounds, fitBoundsOptions: { padding } } : { center: center ?? [104, 35], zoom: zoom ?? 3.5 }),
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxPitch: 0,
    fadeDuration: 0,
    locale: CONTROLS[language],
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.addControl(new NavigationControl({ showCompass: false }), "top-right")
  map.addControl(new ScaleControl({ maxWidth: 90 }), "bottom-right")
  map.addControl(new AttributionControl({ compact: false }), "bottom-right")
  return map
}

function styleOf(ground: string, tiles: TileSource | null): StyleSpecification {
  // No `glyphs` on purpose: without them every label, Chinese too, is drawn from local fonts.
  const style: StyleSpecification = {
    version: 8,
    sources: {},
    layers: [{ id: "ground", type: "background", paint: { "background-color": ground } }],
  }
  if (tiles) {
    style.sources["tiles"] = rasterSource(tiles)
    style.layers.push({ id: "tiles", type: "raster", source: "tiles" })
  }
  return style
}
