/** What the server says of plans, and asking for it. */

import type { MultiPolygon, Polygon, Position } from "geojson"

import type { Facts } from "../../../shared/types"
import { http } from "../../state/desk"
import type { PlanAreas } from "./editor/document"

export interface PlanCard {
  id: number
  name: string
  note: string
  state: "draft" | "checked" | "approved" | "active" | "archived" | "discarded"
  node_id: number | null
  node_name: string
  node_name_en: string
  base_id: number | null
  touched: number[]
  revision: number
  created_at: string
  made_by: string
  checked_at: string | null
  findings_count: { error: number; warning: number; info: number }
  approved_at: string | null
  approved_by: string
  takes_effect_at: string | null
  activated_at: string | null
  archived_at: string | null
  open_orders: "keep" | "rematch"
  is_stale: boolean
}

export interface PlanFinding {
  key: string
  code: string
  level: "error" | "warning" | "info"
  utility?: string
  station_ids?: number[]
  square_metres?: number | null
  geometry?: Polygon | MultiPolygon | null
  bbox?: [number, number, number, number] | null
  facts?: Facts
}

export interface PlanView {
  plan: PlanCard
  areas: PlanAreas
  findings: PlanFinding[]
  allowed: string[]
}

export interface MovedOrder {
  order_id: number
  number: string
  state: string
  from_station_id: number
  to_station_id: number | null
  may_move: boolean
}

export type Shape = Polygon | MultiPolygon
export type ShapeOp = "split" | "merge" | "subtract" | "exclave" | "snap" | "simplify" | "fill_holes"

const ROOT = "/api/v1/coverage"

export const plansApi = {
  list: async (node: number) => (await http.get<{ plans: PlanCard[] }>(`${ROOT}/plans?node=${node}`)).plans,
  read: (id: number) => http.get<PlanView>(`${ROOT}/plans/${id}`),
  make: async (body: { node_id: number; name: string; note: string }) => (await http.command<{ plan: PlanCard }>("POST", `${ROOT}/plans`, { body })).plan,
  takeUp: (id: number, revision: number, station_ids: number[]) => http.command<PlanView>("POST", `${ROOT}/plans/${id}/stations`, { body: { revision, station_ids } }),
  giveBack: (id: number, revision: number, station: number) => http.command<PlanView>("DELETE", `${ROOT}/plans/${id}/stations/${station}?revision=${revision}`),
  save: (id: number, revision: number, stations: Record<number, object[]>) => http.command<PlanView>("PUT", `${ROOT}/plans/${id}/areas`, { body: { revision, stations } }),
  act: (id: number, act: "check" | "discard" | "rebase", revision: number) => http.command<PlanView>("POST", `${ROOT}/plans/${id}/${act}`, { body: { revision } }),
  callOff: (id: number) => http.command<{ plan: PlanCard }>("POST", `${ROOT}/plans/${id}/call-off`),
  approve: (id: number, body: object) => http.command<PlanView>("POST", `${ROOT}/plans/${id}/approve`, { body }),
  moves: (id: number) => http.get<{ count: number; may_move: number; orders: MovedOrder[] }>(`${ROOT}/plans/${id}/moves`),
  areas: (query: Record<string, string | number>) => http.get<PlanAreas>(`${ROOT}/areas?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`),
  shape: (body: { op: ShapeOp; geometry: Shape; others?: Shape[]; neighbours?: Shape[]; line?: Position[]; tolerance_m?: number }) =>
    http.command<{ geometries: Shape[]; vertices: number; changed_m2: number }>("POST", `${ROOT}/shape`, { body }),
  coveredAt: (query: { lon: number; lat: number; utility: string; at?: string }) =>
    http.get<CoveredAt>(`${ROOT}/at?${new URLSearchParams(Object.entries(query).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]))}`),
}

export interface CoveredAt {
  version: PlanCard | null
  at: string
  candidates: { station_id: number; name: string; rank: number; distance_m: number | null; able: boolean; reasons: { code: string }[] }[]
  areas: { area_id: number; station_id: number; rank: number; geometry: Shape }[]
}
