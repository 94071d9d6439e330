/** What the order's panel reads beside the card: one type for each part of an order's story. */

import type { Feature, MultiPolygon, Point, Polygon } from "geojson"

import type { Facts, OrderCard, OrderDetail } from "../../shared/types"
import type { AddressPart } from "./address"

export interface Turn {
  role: string
  name: string
  station_id: number | null
  due_at: string | null
  due_kind: string | null
}

export interface WithdrawalView {
  id: number
  order_id: number
  number: string
  order_state: string
  state_before: string
  reason: string
  note: string
  evidence: Facts
  asked_by: string
  asked_role: string
  asked_at: string
  station_id: number | null
  station_name: string
  station_name_en?: string
  symptom?: string
  address?: string
  decide_by: string | null
  verdict: "" | "approved" | "refused" | "void"
  decided_by: string
  decided_at: string | null
  decision_note: string
  may_decide: boolean
  why_not: string
  late_work: boolean
}

export interface ReturnView {
  offer_id: number
  station_id: number
  station_name: string
  station_name_en?: string
  reason: string
  note: string
  at: string
  binding: boolean
  evidence: {
    coverage_version?: number | null
    area?: Feature<Polygon | MultiPolygon> | null
    point?: Point["coordinates"] | null
    inside?: boolean | null
    distance_m?: number | null
  }
}

export interface SuspensionView {
  id: number
  reason: string
  note: string
  evidence: Facts
  suspended_by: string
  suspended_at: string
  resume_by: string
  stops_clock: boolean
  resumed_at: string | null
  resumed_by: string
}

export interface MilestoneView {
  code: string
  at: string | null
  device_at: string | null
  by: string
  corrected: boolean
  order_ok: boolean
}

export interface ContactTry {
  id: number
  at: string
  device_at: string | null
  by: string
  outcome: string
  note: string
}

export interface PromiseView {
  id: number
  code: string
  promised_for: string
  reason: string
  note: string
  made_by: string
  made_at: string
  device_at: string | null
  keeping: string
}

export interface CorrectionView {
  id: number
  order_id: number
  number?: string
  milestone: string
  was: string | null
  becomes: string
  reason: string
  asked_by: string
  asked_at: string
  verdict: string
  decided_by: string
  decided_at: string | null
  note: string
  findings?: { earlier: string; later: string; by_s: number }[]
  may_decide?: boolean
  why_not?: string
}

export interface ReportView {
  id: number
  written_at: string
  written_by: string
  device_at: string | null
  cause_code: string
  cause_group: string
  cause_note: string
  ownership: string
  result_code: string
  result_note: string
  departed_at: string | null
  arrived_at: string | null
  restored_at: string | null
  handler: string
  said: string[]
  verdict: string
  reviewed_by: string
  reviewed_at: string | null
  review_reason: string
  review_note: string
}

export interface Check {
  code: string
  ok: boolean
  level: "error" | "warning"
  facts: Facts
}

export interface ReportAnswer {
  report: ReportView | null
  checks: Check[]
  required: string[]
  cause_codes: CauseCode[]
}

export interface CauseCode {
  code: string
  group: string
  zh: string
  en: string
}

export interface UrgeView {
  id: number
  at: string
  by: string
  role?: string
  note: string
}

export interface ReturnVisitView {
  id: number
  kind: string
  due_at: string
  state: string
  attempts: { at: string; by: string; outcome: string; note: string }[]
  satisfaction: number | null
  solved: boolean | null
  done_at?: string | null
}

export interface SimilarView {
  order: OrderCard
  score: number
  reasons: ({ code: string } & Facts)[]
  may_merge: boolean
  why_not: string
}

/** `restored`: it works again there too. */
export type Child = Pick<OrderCard, "id" | "number" | "state" | "address"> & { restored: boolean }

/** What somebody at a desk wrote beside the order; `picture` is the address of one. */
/** A photo, signature or voice note; `file` once its bytes are here, `percent` of them until then. */
export interface ExhibitView {
  id: number
  kind: "photo" | "signature" | "voice"
  purpose: string
  by: string
  taken_at: string | null
  announced_at: string
  settled_at: string | null
  state: "announced" | "whole" | "refused"
  percent: number
  is_late: boolean
  why: string
  file: string | null
  type: string
  width: number | null
  height: number | null
  away_m: number | null
  accuracy_m: number | null
  camera_away_m: number | null
  camera_at: string
}

export interface NoteView {
  id: number
  at: string
  by: string
  text: string
  picture: string | null
  width: number | null
  height: number | null
}

/** Parts that a server without the flow leaves out. */
export interface CallView {
  by: string
  at: string
  seconds: number | null
  safety: "" | "said" | "caller_gone"
  said: string[]
  answers: { question: string; answer: string }[]
}

/** One line of a form as it was filled in at the place. */
export interface FormLineView {
  item: string
  kind: string
  part: string
  unit: string
  answer: boolean | number | string
  finding: string
}

export interface FormView {
  id: number
  code: string
  version: number
  by: string
  handed_in_at: string
  device_at: string | null
  is_late: boolean
  lines: FormLineView[]
}

export interface Story {
  address: AddressPart
  turn: Turn | null
  withdrawals: WithdrawalView[]
  returns: ReturnView[]
  suspensions: SuspensionView[]
  milestones: MilestoneView[]
  contacts: ContactTry[]
  promises: PromiseView[]
  corrections: CorrectionView[]
  report: (ReportView & { checks: Check[] }) | null
  urges: UrgeView[]
  return_visits: ReturnVisitView[]
  children: Child[]
  parent: Pick<OrderCard, "id" | "number" | "state"> | null
  hand_over: Facts | null
  paid_work: Facts | Facts[] | null
  parts: { name: string; quantity: number; unit: string }[]
  notes: NoteView[]
  exhibits: ExhibitView[]
  /** `missing` names the form that nobody has handed in yet. */
  forms: { handed_in: FormView[]; missing: string | null; is_duty: boolean; waived: string }
  /** Where the order was taken by phone: what the caller was told and asked. */
  call: CallView | null
  may_note: boolean
}

export type FullDetail = OrderDetail & Partial<Story>

/** The report of an order's story as its readers show it. */
export function reportOf(part: Story["report"] | undefined): ReportAnswer {
  return { report: part ?? null, checks: part?.checks ?? [], required: [], cause_codes: [] }
}
