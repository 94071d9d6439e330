/** What is out of the ordinary at a visit: which of it may be said when, and what the server wants to hear. Pure. */

import type { VisitState } from "./model"

export const KINDS = ["suspend", "ask-withdrawal", "hand-over", "paid-work", "parts"] as const
export type Kind = (typeof KINDS)[number]

/** As the server's table of special situations has it; force majeure is not a technician's to declare. */
export const PAUSES = ["customer_unreachable", "no_access", "bad_weather", "traffic", "unsafe_site", "parts_awaited", "third_party", "second_visit", "reappointment"] as const
export const WITHDRAWALS = ["dead_number", "wrong_number", "customer_cancels", "solved_by_phone", "wrong_business_type", "not_our_asset"] as const

const OPEN: Record<Kind, readonly VisitState[]> = {
  suspend: ["assigned", "accepted", "departed", "arrived"],
  "ask-withdrawal": ["assigned", "accepted", "departed", "arrived"],
  "hand-over": ["assigned", "accepted", "departed", "arrived"],
  "paid-work": ["accepted", "departed", "arrived"],
  parts: ["arrived", "repaired"],
}
/** A danger to life is never parked, given away or called off. */
const NEVER_FOR_DANGER: readonly Kind[] = ["suspend", "ask-withdrawal", "hand-over"]

export function openKinds(state: VisitState, isLifeSafety: boolean): Kind[] {
  return KINDS.filter((kind) => OPEN[kind].includes(state) && !(isLifeSafety && NEVER_FOR_DANGER.includes(kind)))
}

/** After these the visit is over on this phone. */
export function ends(verb: string): boolean {
  return verb === "suspend" || verb === "hand-over"
}

/** Hours from now that are offered to go on after, by how long such things usually take. */
export function usualHours(reason: string): readonly number[] {
  return reason === "traffic" ? [1, 2, 4] : reason === "parts_awaited" || reason === "third_party" ? [4, 24, 48] : [2, 6, 20]
}

/** Yuan as somebody types them, in fen; null where it is no amount. */
export function fenOf(text: string): number | null {
  const match = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.trim())
  if (!match) return null
  const fen = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0") || 0)
  return fen > 0 ? fen : null
}
