/** One command for several orders, as pure functions: who may give it, what a rehearsal says, and which way leads back. */

import type { OrderCard } from "../../shared/types"

export const VERBS = {
  offer: ["dispatcher"],
  queue: ["dispatcher"],
  assign: ["coordinator", "dispatcher"],
  accept: ["coordinator", "dispatcher"],
  suspend: ["coordinator", "dispatcher"],
  resume: ["coordinator", "dispatcher"],
  merge: ["dispatcher"],
  urge: ["agent", "coordinator", "dispatcher", "quality"],
  withdrawal: ["agent", "coordinator", "dispatcher"],
} as const

export type SeveralVerb = keyof typeof VERBS

/** Roles as the access table has them. The server decides; this only leaves out what it would refuse for all. */
export function verbsOf(roles: readonly string[]): SeveralVerb[] {
  return (Object.keys(VERBS) as SeveralVerb[]).filter((verb) => (VERBS[verb] as readonly string[]).some((role) => roles.includes(role)))
}

/** What the rehearsal says of one order. */
export type Said = { id: number; will: true; order: OrderCard } | { id: number; will: false; code: string; why: string }

export interface Outlook {
  will: { before: OrderCard; after: OrderCard }[]
  /** Orders by the sentence that says why not, the most first. */
  willNot: { why: string; state: string | null; orders: OrderCard[] }[]
  /** How many go from which state to which. */
  becomes: { before: string; after: string; count: number }[]
  /** Technicians whose visits end. */
  loses: { id: number; name: string }[]
  /** Stations that orders leave. */
  leaves: Map<number, number>
}

export function outlookOf(seen: readonly OrderCard[], said: readonly Said[]): Outlook {
  const of = new Map(seen.map((order) => [order.id, order]))
  const will: Outlook["will"] = []
  const why = new Map<string, Outlook["willNot"][number]>()
  const becomes = new Map<string, Outlook["becomes"][number]>()
  const loses = new Map<number, string>()
  const leaves = new Map<number, number>()
  for (const one of said) {
    const before = of.get(one.id)
    if (!before) continue
    if (!one.will) {
      // "Not in this state" is only half an answer without the state.
      const state = one.code === "order.step_not_open" ? before.state : null
      const key = `${one.why} ${state ?? ""}`
      const known = why.get(key)
      why.set(key, { why: one.why, state, orders: [...(known?.orders ?? []), before] })
      continue
    }
    const after = one.order
    will.push({ before, after })
    const key = `${before.state} ${after.state}`
    const change = becomes.get(key) ?? { before: before.state, after: after.state, count: 0 }
    becomes.set(key, { ...change, count: change.count + 1 })
    if (before.technician_id !== null && after.technician_id !== before.technician_id) loses.set(before.technician_id, before.technician_name)
    if (before.station_id !== null && after.station_id !== before.station_id) leaves.set(before.station_id, (leaves.get(before.station_id) ?? 0) + 1)
  }
  const willNot = [...why.values()].sort((a, b) => b.orders.length - a.orders.length)
  return { will, willNot, becomes: [...becomes.values()], loses: [...loses].map(([id, name]) => ({ id, name })), leaves }
}

export type BackVerb = "offer" | "queue" | "assign" | "resume" | "unmerge"

export interface WayBack {
  verb: BackVerb
  order: OrderCard
  body: Record<string, unknown>
}

const WITH_STATION: readonly string[] = ["offered", "accepted", "assigned"]

/**
 * The step of the flow that leads back, where there is one: nothing is erased, a second decision follows the first. What an
 * order had beyond its station or its technician (a visit that ended, an acceptance) has to be made anew.
 */
export function wayBack(verb: SeveralVerb, before: OrderCard, after: OrderCard, note: string): WayBack | null {
  const back = (name: BackVerb, body: Record<string, unknown>): WayBack => ({ verb: name, order: after, body })
  if (verb === "suspend") return back("resume", { note })
  if (verb === "merge") return back("unmerge", { note })
  if (verb === "assign") return before.technician_id === null || before.technician_id === after.technician_id ? null : back("assign", { technician_id: before.technician_id, override_reason: note })
  if (verb === "offer" || verb === "queue") {
    if (before.station_id !== null && before.station_id !== after.station_id && WITH_STATION.includes(before.state)) return back("offer", { station_id: before.station_id, reason: note })
    return verb === "offer" && ["waiting", "hand_queue"].includes(before.state) ? back("queue", { note }) : null
  }
  return null
}
