/** The last hours as they were: which orders were alive at an instant, in which state, and what had come until then. */

import type { Position } from "geojson"

import { ENDED } from "../../shared/board"
import type { OrderState, Utility } from "../../shared/types"
import type { Signed } from "../glyphs"

type OrderRow = [id: number, number: string, utility: Utility, symptom: string, priority: number, isLifeSafety: boolean, lon: number | null, lat: number | null, opened: number]
type StepRow = [place: number, at: number, state: OrderState, station: number | null]
type ClockRow = [place: number, started: number, due: number, stopped: number | null]

/** The answer of `/board/{node}/history`; instants in whole seconds. */
export interface History {
  since: number
  until: number
  orders: OrderRow[]
  steps: StepRow[]
  clocks: ClockRow[]
  is_cut: boolean
}

export interface Mapped extends Signed {
  id: number
  lon: number | null
  lat: number | null
  utility: Utility
  station_id: number | null
}

export class Replay {
  readonly since: number
  readonly until: number
  readonly isCut: boolean
  readonly #orders: OrderRow[]
  readonly #steps: StepRow[][]
  readonly #clocks: ClockRow[][]

  constructor({ since, until, orders, steps, clocks, is_cut }: History) {
    this.since = since
    this.until = until
    this.isCut = is_cut
    this.#orders = orders
    this.#steps = orders.map(() => [])
    this.#clocks = orders.map(() => [])
    for (const step of steps) this.#steps[step[0]]?.push(step)
    for (const clock of clocks) this.#clocks[clock[0]]?.push(clock)
  }

  /** The orders alive at an instant. */
  at(instant: number): Mapped[] {
    const found: Mapped[] = []
    for (const [place, row] of this.#orders.entries()) {
      const [id, , utility, , priority, is_life_safety, lon, lat, opened] = row
      if (opened > instant) continue
      const step = lastUntil(this.#steps[place]!, instant)
      if (!step || ENDED.has(step[2])) continue
      found.push({ id, lon, lat, utility, priority, is_life_safety, state: step[2], station_id: step[3] ?? this.#stationAt(place, instant), due_at: this.#dueAt(place, instant) })
    }
    return found
  }

  /** Where orders were opened within a time, the newest of the given ones counting most. */
  opened(from: number, to: number): Position[] {
    return this.#orders.flatMap(([, , , , , , lon, lat, opened]) => (opened > from && opened <= to && lon !== null && lat !== null ? [[lon, lat]] : []))
  }

  /** How many orders were opened in each of `count` equal parts of the time. */
  counts(count: number): number[] {
    const found = new Array<number>(count).fill(0)
    const span = (this.until - this.since) / count
    for (const [, , , , , , , , opened] of this.#orders) {
      const part = Math.min(count - 1, Math.floor((opened - this.since) / span))
      if (part >= 0) found[part]! += 1
    }
    return found
  }

  /** Not every step names the station: the last that did. */
  #stationAt(place: number, instant: number): number | null {
    let station: number | null = null
    for (const [, at, state, named] of this.#steps[place]!) {
      if (at > instant) break
      station = state === "waiting" ? null : (named ?? station)
    }
    return station
  }

  #dueAt(place: number, instant: number): string | null {
    let least: number | null = null
    for (const [, started, due, stopped] of this.#clocks[place]!)
      if (started <= instant && (stopped === null || stopped > instant) && (least === null || due < least)) least = due
    return least === null ? null : new Date(least * 1000).toISOString()
  }
}

function lastUntil(steps: readonly StepRow[], instant: number): StepRow | null {
  let found: StepRow | null = null
  for (const step of steps) {
    if (step[1] > instant) break
    found = step
  }
  return found
}
