/** The one door to the words of the server: whoever needs a frame, a card or an answer imports it from here. */

export * from "./protocol"

import type { Facts, OrderCard, Utility } from "./protocol"

export type Language = "zh" | "en"

export interface Grant {
  role: string
  node_id: number
  node_name: string
  node_name_en: string
  path: string
}

export interface Session {
  authenticated: boolean
  csrf: string
  user: { id: number; name: string; language: Language } | null
  roles: Grant[]
  demo: boolean
  time_zone: string
  language?: Language
}

/** Why a station or a technician was chosen or passed over: a code with its facts. */
export type Reason = { code: string } & Facts

export interface CandidateRow {
  station_id?: number
  technician_id?: number
  name?: string
  name_en?: string
  way?: string
  rank?: number
  distance_m: number | null
  travel_s?: number | null
  ok: boolean
  chosen: boolean
  reasons: Reason[]
}

export interface Decision {
  id: number
  kind: "station" | "technician"
  outcome: string
  station_id: number | null
  technician_id: number | null
  coverage_version: number | null
  by_hand: boolean
  facts: string[]
  candidates: CandidateRow[]
  actor: string
  at: string
}

export interface PolicyView {
  code: string
  value: number
  unit: string
  citation: string
  mark: string
  verified: boolean
}

export interface ClockView {
  kind: string
  started_at: string
  due_at: string
  stopped_at: string | null
  breached_at: string | null
  policy: PolicyView | null
}

export interface StoryLine {
  v: number
  kind: string
  at: string
  actor: string
  data: Facts
}

export interface RequestView {
  number: string
  channel: string
  hazards: string[]
  address: string
  description: string
  extent: string
  accuracy_m: number | null
  given: { lon: number | null; lat: number | null; datum: string }
  contact_name: string
  contact_phone: string
  taken_at: string
  safety: string[]
}

export interface OrderDetail {
  order: OrderCard
  request: RequestView
  clocks: ClockView[]
  stamps: Record<string, string | null>
  story: StoryLine[]
  decisions: Decision[]
  allowed: string[]
  may_reveal?: boolean
}

export interface TechnicianRow {
  technician_id: number
  name: string
  name_en?: string
  distance_m: number | null
  travel_s: number | null
  open_visits: number
  skills: string[]
  on_shift: boolean
  ok: boolean
  reasons: Reason[]
}

export interface Simulation {
  paused: boolean
  /** Simulated seconds to a real one. */
  speed: number
  storm: boolean
  /** False when nobody simulates. */
  is_alive?: boolean
  /** Minutes since midnight of the simulated day. */
  day_minute?: number
  requests?: number
}

export interface AreaProperties {
  area_id: number
  station_id: number
  utility: Utility | ""
  name: string
}
