/** A doubtful arrival as the server lists it, and its sketch. Pure. */

import type { ExhibitView } from "../../state/story"

export interface Known {
  distance_m: number
  accuracy_m: number | null
  apart_s: number
}

export interface Evidence {
  hints: string[]
  device_at: string
  skew_s: number | null
  waited_s: number | null
  place: { lon: number; lat: number }
  fix: { lon: number; lat: number; accuracy_m: number | null; at: string } | null
  distance_m: number | null
  known: Known | null
}

export interface Arrival {
  id: number
  order_id: number
  number: string
  symptom: string
  address: string
  technician: string
  arrived_at: string
  codes: string[]
  evidence: Evidence
  photos: ExhibitView[]
  due_at: string | null
  noted_at: string
  may_decide: boolean
}

export type ArrivalVerdict = "confirmed" | "rejected"

export interface Arrivals {
  arrivals: Arrival[]
  reasons: Record<ArrivalVerdict, string[]>
}

export interface Sketched {
  place: [x: number, y: number]
  fix: [x: number, y: number]
  /** Radius of the fix's inaccuracy. */
  radius: number
}

const EDGE = 14
const DOT = 5

/** Place and fix in a box, to one scale and north up; null where there is nothing to compare. */
export function sketched({ fix, place, distance_m }: Evidence, width: number, height: number): Sketched | null {
  if (!fix || distance_m === null) return null
  const perDegree = 111_320
  const east = (fix.lon - place.lon) * perDegree * Math.cos((place.lat * Math.PI) / 180)
  const north = (fix.lat - place.lat) * perDegree
  const around = fix.accuracy_m ?? 0
  const wide = Math.max(0, east + around) - Math.min(0, east - around)
  const high = Math.max(0, north + around) - Math.min(0, north - around)
  const scale = Math.min((width - 2 * EDGE) / Math.max(wide, 1), (height - 2 * EDGE) / Math.max(high, 1))
  const left = Math.min(0, east - around)
  const top = Math.max(0, north + around)
  const at = (x: number, y: number): [number, number] => [round((width - wide * scale) / 2 + (x - left) * scale), round((height - high * scale) / 2 + (top - y) * scale)]
  return { place: at(0, 0), fix: at(east, north), radius: Math.max(DOT, round(around * scale)) }
}

const round = (value: number): number => Math.round(value * 10) / 10
