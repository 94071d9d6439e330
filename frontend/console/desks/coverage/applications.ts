/** Change applications and absences as the server tells them. */

import type { FeatureCollection, MultiPolygon, Polygon } from "geojson"

import { http } from "../../state/desk"
import type { Rules, SlotRule } from "../capacity/capacity"

export type ApplicationState = "submitted" | "agreed" | "approved" | "in_effect" | "ended" | "refused" | "withdrawn"
export type ApplicationAct = "agree" | "approve" | "refuse" | "withdraw"

export interface ApplicationCard {
  id: number
  state: ApplicationState
  version: number
  is_coverage: boolean
  is_capacity: boolean
  node_id: number
  node_name: string
  node_name_en: string
  region_name: string
  region_name_en: string
  station_id: number | null
  plan_id: number | null
  plan_name: string
  is_plan_edited: boolean
  touched: number[]
  reason: string
  contact: string
  wanted_at: string
  until: string | null
  is_emergency: boolean
  emergency_reason: string
  applied_at: string
  applied_by: string
  takes_effect_at: string | null
  moved_requests: number | null
  allowed: ApplicationAct[]
}

export interface Named {
  name: string
  name_en: string
}

export interface Impact {
  days?: number
  requests?: number
  is_cut_short?: boolean
  moved_requests?: number
  flows?: { from: Named | null; to: Named | null; count: number }[]
  stations?: { station_id: number; name: Named; before_km2: number; after_km2: number; gained_km2: number; lost_km2: number; requests_before: number; requests_after: number }[]
}

export type CapacitySaid = Pick<Rules, "open_ceiling" | "source" | "jobs_per_person" | "headroom_percent"> & { slots: SlotRule[] }

export interface ApplicationView {
  application: ApplicationCard
  present: CapacitySaid | null
  capacity: CapacitySaid | null
  impact: Impact
  difference: FeatureCollection<Polygon | MultiPolygon> | null
  earliest: string
  steps: { at: string; by: string; role: string; verdict: string; note: string }[]
}

export interface AbsenceView {
  id: number
  station_id: number
  station_name: string
  station_name_en: string
  starts_at: string
  ends_at: string
  reason: string
  made_by: string
}

export const OPEN: readonly ApplicationState[] = ["submitted", "agreed", "approved"]
const ROOT = "/api/v1/coverage"

export const applicationsApi = {
  list: (node: number) => http.get<{ applications: ApplicationCard[]; earliest: string }>(`${ROOT}/applications?node=${node}`),
  read: (id: number) => http.get<ApplicationView>(`${ROOT}/applications/${id}`),
  make: async (body: object) => (await http.command<{ application: ApplicationCard }>("POST", `${ROOT}/applications`, { body })).application,
  act: (id: number, act: ApplicationAct, body: object) => http.command<ApplicationView>("POST", `${ROOT}/applications/${id}/${act}`, { body }),
  seen: (id: number) => http.command("POST", `${ROOT}/applications/${id}/seen`),
  absences: (node: number) => http.get<{ absences: AbsenceView[]; longest_s: number }>(`${ROOT}/absences?node=${node}`),
  declare: (body: object) => http.command("POST", `${ROOT}/absences`, { body }),
  callOff: (id: number) => http.command("POST", `${ROOT}/absences/${id}/call-off`),
}
