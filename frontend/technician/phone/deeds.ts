/** Builds deeds: the only place that knows the addresses of the field API. */

import type { Answers, SiteForm } from "../forms/rules"
import { offerPath, type Answer, type JobOffer } from "../handing/handing"
import type { Here, Part, Position, ShiftVerb, VisitCard, VisitVerb } from "../model"
import type { Deed } from "../outbox/machine"

export interface VisitWords {
  reason?: string
  cause?: string
  note?: string
  without_form?: string
  cause_code?: string
  ownership?: string
  result_code?: string
  result_note?: string
}

/** What is said beside the steps of a visit while it is one's own. */
export type Talk =
  | { verb: "contact"; outcome: string; note?: string }
  | { verb: "promise"; at: string; reason?: string; note?: string }
  | { verb: "suspend"; reason: string; note: string; resume_by: string }
  | { verb: "ask-withdrawal"; reason: string; note: string }
  | { verb: "hand-over"; to: "customer"; note: string; agreed_by: string }
  | { verb: "hand-over"; to: "utility"; utility: string; symptom: string; note: string }
  | { verb: "paid-work"; amount_fen: number; agreed_name: string; note?: string }
  | { verb: "parts"; parts: Part[] }

export function visitDeed(visit: VisitCard, verb: VisitVerb, here: Here | null, words: VisitWords = {}): Deed {
  const at = new Date().toISOString()
  const position = here ? { lon: here.lon, lat: here.lat, accuracy_m: here.accuracy_m, at: here.at, same: here.same } : null
  return {
    id: newId(),
    at,
    verb,
    visitId: visit.id,
    number: visit.number,
    path: `/api/v1/field/visits/${visit.id}/${verb}`,
    body: { device_at: at, ...(position ? { position } : {}), ...words },
  }
}

/** The technician has seen a job that rings. */
export function seenDeed(visit: VisitCard): Deed {
  const at = new Date().toISOString()
  const path = `/api/v1/field/visits/${visit.id}/seen`
  return { id: newId(), at, verb: "seen", visitId: visit.id, number: visit.number, path, body: { device_at: at } }
}

/** A job is offered to a colleague, or kept after all. */
export function handDeed(visit: Pick<VisitCard, "id" | "number">, said: { to: number; note: string } | null): Deed {
  const at = new Date().toISOString()
  const verb = said ? "hand-on" : "keep"
  const path = `/api/v1/field/visits/${visit.id}/${verb}`
  return { id: newId(), at, verb, visitId: visit.id, number: visit.number, path, body: { device_at: at, ...said } }
}

/** Somebody of one's crew helps another, or comes back. */
export function helpDeed(crewId: number, technicianId: number): Deed {
  const at = new Date().toISOString()
  return { id: newId(), at, verb: "crew.help", visitId: null, number: null, path: `/api/v1/field/crews/${crewId}/helpers`, body: { technician_id: technicianId } }
}

export function backDeed(membershipId: number): Deed {
  const at = new Date().toISOString()
  return { id: newId(), at, verb: "crew.back", visitId: null, number: null, path: `/api/v1/field/crews/helpers/${membershipId}/end`, body: { device_at: at } }
}

export function offerDeed(offer: JobOffer, answer: Answer, note: string): Deed {
  const at = new Date().toISOString()
  return { id: newId(), at, verb: `offer.${answer}`, visitId: null, number: offer.number, path: offerPath(offer.id, answer), body: { device_at: at, note } }
}

export function talkDeed(visit: VisitCard, { verb, ...said }: Talk): Deed {
  const at = new Date().toISOString()
  const path = `/api/v1/field/visits/${visit.id}/${verb}`
  return { id: newId(), at, verb, visitId: visit.id, number: visit.number, path, body: { device_at: at, ...said } }
}

export function formDeed(visit: VisitCard, form: SiteForm, answers: Answers, here: Position | null): Deed {
  const at = new Date().toISOString()
  const position = here ? { position: { lon: here.lon, lat: here.lat, accuracy_m: here.accuracy_m } } : {}
  const path = `/api/v1/field/visits/${visit.id}/forms`
  const body = { device_at: at, ...position, form: form.code, version: form.version, answers }
  return { id: newId(), at, verb: "forms", visitId: visit.id, number: visit.number, path, body }
}

export function shiftDeed(action: ShiftVerb): Deed {
  const at = new Date().toISOString()
  const path = "/api/v1/field/shift"
  return { id: newId(), at, verb: `shift.${action}`, visitId: null, number: null, path, body: { action, device_at: at } }
}

/** Help is called for, or needed no more. */
export function sosDeed(verb: "sos" | "sos.over", here: Here | null): Deed {
  const at = new Date().toISOString()
  const position = here ? { position: { lon: here.lon, lat: here.lat, accuracy_m: here.accuracy_m } } : {}
  const [path, body] = verb === "sos" ? ["/api/v1/field/sos", { device_at: at, ...position }] : ["/api/v1/field/sos/over", { device_at: at }]
  return { id: newId(), at, verb, visitId: null, number: null, path, body }
}

/** A random UUID; `crypto.randomUUID` is missing where a phone opens the page over plain HTTP in a local network. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID()
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = (bytes[6]! & 0x0f) | 0x40
  bytes[8] = (bytes[8]! & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-")
}
