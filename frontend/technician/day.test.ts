import { describe, expect, it } from "vitest"

import { reduce, shownVisits, type Day } from "./day"
import { dueIn } from "./due"
import type { VisitCard } from "./model"
import type { Fate, Item } from "./outbox/machine"

function visit(id: number, over: Partial<VisitCard> = {}): VisitCard {
  return {
    id, order_id: id, number: `D${id}`, utility: "water", symptom: "no_water", priority: 3, is_life_safety: false, state: "assigned",
    address: "", lon: null, lat: null, description: "", contact_name: "", contact_phone: "", due_at: null, assigned_at: null,
    accepted_at: null, departed_at: null, arrived_at: null, repaired_at: null, contacted_at: null, promised_at: null, appointed_from: null, appointed_to: null,
    promises: 0, cause: "", rejected_reason: "", rejected_note: "", sent_back: null, is_withdrawal_asked: false,
    paid_fen: 0, parts: [], version: 1, safety: [], allowed: ["accept", "decline"], ...over,
  }
}

function day(visits: VisitCard[], version = 5): Day {
  const technician = { id: 7, name: "王", state: "available" as const, station_id: 1, lon: null, lat: null }
  return { version, state: { technician, shift: { on_shift: true, starts_at: null, ends_at: null }, visits } }
}

let seq = 0
function tap(visitId: number, verb: string, fate: Fate = { state: "waiting" }, body: Record<string, unknown> = {}): Item {
  seq += 1
  return { seq, fate, deed: { id: `d${seq}`, at: "", verb, visitId, number: null, path: "", body } }
}

const problem = { code: "x", title: "", status: 409 }

describe("the day's reducer", () => {
  it("takes a visit in, changes it, and lets it go when it is over", () => {
    let now = day([])
    now = reduce(now, { v: 6, kind: "visit.assigned", data: { visit: visit(1) } })
    now = reduce(now, { v: 7, kind: "visit.accepted", data: { visit: visit(1, { state: "accepted" }) } })
    expect(now.state.visits.map((each) => each.state)).toEqual(["accepted"])
    now = reduce(now, { v: 8, kind: "visit.cancelled", data: { visit: visit(1, { state: "cancelled" }) } })
    expect(now.state.visits).toEqual([])
    expect(now.version).toBe(8)
  })

  it("ignores what it already knows, and counts entries it does not understand", () => {
    const now = day([visit(1)])
    expect(reduce(now, { v: 5, kind: "visit.accepted", data: { visit: visit(1, { state: "accepted" }) } })).toBe(now)
    expect(reduce(now, { v: 6, kind: "something.new", data: {} }).version).toBe(6)
  })
})

