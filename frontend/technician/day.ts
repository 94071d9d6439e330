/**
 * The day's visits: the server's state by snapshot and entries, and on top of it what was tapped but not yet shown.
 *
 * Pure reducers. The day is stored on the phone as it is here, so that a cold start underground shows the jobs.
 */

import { isOver, nextVerb, STEPS, type CrewState, type Part, type VisitCard, type VisitState, type VisitVerb } from "./model"
import { withEntry, type OfferEntry } from "./handing/handing"
import type { Item } from "./outbox/machine"
import { ends } from "./special"

export interface Day {
  readonly version: number
  readonly state: CrewState
}

export interface StreamEntry {
  v: number
  kind: string
  data: unknown
}

/** One entry of the crew stream. Entries at or below the known version change nothing. */
export function reduce(day: Day, entry: StreamEntry): Day {
  if (entry.v <= day.version) return day
  const data = entry.data as Partial<{ visit: VisitCard; shift: CrewState["shift"]; technician: CrewState["technician"]; sos: CrewState["sos"] } & OfferEntry>
  let state = day.state
  if (data.visit) state = { ...state, visits: upsert(state.visits, data.visit) }
  if (data.sos !== undefined) state = { ...state, sos: data.sos }
  if (data.job_offer) state = { ...state, job_offers: withEntry(state.job_offers ?? [], data as OfferEntry) }
  if (data.shift) state = { ...state, shift: data.shift }
  if (data.technician) state = { ...state, technician: data.technician }
  return { version: entry.v, state }
}

function upsert(visits: readonly VisitCard[], card: VisitCard): VisitCard[] {
  const others = visits.filter((visit) => visit.id !== card.id)
  return isOver(card.state) ? others : [...others, card]
}

export interface ShownVisit {
  card: VisitCard
  /** The state as tapped: the server's, moved on by what still waits or was just sent. */
  state: VisitState
  next: VisitVerb | null
  canDecline: boolean
  /** The cause as tapped. */
  cause: string
  /** Whether the customer was reached, and the time promised, as tapped. */
  isReached: boolean
  promisedAt: string | null
  promises: number
  /** What ended the visit from here: the order rests, or is somebody else's. */
  over: "" | "suspend" | "hand-over"
  isWithdrawalAsked: boolean
  /** What the customer agreed to pay, in fen, and what went into the repair, as tapped. */
  paidFen: number
  parts: readonly Part[]
  /** The form that the work asks for is handed in, as tapped. */
  isFormIn: boolean
  /** The reviewer sent the report back and nobody has written it anew yet. */
  isRejected: boolean
  /** The colleague who was asked to take it, as tapped; no name while the server has not heard it. */
  offeredTo: { id: number; name: string } | null
  /** Danger to life that nobody has seen yet. */
  rings: boolean
  /** Something of this visit is not yet confirmed by the server. */
  pending: boolean
}

/** Whether a deed still stands above the server's state: not yet answered, or answered and not yet streamed to us. */
export function isAhead(item: Item, day: Day): boolean {
  if (item.fate.state === "waiting") return true
  if (item.fate.state === "refused") return false
  const head = item.fate.heads[`crew:${day.state.technician.id}`]
  return head !== undefined && head > day.version
}

/** The visits as the technician should see them, most urgent first. */
export function shownVisits(day: Day, items: readonly Item[], here: { lon: number; lat: number } | null): ShownVisit[] {
  const ahead = items.filter((item) => item.deed.visitId !== null && isAhead(item, day))
  return day.state.visits
    .map((card) => show(card, ahead.filter((item) => item.deed.visitId === card.id), offeredTo(day, card)))
    .filter((visit) => !isOver(visit.state) || visit.pending)
    .sort((a, b) => compare(a, b, here))
}

function offeredTo({ state }: Day, card: VisitCard): ShownVisit["offeredTo"] {
  const offer = (state.job_offers ?? []).find(({ visit_id, giver_id }) => visit_id === card.id && giver_id === state.technician.id)
  return offer ? { id: offer.receiver_id, name: offer.receiver } : null
}

