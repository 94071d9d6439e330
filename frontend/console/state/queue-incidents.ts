/** Which orders may be one fault: near one another in place and time, of one utility. A way to read the queue; who is merged is decided by people. Pure. */

import type { OrderCard } from "../../shared/types"

/** As the policies merge.radius_m and merge.window have it. */
export interface Reach {
  radiusM: number
  windowMs: number
}

const METRES_OF_A_DEGREE = 111_195
/** Fewer are no incident. */
const LEAST = 2

/**
 * Incident of each order by its first report. An order joins the nearest earlier first report within reach, so that a
 * chain of neighbours does not make the whole town one incident; orders alone or without a place are in none.
 */
export function incidentsOf(orders: readonly OrderCard[], reach: Reach): ReadonlyMap<number, number> {
  const placed = orders.filter(({ lon, lat }) => lon !== null && lat !== null).sort((a, b) => (openedAt(a) - openedAt(b)) || a.id - b.id)
  const cell = reach.radiusM / METRES_OF_A_DEGREE
  const firsts = new Map<string, OrderCard[]>()
  const found = new Map<number, number>()
  const sizes = new Map<number, number>()
  for (const order of placed) {
    const narrow = Math.max(0.05, Math.cos((order.lat! * Math.PI) / 180))
    const row = Math.floor(order.lat! / cell)
    const first = nearest(order, row, narrow, cell, firsts, reach)
    if (first === null) {
      const key = `${order.utility} ${row} ${Math.floor(order.lon! / cell)}`
      const there = firsts.get(key)
      if (there) there.push(order)
      else firsts.set(key, [order])
    }
    const of = first?.id ?? order.id
    found.set(order.id, of)
    sizes.set(of, (sizes.get(of) ?? 0) + 1)
  }
  for (const [id, of] of found) if (sizes.get(of)! < LEAST) found.delete(id)
  return found
}

function nearest(order: OrderCard, row: number, narrow: number, cell: number, firsts: ReadonlyMap<string, readonly OrderCard[]>, reach: Reach): OrderCard | null {
  const wide = cell / narrow
  const west = Math.floor((order.lon! - wide) / cell)
  const east = Math.floor((order.lon! + wide) / cell)
  let best: OrderCard | null = null
  let bestM = reach.radiusM
  for (let y = row - 1; y <= row + 1; y += 1) {
    for (let x = west; x <= east; x += 1) {
      for (const first of firsts.get(`${order.utility} ${y} ${x}`) ?? []) {
        if (openedAt(order) - openedAt(first) > reach.windowMs) continue
        const metres = Math.hypot((order.lon! - first.lon!) * narrow, order.lat! - first.lat!) * METRES_OF_A_DEGREE
        if (metres < bestM || (metres === bestM && best === null)) [best, bestM] = [first, metres]
      }
    }
  }
  return best
}

const opened = new WeakMap<OrderCard, number>()

function openedAt(order: OrderCard): number {
  let at = opened.get(order)
  if (at === undefined) opened.set(order, (at = order.opened_at === null ? 0 : Date.parse(order.opened_at)))
  return at
}
