/** Layers of the coverage desk's maps: all areas, marks on them (findings, differences), and the area that is edited. */

import type { FeatureCollection, GeoJSON, MultiPolygon, Polygon } from "geojson"
import type { ExpressionSpecification, GeoJSONSource, Map as MapLibre } from "maplibre-gl"

import { LABEL_FONT } from "../../../shared/map/base"
import { Owned, type MapLayer } from "../../../shared/map/layers"
import { UTILITY_COLOURS } from "../../glyphs"

export const NOTHING: FeatureCollection = { type: "FeatureCollection", features: [] }

const byUtility: ExpressionSpecification = [
  "match", ["get", "utility"],
  "electricity", UTILITY_COLOURS.electricity,
  "water", UTILITY_COLOURS.water,
  "gas", UTILITY_COLOURS.gas,
  "heating", UTILITY_COLOURS.heating,
  "#5c6f77",
]

/** A layer that shows a few sources and keeps what they show over a re-mount. */
abstract class Shown implements MapLayer {
  abstract readonly name: string
  protected map: MapLibre | null = null
  protected owned: Owned | null = null
  readonly #data = new Map<string, GeoJSON>()

  abstract draw(owned: Owned, map: MapLibre): void

  add(map: MapLibre): void {
    this.map = map
    this.owned = new Owned(map)
    this.draw(this.owned, map)
  }

  remove(): void {
    this.owned?.remove()
    this.owned = this.map = null
  }

