/** The background: outlines of districts with their names, and the attribution of where they come from. */

import type { Feature, FeatureCollection, Point, Position } from "geojson"
import type { Map as MapLibre } from "maplibre-gl"

import { LABEL_FONT } from "./base"
import { languageOfPage } from "../i18n/page"
import type { Language } from "../types"
import { Owned, type MapLayer } from "./layers"
import { DAY, type MapPalette } from "./palette"

export interface Background {
  features: FeatureCollection
  attribution: string
}

/** The part of a bilingual attribution that is in the reader's language; all of it where it cannot be told apart. */
export function attributionIn(language: Language, attribution: string): string {
  const parts = attribution.split(" · ")
  const chosen = parts.filter((part) => /[\u4e00-\u9fff]/.test(part) === (language === "zh"))
  return (chosen.length > 0 && chosen.length < parts.length ? chosen : parts).join(" · ")
}

/** The answer of /api/v1/coverage/background, in either of the shapes that GeoJSON allows for extra members. */
export function backgroundOf(raw: unknown): Background | null {
  const given = raw as Partial<FeatureCollection> & { attribution?: string; outlines?: FeatureCollection; features?: unknown }
  if (given?.outlines?.type === "FeatureCollection") return { features: given.outlines, attribution: given.attribution ?? "" }
  if (given?.type === "FeatureCollection") return { features: given as FeatureCollection, attribution: given.attribution ?? "" }
  return null
}

/** One point per district to write its name at: the middle of its largest part. Names on polygons repeat in every tile. */
export function namesOf(features: FeatureCollection): FeatureCollection<Point> {
  const names: Feature<Point>[] = []
  for (const { geometry, properties } of features.features) {
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.type === "MultiPolygon" ? geometry.coordinates : []
    const middles = parts.flatMap(([ring]) => (ring ? [middleOf(ring)] : []))
    const largest = middles.reduce<Middle | null>((best, one) => (best && best.size >= one.size ? best : one), null)
    if (largest) names.push({ type: "Feature", geometry: { type: "Point", coordinates: largest.at }, properties: { name: (properties?.["name"] as string) ?? "" } })
  }
  return { type: "FeatureCollection", features: names }
}

interface Middle {
  at: Position
  size: number
}

/** Centroid and area of a ring, in degrees; the shoelace sums are taken from its first corner to keep their digits. */
function middleOf(ring: Position[]): Middle {
  const [x0, y0] = ring[0] as [number, number]
  let doubled = 0
  let x = 0
  let y = 0
  for (let place = 1; place < ring.length; place += 1) {
    const [ax, ay] = [ring[place - 1]![0]! - x0, ring[place - 1]![1]! - y0]
    const [bx, by] = [ring[place]![0]! - x0, ring[place]![1]! - y0]
    const cross = ax * by - bx * ay
    doubled += cross
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  if (doubled === 0) return { at: [x0, y0], size: 0 }
  return { at: [x0 + x / (3 * doubled), y0 + y / (3 * doubled)], size: Math.abs(doubled) / 2 }
}

export class DistrictsLayer implements MapLayer {
  readonly name = "districts"
  #owned: Owned | null = null
  #map: MapLibre | null = null

  constructor(
    private background: Background | null = null,
    private readonly language: Language = languageOfPage(),
    private readonly palette: MapPalette = DAY,
    /** Above tiles only the borders are drawn: the land is theirs. */
    private readonly isOverTiles = false,
  ) {}

  add(map: MapLibre): void {
    this.#map = map
    if (this.background) this.#draw(map, this.background)
  }

  show(background: Background): void {
    this.background = background
    this.#owned?.remove()
    if (this.#map) this.#draw(this.#map, background)
  }

  remove(): void {
    this.#owned?.remove()
    this.#owned = this.#map = null
  }

  #draw(map: MapLibre, { features, attribution }: Background): void {
    // Drawn late, it still belongs at the bottom: below the first layer that somebody else added.
    const above = map.getStyle().layers.find(({ id }) => id !== "ground" && id !== "tiles")?.id
    const owned = new Owned(map).source("districts", { type: "geojson", data: features, attribution: attributionIn(this.language, attribution) })
    owned.source("districts-names", { type: "geojson", data: namesOf(features) })
    if (!this.isOverTiles) owned.layer({ id: "districts-fill", type: "fill", source: "districts", paint: { "fill-color": this.palette.land } }, above)
    owned.layer(
      {
        id: "districts-line",
        type: "line",
        source: "districts",
        layout: { "line-join": "round" },
        paint: { "line-color": this.palette.border, "line-width": ["interpolate", ["linear"], ["zoom"], 7, 0.6, 12, 1.6] },
      },
      above,
    )
    owned.layer(
      {
        id: "districts-name",
        type: "symbol",
        source: "districts-names",
        layout: {
          "text-field": ["get", "name"],
          "text-font": LABEL_FONT,
          "text-size": ["interpolate", ["linear"], ["zoom"], 8, 11, 12, 15],
          "text-letter-spacing": 0.12,
          "text-max-width": 8,
        },
        paint: { "text-color": this.palette.placeName, "text-halo-color": this.palette.halo, "text-halo-width": 1.4 },
      },
      above,
    )
    this.#owned = owned
  }
}
