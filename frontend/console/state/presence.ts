/** Who is at which order, as the socket and the server's answers tell it: the newest word of a person counts, for a while. */

import type { PresenceItem } from "../../shared/types"

export type Presence = ReadonlyMap<number, ReadonlyMap<number, PresenceItem>>

export const NOBODY: Presence = new Map()

/** What is known after hearing `items`; what is older than what is known is dropped. */
export function heard(known: Presence, items: readonly PresenceItem[], now: number): Presence {
  const next = new Map(known)
  for (const item of items) {
    const there = new Map(next.get(item.order_id))
    const before = there.get(item.user_id)
    if (before && Date.parse(before.seen_at) > Date.parse(item.seen_at)) continue
    there.set(item.user_id, item)
    next.set(item.order_id, there)
  }
  for (const [order, there] of next) if (![...there.values()].some((item) => isFresh(item, now))) next.delete(order)
  return next
}

/** Everybody but oneself who is at an order now; whoever is about to act comes first, then whoever came first. */
export function othersAt(known: Presence, order: number, self: number | null, now: number): PresenceItem[] {
  return [...(known.get(order)?.values() ?? [])]
    .filter((item) => item.user_id !== self && isThere(item, now))
    .sort((a, b) => Number(b.doing === "deciding") - Number(a.doing === "deciding") || Date.parse(a.since) - Date.parse(b.since) || a.user_id - b.user_id)
}

function isThere(item: PresenceItem, now: number): boolean {
  return item.doing !== "gone" && isFresh(item, now)
}

/** Also of somebody who left: an older word that comes later must not bring them back. */
function isFresh({ seen_at, lasts_s }: PresenceItem, now: number): boolean {
  return Date.parse(seen_at) + lasts_s * 1000 > now
}
