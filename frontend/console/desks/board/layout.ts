/** Where things stand on the board: instants to per cent of its width, bars to lanes, hours to marks. Pure. */

import { instantOf, wallOf } from "../../../shared/zoned"
import type { OrderState, Utility } from "../../../shared/types"

const HOUR = 3_600_000

/** A visit as the server tells it; `is_estimated` where its end has not been stamped. */
export interface VisitLine {
  id: number
  technician_id: number
  order_id: number
  number: string
  symptom: string
  utility: Utility
  priority: number
  is_life_safety: boolean
  address: string
  state: string
  is_live: boolean
  was_cancelled: boolean
  is_estimated: boolean
  travel_from: string
  travel_to: string
  work_to: string
  due_at: string | null
  due_kind: string | null
  promised_at: string | null
  appointed_from: string | null
  appointed_to: string | null
  version: number
}

export interface ShiftSpan {
  from: string
  to: string
  has_begun: boolean
}

export interface Timeline {
  at: string
  since: string
  until: string
  technicians: { id: number; shifts: ShiftSpan[]; lent: { until: string; home_name: string; home_name_en: string } | null }[]
  visits: VisitLine[]
  is_cut: boolean
}

/** The stretch of time on screen, epoch milliseconds. */
export interface Window {
  since: number
  until: number
}

/** Per cent of the width, cut off at both ends. */
export function placeOf(instant: string | number, { since, until }: Window): number {
  const at = typeof instant === "number" ? instant : Date.parse(instant)
  return Math.min(100, Math.max(0, ((at - since) / (until - since)) * 100))
}

/** Left and width in per cent; null where nothing of it is on screen. */
export function spanOf(from: string, to: string, shown: Window): { left: number; width: number } | null {
  if (Date.parse(to) <= shown.since || Date.parse(from) >= shown.until) return null
  const left = placeOf(from, shown)
  return { left, width: placeOf(to, shown) - left }
}

export interface Bar {
  visit: VisitLine
  left: number
  width: number
  /** How much of the bar is the way there, in per cent of the bar. */
  travel: number
  lane: number
  /** The limit that runs, in per cent of the board; null where it is not on screen. */
  due: number | null
  isLate: boolean
}

/** The limit of a visit against when it is likely to be met: the way ends for an arrival, the work for anything else. */
export function isLate({ due_at, due_kind, travel_to, work_to, is_live }: VisitLine): boolean {
  if (!is_live || due_at === null) return false
  return Date.parse(due_kind === "restore" || due_kind === "report_back" ? work_to : travel_to) > Date.parse(due_at)
}

/** A technician's bars in as few lanes as keep them apart, in the order of time. */
export function barsOf(visits: readonly VisitLine[], shown: Window): Bar[] {
  const ends: number[] = []
  return [...visits]
    .sort((a, b) => Date.parse(a.travel_from) - Date.parse(b.travel_from) || a.id - b.id)
    .flatMap((visit): Bar[] => {
      const span = spanOf(visit.travel_from, visit.work_to, shown)
      if (!span) return []
      const from = Date.parse(visit.travel_from)
      const free = ends.findIndex((end) => end <= from)
      const lane = free === -1 ? ends.length : free
      ends[lane] = Date.parse(visit.work_to)
      const way = spanOf(visit.travel_from, visit.travel_to, shown)
      const due = visit.is_live && visit.due_at !== null && Date.parse(visit.due_at) > shown.since && Date.parse(visit.due_at) < shown.until ? placeOf(visit.due_at, shown) : null
      return [{ visit, ...span, travel: way && span.width > 0 ? (way.width / span.width) * 100 : 0, lane, due, isLate: isLate(visit) }]
    })
}

/** Full hours by the wall clock of the place; every second or third one where they would stand too close. */
export function hoursOf(shown: Window, zone: string): { at: string; left: number }[] {
  const step = shown.until - shown.since > 18 * HOUR ? 3 : shown.until - shown.since > 9 * HOUR ? 2 : 1
  const first = instantOf(`${wallOf(shown.since, zone).slice(0, 13)}:00`, zone)
  const marks: { at: string; left: number }[] = []
  for (let at = Date.parse(first ?? ""); at < shown.until; at += HOUR) {
    const hour = Number(wallOf(at, zone).slice(11, 13))
    if (at > shown.since && hour % step === 0) marks.push({ at: new Date(at).toISOString(), left: placeOf(at, shown) })
  }
  return marks
}

/** Rows by what they have in common, in the order in which they came. */
export function groupedBy<Row, Key>(rows: Iterable<Row>, keyOf: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>()
  for (const row of rows) {
    const known = groups.get(keyOf(row))
    if (known) known.push(row)
    else groups.set(keyOf(row), [row])
  }
  return groups
}

/** What has to be asked of the server, in its order, so that the station has the order and its technician too. */
export type Step = "offer" | "accept" | "assign"

export function stepsOf(order: { state: OrderState; station_id: number | null }, stationId: number): Step[] {
  if (order.state === "waiting" || order.state === "hand_queue") return ["offer", "accept", "assign"]
  if (order.state === "offered") return order.station_id === stationId ? ["accept", "assign"] : ["offer", "accept", "assign"]
  return ["assign"]
}
