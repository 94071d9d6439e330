/**
 * The phone's outbox: every tap becomes a deed, kept on the phone before anything else happens to it.
 *
 * Pure: a happening goes in, the new outbox and the effects to carry out come out. What it promises:
 * deeds reach the server in the order of the taps, one at a time; a deed is sent until it has a verdict, always under
 * the same key, so the server does it once; a verdict is either `sent` or `refused` with the server's own words; and no
 * deed leaves the outbox before its verdict was seen. Time is milliseconds since 1970, given from outside.
 */

import type { Problem } from "../model"

export interface Deed {
  /** UUID, sent as Idempotency-Key. */
  readonly id: string
  /** When it was tapped, by the phone's clock; ISO 8601. */
  readonly at: string
  readonly verb: string
  readonly visitId: number | null
  /** The public number of the order, to name the deed when its visit is gone. */
  readonly number: string | null
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

export type Fate =
  | { readonly state: "waiting" }
  | { readonly state: "sent"; readonly at: number; readonly heads: Readonly<Record<string, number>> }
  | { readonly state: "refused"; readonly at: number; readonly problem: Problem }

/** `seq` is the order of taps, given by the store on the phone. */
export interface Item {
  readonly seq: number
  readonly deed: Deed
  readonly fate: Fate
}

/** Why nothing is being sent although something waits. */
export type Hold =
  | { readonly why: "pause"; readonly until: number; readonly cause: "network" | "server" }
  | { readonly why: "login" }

export interface Outbox {
  readonly items: readonly Item[]
  readonly flight: string | null
  readonly online: boolean
  readonly hold: Hold | null
  /** Failures in a row of the deed at the front; sets the length of the next pause. */
  readonly failures: number
}

export type Happening =
  | { t: "stored"; items: readonly Item[]; now: number }
  | { t: "done"; id: string; heads: Record<string, number>; now: number }
  | { t: "refused"; id: string; problem: Problem; now: number }
  | { t: "failed"; id: string; cause: "network" | "server"; retryAfterMs?: number; now: number }
  | { t: "login_needed"; id: string }
  | { t: "signed_in"; now: number }
  | { t: "link"; online: boolean; now: number }
  | { t: "woken"; now: number }
  | { t: "pushed"; now: number }
  | { t: "seen"; id: string }

export type Effect =
  | { t: "send"; deed: Deed }
  | { t: "keep"; item: Item }
  | { t: "drop"; seq: number }
  | { t: "wake"; at: number }

export const EMPTY: Outbox = { items: [], flight: null, online: true, hold: null, failures: 0 }
/** How many finished deeds stay visible. */
export const HISTORY = 30
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

export function step(box: Outbox, happening: Happening): [Outbox, Effect[]] {
  switch (happening.t) {
    case "stored":
      return onward(adopt(box, happening.items), happening.now)
    case "done": {
      const { id, heads, now } = happening
      return settle(box, id, { state: "sent", at: now, heads }, now)
    }
    case "refused": {
      const { id, problem, now } = happening
      return settle(box, id, { state: "refused", at: now, problem }, now)
    }
    case "failed": {
      if (box.flight !== happening.id) return [box, []]
      const failures = box.failures + 1
      const pause = happening.retryAfterMs ?? Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS)
      const until = happening.now + Math.max(0, pause)
      return [
        { ...box, flight: null, failures, hold: { why: "pause", until, cause: happening.cause } },
        [{ t: "wake", at: until }],
      ]
    }
    case "login_needed":
      return box.flight === happening.id ? [{ ...box, flight: null, hold: { why: "login" } }, []] : [box, []]
    case "signed_in":
      return box.hold?.why === "login" ? onward({ ...box, hold: null }, happening.now) : [box, []]
    case "link":
      // A line that came back ends the pause: whoever waited underground should not wait a minute more.
      return onward({ ...box, online: happening.online, ...(happening.online ? unpaused(box) : {}) }, happening.now)
    case "woken":
      return onward(box, happening.now)
    case "pushed":
      // Somebody looks at the page or presses "send now": perhaps they have logged in elsewhere meanwhile.
      return onward({ ...box, hold: null }, happening.now)
    case "seen": {
      const item = box.items.find((each) => each.deed.id === happening.id)
      if (!item || item.fate.state === "waiting") return [box, []]
      return [{ ...box, items: box.items.filter((each) => each !== item) }, [{ t: "drop", seq: item.seq }]]
    }
  }
}

export function isWaiting(item: Item): boolean {
  return item.fate.state === "waiting"
}

export function waiting(box: Outbox): readonly Item[] {
  return box.items.filter(isWaiting)
}

export function refused(box: Outbox): readonly Item[] {
  return box.items.filter((item) => item.fate.state === "refused")
}

/** Merge what the store holds: a verdict known here is never undone by an older copy of the item. */
function adopt(box: Outbox, stored: readonly Item[]): Outbox {
  const bySeq = new Map(box.items.map((item) => [item.seq, item]))
  for (const item of stored) {
    const known = bySeq.get(item.seq)
    if (!known || known.fate.state === "waiting") bySeq.set(item.seq, item)
  }
  return { ...box, items: [...bySeq.values()].sort((a, b) => a.seq - b.seq) }
}

function settle(box: Outbox, id: string, fate: Fate, now: number): [Outbox, Effect[]] {
  const index = box.items.findIndex((item) => item.deed.id === id && item.fate.state === "waiting")
  if (index < 0) return [box.flight === id ? { ...box, flight: null } : box, []]
  const item: Item = { ...box.items[index]!, fate }
  const items = box.items.with(index, item)
  const flight = box.flight === id ? null : box.flight
  const [trimmed, drops] = trim(items)
  const [next, effects] = onward({ ...box, items: trimmed, flight, failures: 0, ...unpaused(box) }, now)
  return [next, [{ t: "keep", item }, ...drops, ...effects]]
}

/** Old successes make room; refusals stay until somebody has read them. */
function trim(items: readonly Item[]): [readonly Item[], Effect[]] {
  const sent = items.filter((item) => item.fate.state === "sent")
  const old = new Set(sent.slice(0, Math.max(0, sent.length - HISTORY)))
  return [items.filter((item) => !old.has(item)), [...old].map((item) => ({ t: "drop", seq: item.seq }))]
}

function unpaused(box: Outbox): Partial<Outbox> {
  return box.hold?.why === "pause" ? { hold: null } : {}
}

/** Send the oldest deed without a verdict, if nothing is on its way and nothing holds. */
function onward(box: Outbox, now: number): [Outbox, Effect[]] {
  const front = box.items.find(isWaiting)
  if (!front || box.flight !== null || !box.online) return [box, []]
  if (box.hold?.why === "login") return [box, []]
  if (box.hold?.why === "pause" && now < box.hold.until) return [box, [{ t: "wake", at: box.hold.until }]]
  return [{ ...box, hold: null, flight: front.deed.id }, [{ t: "send", deed: front.deed }]]
}
