/** The frames of the socket, version 1, and the cards that travel in them, as the server speaks them. */

export type Utility = "electricity" | "water" | "gas" | "heating"

export const UTILITIES: readonly Utility[] = ["electricity", "water", "gas", "heating"]

export type OrderState =
  | "waiting"
  | "offered"
  | "accepted"
  | "assigned"
  | "departed"
  | "arrived"
  | "repaired"
  | "reported"
  | "closed"
  | "suspended"
  | "withdrawal_asked"
  | "withdrawn"
  | "hand_queue"
  | "merged"

export interface OrderCard {
  id: number
  number: string
  utility: Utility
  business_type: string
  symptom: string
  /** 1 is the most urgent, 5 the least. */
  priority: number
  is_life_safety: boolean
  state: OrderState
  lon: number | null
  lat: number | null
  address: string
  extent: string
  opened_at: string
  station_id: number | null
  technician_id: number | null
  technician_name?: string
  node_id: number
  /** The nearest running clock; the last per cent warned of is in `warned`. */
  due_at: string | null
  due_kind: string | null
  due_started_at: string | null
  warned: number
  version: number
  updated_at: string
  reports: number
}

export type TechnicianState = "off" | "available" | "busy" | "break"

export interface TechnicianCard {
  id: number
  name: string
  name_en?: string
  station_id: number
  skills: string[]
  utilities: Utility[]
  state: TechnicianState
  visit_order_id: number | null
  open_visits: number
  lon: number | null
  lat: number | null
  position_at: string | null
  shift_ends_at: string | null
}

export interface StationCard {
  id: number
  code: string
  name: string
  name_en: string
  lon: number
  lat: number
  utilities: Utility[]
  open_orders: number
  open_ceiling: number
  is_open: boolean
  path: string
}

export interface AlarmCard {
  id: number
  kind: string
  severity: "critical" | "high" | "normal"
  order_id: number | null
  order_number: string | null
  station_id: number | null
  text_key: string
  facts: Facts
  raised_at: string
  /** How many people must say that they have seen it. */
  needs: number
  acknowledged_by: string[]
  cleared_at: string | null
  escalated: boolean
}

export interface BoardState {
  orders: OrderCard[]
  technicians: TechnicianCard[]
  stations: StationCard[]
  alarms: AlarmCard[]
  coverage_version: number
}

/** Values that fill the braces of a sentence, and whatever else the server says beside a code. */
export type Facts = Record<string, unknown>

export interface ProblemDetails {
  type?: string
  title: string
  detail?: string
  status: number
  code: string
  facts?: Facts
}

export interface Entry {
  v: number
  kind: string
  at: string
  data: Record<string, unknown>
}

export interface PositionItem {
  id: number
  lon: number
  lat: number
  at: string
  /** Degrees clockwise from north. */
  heading: number | null
  state: TechnicianState
}

export interface EntriesFrame {
  t: "entries"
  stream: string
  /** The version before the first entry. */
  from: number
  to: number
  entries: Entry[]
}

export interface ResetFrame {
  t: "reset"
  stream: string
  version: number
  state: unknown
}

export interface BeatFrame {
  t: "beat"
  heads: Record<string, number>
  at: string
}

export interface LiveFrame {
  t: "live"
  kind: "positions"
  items: PositionItem[]
}

export interface RefusedFrame {
  t: "refused"
  stream: string
  problem: ProblemDetails
}

export interface GoodbyeFrame {
  t: "goodbye"
  reason: "restart" | "slow" | "access" | "protocol"
  /** Seconds. */
  retry_after: number
}

export interface PongFrame {
  t: "pong"
}

export type ServerFrame = EntriesFrame | ResetFrame | BeatFrame | LiveFrame | RefusedFrame | GoodbyeFrame | PongFrame

export interface HelloFrame {
  t: "hello"
  v: 1
  streams: Record<string, number | null>
  live: boolean
}

export type ClientFrame = HelloFrame | { t: "ping" }
