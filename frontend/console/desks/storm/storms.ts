/** What the server tells of storms, groups, reinforcements and important users; and what is worked out of it. Pure. */

import type { OrderCard, Reason, Utility } from "../../../shared/types"

export interface Rule {
  code: string
  utility: string
  symptom: string
  urgency: string
  scene: string
  value: number
  unit: string
  plain: number | null
  plain_unit: string | null
}

export interface StormPreview {
  rules: Rule[]
  open_orders: number
  stations: number
  important_users: number
  longest_h: number
}

export interface Lent {
  name: string
  name_en: string
  home_name: string
  home_name_en: string
  host_name: string
  host_name_en: string
  from: string
  to: string | null
}

/** Spans in minutes. */
export interface StormReport {
  from: string
  to: string
  figures: {
    reports: number
    life_safety: number
    important: number
    restored: number
    merged: number
    withdrawn: number
    returned: number
    urged: number
    still_open: number
    arrival_p50_min: number | null
    arrival_p90_min: number | null
    restored_p50_min: number | null
    restored_p90_min: number | null
    life_safety_arrival_p50_min: number | null
    important_arrival_p50_min: number | null
  }
  by_utility: { utility: Utility; reports: number }[]
  peak: { at: string; reports: number; span_min: number } | null
  arrival_promises: { kept: number; judged: number }
  reinforcements: Lent[]
  rules: Rule[]
}

export interface Group {
  parent: OrderCard
  children: { order: OrderCard; score: number; reasons: Reason[] }[]
}

export interface Reinforcement {
  id: number
  technician_id: number
  name: string
  name_en: string
  skills: string[]
  home_id: number
  home_name: string
  home_name_en: string
  host_id: number
  host_name: string
  host_name_en: string
  state: "asked" | "refused" | "called_off" | "running" | "over"
  until: string
  note: string
  asked_at: string
  asked_by: string
  decided_by: string
  decided_note: string
  ended_at: string | null
  may_decide: boolean
  may_end: boolean
}

export interface Helper {
  technician_id: number
  name: string
  name_en: string
  skills: string[]
  open_visits: number
  station_id: number
  station_name: string
  station_name_en: string
  shift_ends_at: string | null
  is_own: boolean
}

export interface ImportantUser {
  id: number
  node_name: string
  node_name_en: string
  name: string
  kind: string
  grade: string
  utility: Utility | null
  lon: number
  lat: number
  radius_m: number
  phone: string
  note: string
  from: string
  to: string | null
  is_in_force: boolean
}

/** A part of the tree that may have storm mode of its own. */
export interface Region {
  id: number
  name: string
  name_en: string
  path: string
}

/** Per cent of the promises judged so far that were kept; null before any was. */
export function keptOf({ kept, judged }: StormReport["arrival_promises"]): number | null {
  return judged === 0 ? null : Math.round((kept / judged) * 1000) / 10
}

/** What a notice begins with, so that nobody starts from an empty field. */
export const NOTICE = {
  zh: "受恶劣天气影响，报修量很大。我们先处理危及人身安全的故障和医院等重要用户，其余按先后抢修，到达可能比平时晚。请远离落地电线和积水。",
  en: "Severe weather has brought very many reports. Danger to life and users such as hospitals come first, all others in turn; we may arrive later than usual. Keep away from fallen wires and flooded places.",
} as const