describe("what the technician sees", () => {
  it("runs ahead of the server by what was tapped", () => {
    const [shown] = shownVisits(day([visit(1)]), [tap(1, "accept"), tap(1, "depart")], null)
    expect(shown).toMatchObject({ state: "departed", next: "arrive", pending: true, canDecline: false })
  })

  it("does not run ahead by what was refused", () => {
    const [shown] = shownVisits(day([visit(1)]), [tap(1, "accept", { state: "refused", at: 0, problem })], null)
    expect(shown).toMatchObject({ state: "assigned", next: "accept", pending: false, canDecline: true })
  })

  it("stays ahead after the answer until the stream has caught up", () => {
    const sent = tap(1, "accept", { state: "sent", at: 0, heads: { "crew:7": 6 } })
    expect(shownVisits(day([visit(1)]), [sent], null)[0]).toMatchObject({ state: "accepted", pending: true })
    const caughtUp = day([visit(1, { state: "accepted", allowed: ["depart"] })], 6)
    expect(shownVisits(caughtUp, [sent], null)[0]).toMatchObject({ state: "accepted", next: "depart", pending: false })
  })

  it("offers only what the server allows when nothing is on its way", () => {
    expect(shownVisits(day([visit(1, { allowed: [] })]), [], null)[0]).toMatchObject({ next: null, canDecline: false })
  })

  it("keeps a finished visit on the screen until the server knows", () => {
    const shown = shownVisits(day([visit(1, { state: "repaired", allowed: ["report"] })]), [tap(1, "report")], null)
    expect(shown).toHaveLength(1)
    expect(shown[0]).toMatchObject({ state: "reported", next: null, pending: true })
  })

  it("shows what was said to the customer before the server has heard of it", () => {
    const said = [tap(1, "contact", undefined, { outcome: "no_answer" }), tap(1, "promise", undefined, { at: "2026-03-02T02:00:00Z" })]
    const [before] = shownVisits(day([visit(1)]), said.slice(0, 1), null)
    expect(before).toMatchObject({ isReached: false, promises: 0, promisedAt: null, state: "assigned" })
    expect(shownVisits(day([visit(1)]), said, null)[0]).toMatchObject({ isReached: true, promises: 1, promisedAt: "2026-03-02T02:00:00Z" })
  })

  it("shows why a report was sent back until it is written anew", () => {
    const back = day([visit(1, { state: "repaired", cause: "ageing", rejected_reason: "cause_unclear", allowed: ["report"] })])
    expect(shownVisits(back, [], null)[0]).toMatchObject({ isRejected: true, next: "report", cause: "ageing" })
    const again = tap(1, "report", undefined, { cause_code: "overload" })
    expect(shownVisits(back, [again], null)[0]).toMatchObject({ isRejected: false, state: "reported", cause: "overload" })
  })

  it("is done with a visit that was paused or handed over, and says which until the server knows", () => {
    const here = day([visit(1, { state: "arrived", allowed: ["repair"] })])
    for (const verb of ["suspend", "hand-over"]) {
      expect(shownVisits(here, [tap(1, verb)], null)).toMatchObject([{ state: "cancelled", over: verb, next: null, pending: true }])
      const refused = tap(1, verb, { state: "refused", at: 0, problem })
      expect(shownVisits(here, [refused], null)).toMatchObject([{ state: "arrived", over: "", next: "repair" }])
    }
    const sent = tap(1, "suspend", { state: "sent", at: 0, heads: { "crew:7": 6 } })
    expect(shownVisits(here, [sent], null)).toHaveLength(1)
    const gone = reduce(here, { v: 6, kind: "visit.cancelled", data: { visit: visit(1, { state: "cancelled" }) } })
    expect(shownVisits(gone, [sent], null)).toEqual([])
  })

  it("goes on with a visit whose withdrawal was asked", () => {
    const here = day([visit(1, { state: "accepted", allowed: ["depart"] })])
    const asked = tap(1, "ask-withdrawal", undefined, { reason: "dead_number" })
    expect(shownVisits(here, [], null)).toMatchObject([{ isWithdrawalAsked: false, next: "depart" }])
    expect(shownVisits(here, [asked, tap(1, "depart")], null)).toMatchObject([{ isWithdrawalAsked: true, state: "departed", next: "arrive" }])
  })

  it("counts what was agreed and used once, before and after the server has heard of it", () => {
    const fuse = { name: "熔断器", quantity: 2, unit: "个" }
    const [paid, used] = [tap(1, "paid-work", undefined, { amount_fen: 12_050 }), tap(1, "parts", undefined, { parts: [fuse] })]
    const before = visit(1, { state: "arrived", paid_fen: 500, allowed: ["repair"] })
    expect(shownVisits(day([before]), [paid, used], null)).toMatchObject([{ paidFen: 12_550, parts: [fuse] }])
    const after = day([{ ...before, paid_fen: 12_550, parts: [fuse] }], 6)
    const sent = [paid, used].map((item) => ({ ...item, fate: { state: "sent" as const, at: 0, heads: { "crew:7": 6 } } }))
    expect(shownVisits(after, sent, null)).toMatchObject([{ paidFen: 12_550, parts: [fuse], pending: false }])
  })

  it("shows a day that an older page has stored", () => {
    const older: Partial<VisitCard> = visit(1)
    for (const later of ["paid_fen", "parts", "is_withdrawal_asked"] as const) delete older[later]
    expect(shownVisits(day([older as VisitCard]), [], null)).toMatchObject([{ paidFen: 0, parts: [], isWithdrawalAsked: false }])
  })

  it("puts danger first, then what is under way, then priority, due time and distance", () => {
    const visits = [
      visit(1, { priority: 2, due_at: "2025-07-01T02:00:10Z", lon: 113.9, lat: 23 }),
      visit(2, { priority: 2, due_at: "2025-07-01T02:00:40Z", lon: 113.71, lat: 23 }),
      visit(3, { priority: 2, due_at: "2025-07-01T01:00:00Z" }),
      visit(4, { priority: 1 }),
      visit(5, { priority: 4, state: "departed", allowed: ["arrive"] }),
      visit(6, { is_life_safety: true }),
    ]
    const order = shownVisits(day(visits), [], { lon: 113.7, lat: 23 }).map((each) => each.card.id)
    expect(order).toEqual([6, 5, 4, 3, 2, 1])
  })
})

describe("what is left", () => {
  const at = (left: number) => dueIn(new Date(10 * 3_600_000 + left).toISOString(), 10 * 3_600_000)

  it("rounds what is left down and what is over up", () => {
    expect(at(29 * 60_000 + 59_000)).toEqual({ key: "due.left", facts: { hours: 0, minutes: 29 }, mood: "calm" })
    expect(at(14 * 60_000)).toMatchObject({ mood: "soon" })
    expect(at(-1_000)).toEqual({ key: "due.late", facts: { hours: 0, minutes: 1 }, mood: "late" })
    expect(at(125 * 60_000)).toMatchObject({ key: "due.left_hours", facts: { hours: 2, minutes: 5 } })
    expect(at(-61 * 60_000)).toMatchObject({ key: "due.late_hours", facts: { hours: 1, minutes: 1 } })
  })
})
