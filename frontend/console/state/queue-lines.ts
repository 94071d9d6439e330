/** The queue as lines on screen: orders, under headings where they are grouped. Pure. */

import type { OrderCard } from "../../shared/types"
import { dueOf } from "./queue"

export const GROUPINGS = ["none", "station", "area", "incident"] as const
export type Grouping = (typeof GROUPINGS)[number]

export interface Heading {
  kind: "heading"
  /** Of the station or the node; of an incident its first order; null for orders that belong to none. */
  of: number | null
  key: string
  count: number
  overdue: number
  lifeSafety: number
  isClosed: boolean
  orders: readonly OrderCard[]
}

export interface OrderLine {
  kind: "order"
  order: OrderCard
}

export type Line = Heading | OrderLine

/**
 * Rows in the order given, gathered under headings. The heading of the most pressing order comes first, so a group is
 * where its worst order would be; those that belong to none come last. `closed` has the keys of headings that hide their orders.
 */
export function linesOf(rows: readonly OrderCard[], belongs: ((order: OrderCard) => number | null) | null, closed: ReadonlySet<string>, now: number): Line[] {
  if (belongs === null) return rows.map((order) => ({ kind: "order", order }))
  const groups = new Map<number | null, OrderCard[]>()
  for (const order of rows) {
    const of = belongs(order)
    const group = groups.get(of)
    if (group) group.push(order)
    else groups.set(of, [order])
  }
  const alone = groups.get(null)
  if (alone) {
    groups.delete(null)
    groups.set(null, alone)
  }
  const lines: Line[] = []
  for (const [of, orders] of groups) {
    const key = String(of ?? "none")
    const isClosed = closed.has(key)
    let overdue = 0
    let lifeSafety = 0
    for (const order of orders) {
      if (dueOf(order) <= now) overdue += 1
      if (order.is_life_safety) lifeSafety += 1
    }
    lines.push({ kind: "heading", of, key, count: orders.length, overdue, lifeSafety, isClosed, orders })
    if (!isClosed) for (const order of orders) lines.push({ kind: "order", order })
  }
  return lines
}

export function idOf(line: Line): string {
  return line.kind === "order" ? `order-${line.order.id}` : `heading-${line.key}`
}

/** Heights of lines on screen in pixels, as the styles have them. */
export const HEIGHTS = { order: 76, heading: 36 } as const

/** Where each line begins, and after the last one the height of all. */
export function topsOf(lines: readonly Line[]): Float64Array {
  const tops = new Float64Array(lines.length + 1)
  for (let place = 0; place < lines.length; place += 1) tops[place + 1] = tops[place]! + HEIGHTS[lines[place]!.kind]
  return tops
}

export interface Sight {
  first: number
  last: number
  before: number
  after: number
}

/** Which lines to render for a scroll position, with a few more above and below. */
export function sightOf(scrollTop: number, height: number, tops: Float64Array, spare = 6): Sight {
  const count = tops.length - 1
  const first = Math.max(0, placeAt(tops, scrollTop) - spare)
  const last = Math.max(first, Math.min(count, placeAt(tops, scrollTop + height) + 1 + spare))
  return { first, last, before: tops[first]!, after: tops[count]! - tops[last]! }
}

/** The line that lies at `y`; the number of lines where it lies below them all. */
function placeAt(tops: Float64Array, y: number): number {
  let low = 0
  let high = tops.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (tops[middle + 1]! <= y) low = middle + 1
    else high = middle
  }
  return low
}
