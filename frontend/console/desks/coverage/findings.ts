/** Findings as the server tells them: filtered, said in a sentence, and shown on a map. Pure but for the words given in. */

import type { Feature, FeatureCollection, MultiPolygon, Point, Polygon } from "geojson"

import type { Utility } from "../../../shared/types"

export type Level = "error" | "warning" | "info"
export type FixCode = "snap" | "assign_gap" | "cut_overlap" | "register_gap"

export interface FindingFix {
  code: FixCode
  station_id?: number
}

export interface Finding {
  key: string
  code: string
  level: Level
  utility: Utility | ""
  station_ids: number[]
  node_id: number | null
  square_metres: number | null
  requests_90d: number | null
  geometry: Polygon | MultiPolygon | Point | null
  bbox: [number, number, number, number] | null
  facts: Record<string, unknown>
  fixes: FindingFix[]
}

export interface Named {
  name: string
  name_en: string
}

export interface Share {
  node_id: number
  utility: Utility
  share: number
  covered_km2: number
  territory_km2: number
}

export interface Findings {
  version: { id: number; name: string; state: string; revision: number } | null
  computed_at: string
  findings: Finding[]
  left_out: number
  shares: Share[]
  population: { station_id: number; utility: Utility; requests_90d: number }[]
  stations: Record<string, Named>
  nodes: Record<string, Named>
}

export interface Change {
  station_id: number
  name: string
  name_en: string
  before_km2: number
  after_km2: number
  gained: Polygon | MultiPolygon | null
  lost: Polygon | MultiPolygon | null
}

export interface Filter {
  level: Level | ""
  kind: string
  utility: Utility | ""
}

/** What fits the filters; a finding of several utilities fits each of them. */
export function fitting(findings: readonly Finding[], { level, kind, utility }: Filter): Finding[] {
  return findings.filter(
    (one) => (!level || one.level === level) && (!kind || one.code === kind) && (!utility || utilitiesOf(one).length === 0 || utilitiesOf(one).includes(utility)),
  )
}

export function utilitiesOf({ utility, facts }: Finding): Utility[] {
  return utility ? [utility] : Array.isArray(facts["utilities"]) ? (facts["utilities"] as Utility[]) : []
}

/** Kinds that there are, in the order of the list, with how many. */
export function kindsOf(findings: readonly Finding[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { code } of findings) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts]
}

export interface Saying {
  t(key: string, facts?: Record<string, string | number>): string
  utility(code: string): string
  station(id: number): string
  node(id: number | null): string
  distance(metres: number): string
  area(squareMetres: number): string
}

/** The finding in one sentence. */
export function sentence(finding: Finding, say: Saying): string {
  const { code, facts } = finding
  const number = (name: string) => Number(facts[name] ?? 0)
  const minutes = (seconds: number) => say.t("finding.minutes", { count: Math.round(seconds / 60) })
  const said = {
    node: say.node(finding.node_id),
    area: say.area(finding.square_metres ?? 0),
    stations: finding.station_ids.slice(0, 2).map(say.station).join(say.t("finding.and")),
    rank: number("rank"),
    pieces: number("pieces"),
    width: Math.max(0.1, number("width_m")),
    distance: say.distance(number("distance_m")),
    travel: minutes(number("travel_s")),
    utilities: utilitiesOf(finding).map(say.utility).join(say.t("finding.and")),
  }
  return say.t(`finding.say.${code}${variantOf(finding)}`, said)
}

function variantOf({ code, facts, station_ids }: Finding): string {
  if (code === "gap") return facts["is_registered"] ? ".registered" : ""
  if (code === "overlap") return Number(facts["rank"]) > 1 ? ".rank" : ""
  if (code === "sliver") return facts["of"] === "gap" ? (station_ids.length > 1 ? ".gap" : ".gap.one") : ".overlap"
  if (code === "station_without_duty") return `.${String(facts["reason"])}`
  if (code === "far_from_station") return facts["travel_s"] == null ? ".by_distance" : ""
  return ""
}

const KINDS = new Set(["gap", "overlap", "sliver"])

/** The shapes of findings as marks on the map. */
export function marksOf(findings: readonly Finding[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: findings.flatMap(({ code, key, geometry }): Feature[] =>
      geometry ? [{ type: "Feature", properties: { key, kind: KINDS.has(code) ? code : "mark" }, geometry }] : [],
    ),
  }
}

/** What a preview gains and takes away. */
export function differenceOf(changes: readonly Change[]): FeatureCollection {
  return {
    type: "FeatureCollection",
    features: changes.flatMap(({ gained, lost }): Feature[] =>
      ([["gained", gained], ["lost", lost]] as const).flatMap(([kind, geometry]): Feature[] => (geometry ? [{ type: "Feature", properties: { kind }, geometry }] : [])),
    ),
  }
}

/** Whether the person's stations are those that a fix redraws; of a cut the one who keeps may change as well. */
export function mayFix({ code, station_ids, facts }: Finding, fix: FindingFix, isMine: (station: number) => boolean): boolean {
  if (fix.code === "register_gap" || fix.station_id === undefined) return false
  return code === "gap" || facts["of"] === "gap" ? isMine(fix.station_id) : station_ids.every(isMine)
}

/** km² where there are some, else m². */
export function areaWords(squareMetres: number, number: (value: number) => string): string {
  const km2 = squareMetres / 1e6
  if (km2 >= 100) return `${number(Math.round(km2))} km²`
  if (km2 >= 0.1) return `${number(Math.round(km2 * 100) / 100)} km²`
  return `${number(Math.round(squareMetres))} m²`
}

/** Per cent that never says 100 of what is not whole. */
export function percentWords(share: number): string {
  return share >= 1 ? "100%" : `${(Math.floor(share * 1000) / 10).toFixed(1)}%`
}
