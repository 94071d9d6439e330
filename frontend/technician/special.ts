/** What is out of the ordinary at a visit: which of it may be said when, and what the server wants to hear of it. Pure. */

import { PAUSES, SYMPTOMS_OF } from "../shared/generated/special"
import { instantOf, wallOf } from "../shared/zoned"
import type { Part, VisitState } from "./model"
import type { Talk } from "./phone/deeds"

export const KINDS = ["suspend", "ask-withdrawal", "hand-over", "paid-work", "parts"] as const
export type Kind = (typeof KINDS)[number]

/** A duplicate is merged and what lies outside is sent elsewhere: both by a desk. */
export const WITHDRAWALS = ["dead_number", "wrong_number", "customer_cancels", "solved_by_phone", "wrong_business_type", "not_our_asset", "test"] as const
export const UTILITIES = Object.keys(SYMPTOMS_OF) as (keyof typeof SYMPTOMS_OF)[]

const OPEN: Record<Kind, readonly VisitState[]> = {
  suspend: ["assigned", "accepted", "departed", "arrived"],
  "ask-withdrawal": ["assigned", "accepted", "departed", "arrived"],
  "hand-over": ["assigned", "accepted", "departed", "arrived"],
  "paid-work": ["accepted", "departed", "arrived"],
  parts: ["arrived", "repaired"],
}
/** A danger to life is never parked, given away or called off. */
const NEVER_FOR_DANGER: readonly Kind[] = ["suspend", "ask-withdrawal", "hand-over"]

export interface Standing {
  state: VisitState
  isLifeSafety: boolean
  isWithdrawalAsked: boolean
  hasUsedParts: boolean
}

/** What may be said now. While somebody asks to withdraw the order only the work on it is told of. */
export function openKinds({ state, isLifeSafety, isWithdrawalAsked, hasUsedParts }: Standing): Kind[] {
  const closed: readonly Kind[] = isLifeSafety || isWithdrawalAsked ? NEVER_FOR_DANGER : hasUsedParts ? ["ask-withdrawal"] : []
  return KINDS.filter((kind) => OPEN[kind].includes(state) && !closed.includes(kind))
}

/** After these the visit is over on this phone. */
export function ends(verb: string): verb is "suspend" | "hand-over" {
  return verb === "suspend" || verb === "hand-over"
}

const MINUTE = 60_000
const STEP = 5 * MINUTE
const DAY = 24 * 60 * MINUTE
const USUAL: Partial<Record<string, { soon: readonly number[]; hours: readonly string[]; days: number }>> = {
  traffic: { soon: [30, 60, 120, 240], hours: [], days: 0 },
  parts_awaited: { soon: [240], hours: ["09:00", "14:00"], days: 2 },
  third_party: { soon: [240], hours: ["09:00", "14:00"], days: 2 },
  second_visit: { soon: [120], hours: ["09:00", "14:00"], days: 2 },
  reappointment: { soon: [120], hours: ["09:00", "14:00", "18:00"], days: 2 },
}
const ELSE = { soon: [60, 120, 240], hours: ["09:00"], days: 1 }
const CHOICES = 4

/** When such a thing is usually over: some hours from now, then the next usual hours of the clock in the place's zone. */
export function quickEnds(reason: string, now: number, zone: string): string[] {
  const { soon, hours, days } = USUAL[reason] ?? ELSE
  const early = soon.map((minutes) => Math.ceil((now + minutes * MINUTE) / STEP) * STEP)
  const latest = early.at(-1)!
  const dates = [0, 1, 2, 3].map((day) => wallOf(now + day * DAY, zone).slice(0, 10))
  const usual = dates.flatMap((date) => hours.map((hour) => Date.parse(instantOf(`${date}T${hour}`, zone) ?? "")))
  const later = usual.filter((at) => at > latest && at < now + days * DAY)
  return [...early, ...later].slice(0, CHOICES).map((at) => new Date(at).toISOString())
}

export type Missing = "reason" | "note" | "until" | "past" | "utility" | "symptom" | "name" | "amount" | "part" | "quantity" | "unit"
/** What would be sent, or what is missing for it, the uppermost first. */
export type Checked = { talk: Talk } | { missing: readonly Missing[] }

function checked(talk: Talk, wrong: Partial<Record<Missing, boolean>>): Checked {
  const missing = (Object.keys(wrong) as Missing[]).filter((each) => wrong[each])
  return missing.length ? { missing } : { talk }
}

const isShort = (note: string): boolean => note.trim().length < 2

export function pause(said: { reason: string; until: string | null; note: string }, now: number): Checked {
  const wrong = { reason: !said.reason, until: said.until === null, past: said.until !== null && Date.parse(said.until) <= now, note: isShort(said.note) }
  return checked({ verb: "suspend", reason: said.reason, note: said.note.trim(), resume_by: said.until ?? "" }, wrong)
}

export function withdrawal(said: { reason: string; note: string }): Checked {
  return checked({ verb: "ask-withdrawal", reason: said.reason, note: said.note.trim() }, { reason: !said.reason, note: isShort(said.note) })
}

export function handOver(said: { to: "customer" | "utility"; utility: string; symptom: string; name: string; note: string }): Checked {
  const note = said.note.trim()
  if (said.to === "customer") return checked({ verb: "hand-over", to: "customer", note, agreed_by: said.name.trim() }, { name: !said.name.trim(), note: isShort(note) })
  const wrong = { utility: !said.utility, symptom: Boolean(said.utility) && !said.symptom, note: isShort(note) }
  return checked({ verb: "hand-over", to: "utility", utility: said.utility, symptom: said.symptom, note }, wrong)
}

export function paidWork(said: { amount: string; name: string; note: string }): Checked {
  const fen = fenOf(said.amount)
  const note = said.note.trim() ? { note: said.note.trim() } : {}
  return checked({ verb: "paid-work", amount_fen: fen ?? 0, agreed_name: said.name.trim(), ...note }, { amount: fen === null, name: !said.name.trim() })
}

export function partUsed(said: { name: string; quantity: string; unit: string }): Checked {
  const quantity = quantityOf(said.quantity)
  const part: Part = { name: said.name.trim(), quantity: quantity ?? 0, unit: said.unit.trim() }
  return checked({ verb: "parts", parts: [part] }, { part: !part.name, quantity: quantity === null, unit: !part.unit })
}

/** Yuan as somebody types them, in fen; null where it is no amount. */
export function fenOf(text: string): number | null {
  const match = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  if (!match) return null
  const fen = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0") || 0)
  return fen > 0 ? fen : null
}

/** A quantity as somebody types it, to thousandths; null where it is none. */
export function quantityOf(text: string): number | null {
  const match = /^(\d{1,5})(?:[.,](\d{1,3}))?$/.exec(text.trim())
  const quantity = match ? Number(`${match[1]}.${match[2] ?? 0}`) : 0
  return quantity > 0 ? quantity : null
}

export { PAUSES, SYMPTOMS_OF }
