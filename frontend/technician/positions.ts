/**
 * Which fixes of the phone are worth sending, and when. Pure; the driver owns `watchPosition`, the battery and the network.
 *
 * A fix is kept when it tells something new (far enough or long enough after the last one kept); what gathers is sent
 * together. How often depends on the pace: whoever drives is seen every 15 s, whoever works at a place or has a weak
 * battery every two minutes, which is well within what the server still calls fresh. While the line is down the newest
 * fixes stay, the older ones go: a position is worth little when it is old, so it never uses the outbox.
 */

import { metresBetween } from "./day"
import type { Position } from "./model"

export type Pace = "moving" | "still" | "saving"

export interface Trail {
  readonly kept: readonly Position[]
  readonly last: Position | null
  readonly sentAt: number
  /** When the phone last moved by more than its own uncertainty, by its fixes' times. */
  readonly movedAt: number
  readonly isSaving: boolean
}

interface Rhythm {
  readonly keepEveryMs: number
  readonly sendEveryMs: number
  /** Whether the receiver of satellites is worth its power. */
  readonly isExact: boolean
}

export const RHYTHMS: Readonly<Record<Pace, Rhythm>> = {
  moving: { keepEveryMs: 30_000, sendEveryMs: 15_000, isExact: true },
  still: { keepEveryMs: 120_000, sendEveryMs: 120_000, isExact: true },
  saving: { keepEveryMs: 120_000, sendEveryMs: 120_000, isExact: false },
}
export const NO_TRAIL: Trail = { kept: [], last: null, sentAt: Number.NEGATIVE_INFINITY, movedAt: Number.NEGATIVE_INFINITY, isSaving: false }
export const MOST_KEPT = 20
export const STILL_AFTER_MS = 180_000
/** Below this the battery is weak, unless it is charged. */
export const LOW_BATTERY = 0.2
const MOVED_M = 15

/** The pace that the trail tells. */
export function paceOf({ last, movedAt, isSaving }: Trail): Pace {
  if (isSaving) return "saving"
  return last && Date.parse(last.at) - movedAt >= STILL_AFTER_MS ? "still" : "moving"
}

/** The battery says whether to save. */
export function powered(trail: Trail, battery: { level: number; charging: boolean }): Trail {
  return { ...trail, isSaving: !battery.charging && battery.level <= LOW_BATTERY }
}

/** Take in one fix. */
export function noted(trail: Trail, fix: Position): Trail {
  const { last } = trail
  const at = Date.parse(fix.at)
  const age = last ? at - Date.parse(last.at) : Infinity
  if (age < 0) return trail
  // A jump smaller than the fix's own uncertainty is noise, not movement.
  const hasMoved = !last || metresBetween(last, fix) >= Math.max(MOVED_M, fix.accuracy_m / 2)
  const { keepEveryMs } = RHYTHMS[paceOf(trail)]
  // Who saves power is not followed round every corner.
  if (age < keepEveryMs && (trail.isSaving || !hasMoved)) return trail
  return { ...trail, last: fix, movedAt: hasMoved ? at : trail.movedAt, kept: [...trail.kept, fix].slice(-MOST_KEPT) }
}

/** When to send next, or null when there is nothing to send. */
export function dueAt(trail: Trail): number | null {
  return trail.kept.length ? trail.sentAt + RHYTHMS[paceOf(trail)].sendEveryMs : null
}

/** Take the batch out for sending. */
export function taken(trail: Trail, now: number): [Trail, readonly Position[]] {
  return [{ ...trail, kept: [], sentAt: now }, trail.kept]
}

/** The batch did not arrive: its newest fixes wait for the next turn. */
export function returned(trail: Trail, batch: readonly Position[]): Trail {
  return { ...trail, kept: [...batch, ...trail.kept].slice(-MOST_KEPT) }
}
