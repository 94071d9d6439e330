/** The stages of a station's own work, in the order in which an order passes them. Pure. */

import type { OrderCard, OrderState } from "../../../shared/types"
import { compare } from "../../state/queue"

export const STAGES = {
  accepted: ["accepted"],
  way: ["assigned", "departed"],
  site: ["arrived"],
  report: ["repaired", "reported"],
  held: ["suspended", "withdrawal_asked"],
} as const satisfies Record<string, readonly OrderState[]>

export type Stage = keyof typeof STAGES

export interface StationWork {
  offers: OrderCard[]
  stages: Record<Stage, OrderCard[]>
  /** Living orders that the station holds, offers left out. */
  held: number
}

export function workOf(orders: Iterable<OrderCard>, stationId: number | null): StationWork {
  const work: StationWork = { offers: [], stages: { accepted: [], way: [], site: [], report: [], held: [] }, held: 0 }
  for (const order of orders) {
    if (order.station_id !== stationId || stationId === null) continue
    if (order.state === "offered") work.offers.push(order)
    const stage = (Object.keys(STAGES) as Stage[]).find((name) => (STAGES[name] as readonly string[]).includes(order.state))
    if (!stage) continue
    work.stages[stage].push(order)
    work.held += 1
  }
  work.offers.sort(compare)
  for (const rows of Object.values(work.stages)) rows.sort(compare)
  return work
}
