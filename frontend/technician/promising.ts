/** Times that are quick to promise. Pure; instants in milliseconds, wall clock in the place's zone. */

import { PROMISES_AT_MOST } from "../shared/generated/reports"
import { instantOf, wallOf } from "../shared/zoned"

const MINUTE = 60_000
const STEP = 5 * MINUTE
const AHEAD = [30, 60, 120]
const HOURS = ["09:00", "14:00", "18:00"]

export function canPromise(state: string, made: number): boolean {
  return made < PROMISES_AT_MOST && ["assigned", "accepted", "departed"].includes(state)
}

/** Half an hour, one and two hours from now, then the next usual hours of today and tomorrow: six at most. */
export function quickTimes(now: number, zone: string): string[] {
  const soon = AHEAD.map((minutes) => Math.ceil((now + minutes * MINUTE) / STEP) * STEP)
  const usual = [now, now + 24 * 60 * MINUTE].flatMap((day) => HOURS.map((hour) => instantOf(`${wallOf(day, zone).slice(0, 10)}T${hour}`, zone)))
  const later = usual.map((at) => Date.parse(at ?? "")).filter((at) => at > soon.at(-1)!)
  return [...soon, ...later].slice(0, 6).map((at) => new Date(at).toISOString())
}
