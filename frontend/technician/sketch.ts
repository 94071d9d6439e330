/** A sketch of the way to a place, drawn from what the phone keeps: no map, but where it lies and how far. Pure. */

import { metresBetween } from "./day"

export interface LonLat {
  readonly lon: number
  readonly lat: number
}

export interface Sketch {
  /** Half the width of the sketch, in metres. */
  readonly reach: number
  /** Metres east and north of the place. */
  readonly me: readonly [number, number] | null
  readonly others: readonly (readonly [number, number])[]
  /** To the place from here, in metres, and the bearing in degrees clockwise from north; null without a position. */
  readonly away: number | null
  readonly bearing: number | null
}

const NEAREST_M = 100
/** Farther than this others only make the sketch small. */
const FARTHEST_M = 20_000

export function sketchOf(place: LonLat, me: LonLat | null, others: readonly LonLat[]): Sketch {
  const mine = me ? offset(place, me) : null
  const near = others.map((one) => offset(place, one)).filter(([east, north]) => Math.hypot(east, north) < FARTHEST_M)
  const farthest = Math.max(NEAREST_M, ...(mine ? [mine, ...near] : near).map(([east, north]) => Math.hypot(east, north)))
  return {
    reach: farthest * 1.15,
    me: mine,
    others: near,
    away: me ? metresBetween(me, place) : null,
    bearing: mine ? ((Math.atan2(-mine[0], -mine[1]) * 180) / Math.PI + 360) % 360 : null,
  }
}

/** One of eight points of the compass. */
export function compass(bearing: number): "n" | "ne" | "e" | "se" | "s" | "sw" | "w" | "nw" {
  return (["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const)[Math.round(bearing / 45) % 8]!
}

/** A round length that is at most a third of the width. */
export function scaleOf(reach: number): number {
  const most = (reach * 2) / 3
  const power = 10 ** Math.floor(Math.log10(most))
  return [5, 2, 1].map((digit) => digit * power).find((length) => length <= most) ?? power
}

function offset(from: LonLat, to: LonLat): readonly [number, number] {
  const east = metresBetween({ lon: from.lon, lat: from.lat }, { lon: to.lon, lat: from.lat }) * Math.sign(to.lon - from.lon)
  const north = metresBetween(from, { lon: from.lon, lat: to.lat }) * Math.sign(to.lat - from.lat)
  return [east, north]
}