  protected source(owned: Owned, id: string, more: { tolerance?: number } = {}): void {
    owned.source(id, { type: "geojson", data: this.#data.get(id) ?? NOTHING, ...more })
  }

  protected set(id: string, data: GeoJSON): void {
    this.#data.set(id, data)
    this.map?.getSource<GeoJSONSource>(id)?.setData(data)
  }

  /** Clicks on one of its layers, and the hand over it. */
  protected onClick(owned: Owned, map: MapLibre, layer: string, act: (properties: Record<string, unknown>) => void): void {
    const click = map.on("click", layer, ({ features, originalEvent }) => {
      const properties = features?.[0]?.properties
      if (properties && !originalEvent.defaultPrevented) act(properties)
    })
    owned.also(() => click.unsubscribe())
  }
}

export interface PlainArea {
  station_id: number
  utility: string
  name: string
}

export class AllAreasLayer extends Shown {
  readonly name = "coverage-areas"
  #chosen: number | null = null

  constructor(private readonly onChoose: (stationId: number) => void) {
    super()
  }

  draw(owned: Owned, map: MapLibre): void {
    this.source(owned, "coverage-areas", { tolerance: 0.5 })
    const isChosen: ExpressionSpecification = ["==", ["get", "station_id"], this.#chosen ?? -1]
    const shade: ExpressionSpecification = ["match", ["%", ["get", "station_id"], 4], 0, 0.06, 1, 0.1, 2, 0.14, 0.18]
    owned
      .layer({ id: "coverage-fill", type: "fill", source: "coverage-areas", paint: { "fill-color": byUtility, "fill-opacity": ["case", isChosen, 0.3, shade], "fill-antialias": false } })
      .layer({ id: "coverage-line", type: "line", source: "coverage-areas", layout: { "line-join": "round" }, paint: { "line-color": byUtility, "line-width": ["interpolate", ["linear"], ["zoom"], 8, 0.7, 13, 1.6], "line-opacity": 0.7 } })
      .layer({ id: "coverage-chosen", type: "line", source: "coverage-areas", filter: isChosen, layout: { "line-join": "round" }, paint: { "line-color": byUtility, "line-width": 2.6 } })
      .layer({
        id: "coverage-names",
        type: "symbol",
        source: "coverage-areas",
        minzoom: 9.5,
        layout: { "text-field": ["get", "name"], "text-font": LABEL_FONT, "text-size": 11, "text-max-width": 8 },
        paint: { "text-color": "#2b4650", "text-halo-color": "#ffffff", "text-halo-width": 1.4 },
      })
    this.onClick(owned, map, "coverage-fill", ({ station_id }) => this.onChoose(station_id as number))
  }

  show(areas: FeatureCollection<Polygon | MultiPolygon>): void {
    this.set("coverage-areas", areas)
  }

  choose(stationId: number | null): void {
    this.#chosen = stationId
    const map = this.map
    if (!map?.getLayer("coverage-fill")) return
    const isChosen: ExpressionSpecification = ["==", ["get", "station_id"], stationId ?? -1]
    const shade: ExpressionSpecification = ["match", ["%", ["get", "station_id"], 4], 0, 0.06, 1, 0.1, 2, 0.14, 0.18]
    map.setPaintProperty("coverage-fill", "fill-opacity", ["case", isChosen, 0.3, shade])
    map.setFilter("coverage-chosen", isChosen)
  }
}

/** What a mark is drawn in: colour, and a line of its own so that colour alone tells nothing. */
const MARK: Record<string, { colour: string; dash: number[] }> = {
  gained: { colour: "#17683f", dash: [1] },
  lost: { colour: "#b42318", dash: [3, 2] },
  gap: { colour: "#b42318", dash: [3, 2] },
  overlap: { colour: "#5137a6", dash: [1, 1.5] },
  sliver: { colour: "#8a5a00", dash: [1, 1.5] },
  mark: { colour: "#0c62a6", dash: [1] },
}

export class MarksLayer extends Shown {
  readonly name = "coverage-marks"

  draw(owned: Owned): void {
    this.source(owned, "coverage-marks")
    for (const [kind, { colour, dash }] of Object.entries(MARK)) {
      const isKind: ExpressionSpecification = kind === "mark" ? ["!", ["in", ["get", "kind"], ["literal", Object.keys(MARK).filter((one) => one !== "mark")]]] : ["==", ["get", "kind"], kind]
      owned
        .layer({ id: `marks-${kind}`, type: "fill", source: "coverage-marks", filter: ["all", ["==", ["geometry-type"], "Polygon"], isKind], paint: { "fill-color": colour, "fill-opacity": 0.35 } })
        .layer({ id: `marks-${kind}-line`, type: "line", source: "coverage-marks", filter: isKind, paint: { "line-color": colour, "line-width": 2.2, "line-dasharray": dash } })
    }
    owned.layer({ id: "marks-points", type: "circle", source: "coverage-marks", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 7, "circle-color": "#0c62a6", "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 } })
  }

  show(marks: FeatureCollection): void {
    this.set("coverage-marks", marks)
  }
}

export class EditLayer extends Shown {
  readonly name = "coverage-edit"

  constructor(private readonly onArea: (key: string) => void) {
    super()
  }

  draw(owned: Owned, map: MapLibre): void {
    for (const id of ["edit-areas", "edit-chosen", "edit-handles"]) this.source(owned, id)
    owned
      .layer({ id: "edit-fill", type: "fill", source: "edit-areas", paint: { "fill-color": byUtility, "fill-opacity": 0.16 } })
      .layer({ id: "edit-line", type: "line", source: "edit-areas", layout: { "line-join": "round" }, paint: { "line-color": byUtility, "line-width": 2, "line-dasharray": [4, 1.5] } })
      .layer({ id: "edit-chosen-fill", type: "fill", source: "edit-chosen", paint: { "fill-color": "#0f6f5c", "fill-opacity": 0.22 } })
      .layer({ id: "edit-chosen-line", type: "line", source: "edit-chosen", layout: { "line-join": "round" }, paint: { "line-color": "#0b5648", "line-width": 2.4 } })
      .layer({ id: "edit-middles", type: "circle", source: "edit-handles", filter: ["==", ["get", "kind"], "middle"], paint: { "circle-radius": ["get", "size"], "circle-color": "#ffffff", "circle-opacity": 0.85, "circle-stroke-color": "#0b5648", "circle-stroke-width": 1.2 } })
      .layer({
        id: "edit-corners",
        type: "circle",
        source: "edit-handles",
        filter: ["==", ["get", "kind"], "corner"],
        paint: { "circle-radius": ["get", "size"], "circle-color": ["case", ["get", "held"], "#b23a08", "#0b5648"], "circle-stroke-color": "#ffffff", "circle-stroke-width": 2 },
      })
    this.onClick(owned, map, "edit-fill", ({ key }) => this.onArea(key as string))
  }

  areas(areas: FeatureCollection): void {
    this.set("edit-areas", areas)
  }

  chosen(area: FeatureCollection): void {
    this.set("edit-chosen", area)
  }

  handles(handles: FeatureCollection): void {
    this.set("edit-handles", handles)
  }
}