function show(card: VisitCard, ahead: readonly Item[], offered: ShownVisit["offeredTo"]): ShownVisit {
  let state = card.state
  let cause = card.cause
  let isReached = card.contacted_at !== null
  let [promisedAt, promises] = [card.promised_at, card.promises]
  let over: ShownVisit["over"] = ""
  // A day that was stored by an older page knows nothing of these.
  let [isWithdrawalAsked, paidFen] = [card.is_withdrawal_asked ?? false, card.paid_fen ?? 0]
  let isSeen = Boolean(card.seen_at)
  let isFormIn = Boolean(card.form?.handed_in_at)
  const parts: Part[] = [...(card.parts ?? [])]
  for (const { deed } of ahead) {
    if (deed.verb === "contact" && deed.body["outcome"] === "reached") isReached = true
    if (deed.verb === "promise") {
      isReached = true
      promisedAt = String(deed.body["at"])
      promises += 1
    }
    if (deed.verb === "repair" || deed.verb === "report") cause = String(deed.body["cause_code"] ?? deed.body["cause"] ?? cause)
    if (deed.verb === "ask-withdrawal") isWithdrawalAsked = true
    if (deed.verb === "paid-work") paidFen += Number(deed.body["amount_fen"])
    if (deed.verb === "hand-on") offered = { id: Number(deed.body["to"]), name: "" }
    if (deed.verb === "keep" || deed.verb === "repair") offered = null
    if (deed.verb === "forms") isFormIn = true
    if (deed.verb === "seen") isSeen = true
    if (deed.verb === "parts") parts.push(...(deed.body["parts"] as Part[]))
    // There is nothing left to do here.
    if (ends(deed.verb)) [state, over] = ["cancelled", deed.verb]
    const move = STEPS[deed.verb as VisitVerb]
    if (move?.from.includes(state)) state = move.to
  }
  const pending = ahead.length > 0
  const next = nextVerb(state)
  // While nothing waits the server's word decides; ahead of it our table has to do.
  const allowed = (verb: VisitVerb): boolean => pending || card.allowed.includes(verb)
  const isRejected = card.rejected_reason !== "" && state === "repaired"
  const rings = card.is_life_safety && state === "assigned" && !isSeen
  const steps = { next: next && allowed(next) ? next : null, canDecline: state === "assigned" && allowed("decline") }
  return { card, state, ...steps, cause, isReached, promisedAt, promises, over, isWithdrawalAsked, paidFen, parts, isFormIn, isRejected, offeredTo: offered, rings, pending }
}

const STARTED: readonly VisitState[] = ["departed", "arrived", "repaired"]

/** Danger first, then what is under way, then priority and due time, and the nearer one where that is equal. */
function compare(a: ShownVisit, b: ShownVisit, here: { lon: number; lat: number } | null): number {
  return (
    Number(isOver(a.state)) - Number(isOver(b.state)) ||
    Number(b.card.is_life_safety) - Number(a.card.is_life_safety) ||
    Number(STARTED.includes(b.state)) - Number(STARTED.includes(a.state)) ||
    a.card.priority - b.card.priority ||
    dueOf(a) - dueOf(b) ||
    distanceOf(a, here) - distanceOf(b, here) ||
    a.card.id - b.card.id
  )
}

function dueOf(visit: ShownVisit): number {
  // To the minute: among jobs due at about the same time the route decides.
  return visit.card.due_at ? Math.floor(Date.parse(visit.card.due_at) / 60_000) : Number.MAX_SAFE_INTEGER
}

function distanceOf(visit: ShownVisit, here: { lon: number; lat: number } | null): number {
  const { lon, lat } = visit.card
  return here === null || lon === null || lat === null ? 0 : metresBetween(here, { lon, lat })
}

/** Metres on a local plane; enough to order a day's jobs. */
export function metresBetween(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const perDegree = 111_320
  const dx = (b.lon - a.lon) * perDegree * Math.cos((((a.lat + b.lat) / 2) * Math.PI) / 180)
  return Math.hypot(dx, (b.lat - a.lat) * perDegree)
}
