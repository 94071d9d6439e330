/** What the phone knows of a technician's day: the words of the field API and of the `crew:<id>` stream. */

import type { JobOffer } from "./handing/handing"

export type VisitState = "assigned" | "accepted" | "departed" | "arrived" | "repaired" | "reported" | "declined" | "cancelled"
export type VisitVerb = "accept" | "decline" | "depart" | "arrive" | "repair" | "report"
export type ShiftVerb = "start" | "end" | "break" | "resume"

export interface Part {
  name: string
  quantity: number
  unit: string
}

export interface VisitCard {
  id: number
  order_id: number
  number: string
  utility: string
  symptom: string
  /** What one must be able to do; a day stored by an older page does not say. */
  skill?: string
  priority: number
  is_life_safety: boolean
  state: VisitState
  address: string
  lon: number | null
  lat: number | null
  description: string
  contact_name: string
  contact_phone: string
  due_at: string | null
  /** A day stored by an older page knows nothing of it. */
  seen_at?: string | null
  assigned_at: string | null
  accepted_at: string | null
  departed_at: string | null
  arrived_at: string | null
  repaired_at: string | null
  contacted_at: string | null
  promised_at: string | null
  appointed_from: string | null
  appointed_to: string | null
  promises: number
  cause: string
  rejected_reason: string
  rejected_note: string
  sent_back: { cause_code: string; result_code: string; ownership: string; note: string } | null
  is_withdrawal_asked: boolean
  paid_fen: number
  parts: Part[]
  /** The form that the work asks for, and when it was last handed in; a day stored by an older page knows none. */
  form?: { code: string; is_duty?: boolean; handed_in_at: string | null } | null
  version: number
  safety: string[]
  allowed: string[]
}

export interface TechnicianCard {
  id: number
  name: string
  state: "off" | "available" | "busy" | "break"
  skills?: readonly string[]
  station_id: number | null
  lon: number | null
  lat: number | null
}

export interface ShiftCard {
  on_shift: boolean
  starts_at: string | null
  ends_at: string | null
}

/** The stream's state, as GET /field/me and a socket `reset` give it. */
export interface Sos {
  id: number
  at: string
  seen_by: string[]
}

export interface CrewState {
  technician: TechnicianCard
  shift: ShiftCard
  visits: VisitCard[]
  /** The open call for help; a day stored by an older page has none. */
  sos?: Sos | null
  /** How long a position is kept without a newer one, in seconds. */
  position_kept_s?: number
  /** What colleagues offer, and what is offered to them. */
  job_offers?: JobOffer[]
}

export interface Position {
  lon: number
  lat: number
  accuracy_m: number
  at: string
  heading?: number | null
}

/** Where the phone is now; `same`: how many readings in a row were this very one. */
export interface Here extends Position {
  same: number
}

/** RFC 9457 problem details as the server words them, already in the reader's language. */
export interface Problem {
  code: string
  title: string
  status: number
  detail?: string
}

/** Order of the steps of a visit. A verb is a step from one state to the next; the server's table has the last word. */
export const STEPS: Readonly<Record<VisitVerb, { from: readonly VisitState[]; to: VisitState }>> = {
  accept: { from: ["assigned"], to: "accepted" },
  decline: { from: ["assigned"], to: "declined" },
  depart: { from: ["accepted"], to: "departed" },
  arrive: { from: ["accepted", "departed"], to: "arrived" },
  repair: { from: ["arrived"], to: "repaired" },
  report: { from: ["repaired"], to: "reported" },
}

const NEXT: Partial<Record<VisitState, VisitVerb>> = {
  assigned: "accept",
  accepted: "depart",
  departed: "arrive",
  arrived: "repair",
  repaired: "report",
}

/** The one step that takes a visit on, or null when nothing is left to do. */
export function nextVerb(state: VisitState): VisitVerb | null {
  return NEXT[state] ?? null
}

export function isOver(state: VisitState): boolean {
  return state === "reported" || state === "declined" || state === "cancelled"
}

/** A public number in the groups it is read out in: 261123 000 123 4. */
export function spoken(number: string): string {
  return number.replace(/^(\d{6})(\d{3})(\d{3})(\d)$/, "$1 $2 $3 $4")
}
