/**
 * Which fixes of the phone are worth sending, and when. Pure; the driver owns `watchPosition` and the network.
 *
 * A fix is kept when it tells something new (far enough or long enough after the last one kept); what gathers is sent
 * together at most every 15 s. While the line is down the newest fixes stay, the older ones go: a position is worth
 * little when it is old, so it never uses the outbox.
 */

import { metresBetween } from "./day"
import type { Position } from "./model"

export interface Trail {
  readonly kept: readonly Position[]
  readonly last: Position | null
  readonly sentAt: number
}

export const NO_TRAIL: Trail = { kept: [], last: null, sentAt: Number.NEGATIVE_INFINITY }
export const SEND_EVERY_MS = 15_000
export const MOST_KEPT = 20
const MOVED_M = 15
const AT_LEAST_EVERY_MS = 30_000

/** Take in one fix. */
export function noted(trail: Trail, fix: Position): Trail {
  const { last } = trail
  const age = last ? Date.parse(fix.at) - Date.parse(last.at) : Infinity
  if (age < 0) return trail
  // A jump smaller than the fix's own uncertainty is noise, not movement.
  if (last && age < AT_LEAST_EVERY_MS && metresBetween(last, fix) < Math.max(MOVED_M, fix.accuracy_m / 2)) return trail
  return { ...trail, last: fix, kept: [...trail.kept, fix].slice(-MOST_KEPT) }
}

/** When to send next, or null when there is nothing to send. */
export function dueAt(trail: Trail): number | null {
  return trail.kept.length ? trail.sentAt + SEND_EVERY_MS : null
}

/** Take the batch out for sending. */
export function taken(trail: Trail, now: number): [Trail, readonly Position[]] {
  return [{ ...trail, kept: [], sentAt: now }, trail.kept]
}

/** The batch did not arrive: its newest fixes wait for the next turn. */
export function returned(trail: Trail, batch: readonly Position[]): Trail {
  return { ...trail, kept: [...batch, ...trail.kept].slice(-MOST_KEPT) }
}
