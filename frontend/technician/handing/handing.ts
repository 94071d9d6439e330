/** Jobs on their way from one technician to a colleague, as both phones show them. Pure. */

import type { Item } from "../outbox/machine"
import type { VisitState } from "../model"

/** An open offer, as the crew stream gives it. */
export interface JobOffer {
  id: number
  visit_id: number
  number: string
  symptom: string
  is_life_safety: boolean
  address: string
  visit_state: VisitState
  giver_id: number
  giver: string
  receiver_id: number
  receiver: string
  note: string
  offered_at: string
}

/** Somebody of the station who is on shift or about to be. */
export interface Colleague {
  id: number
  name: string
  name_en: string
  state: "off" | "available" | "busy" | "break"
  open_visits: number
  skills: readonly string[]
}

export type Answer = "take" | "decline"

export interface OfferEntry {
  job_offer: JobOffer
  state: "open" | "taken" | "declined" | "called_off" | "gone"
  answer: string
}

const HANDABLE: readonly VisitState[] = ["assigned", "accepted", "departed", "arrived"]

/** Until it is repaired; then only the report is left, and that is one's own to write. */
export function canHandOn(state: VisitState): boolean {
  return HANDABLE.includes(state)
}

export function withEntry(offers: readonly JobOffer[], { job_offer: offer, state }: OfferEntry): JobOffer[] {
  const others = offers.filter(({ id }) => id !== offer.id)
  return state === "open" ? [...others, offer] : others
}

export function offerPath(offerId: number, answer: Answer): string {
  return `/api/v1/field/job-offers/${offerId}/${answer}`
}

/** What colleagues ask one to take, without what was answered here already. */
export function incoming(offers: readonly JobOffer[], me: number, ahead: readonly Item[]): JobOffer[] {
  const answered = new Set(ahead.map(({ deed }) => deed.path))
  return offers.filter(({ id, receiver_id }) => receiver_id === me && !answered.has(offerPath(id, "take")) && !answered.has(offerPath(id, "decline")))
}

/** What the giver should hear of an offer that ended; nothing of what they did themselves. */
export function endOf({ job_offer: offer, state, answer }: OfferEntry, me: number): { key: "handing.taken" | "handing.declined" | "handing.declined.why"; facts: Record<string, string> } | null {
  if (offer.giver_id !== me) return null
  const facts = { name: offer.receiver, note: answer }
  if (state === "taken") return { key: "handing.taken", facts }
  if (state === "declined") return { key: answer ? "handing.declined.why" : "handing.declined", facts }
  return null
}
