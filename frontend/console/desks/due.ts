/** Who uses which desk, and how much waits there. Pure. */

import type { AlarmCard, OrderCard, TodoCard } from "../../shared/types"
import type { DeskName } from "../state/route"

/** Roles whose work is done at a desk. The server decides what each may do there; this only keeps the way to it short. */
const USERS: Record<DeskName, readonly string[]> = {
  map: ["agent", "dispatcher", "coordinator", "quality", "reviewer", "auditor", "admin"],
  board: ["coordinator", "dispatcher"],
  agent: ["agent", "dispatcher"],
  station: ["coordinator", "dispatcher"],
  region: ["dispatcher"],
  storm: ["dispatcher", "coordinator", "admin"],
  wall: ["dispatcher", "coordinator", "admin"],
  quality: ["quality", "reviewer", "dispatcher"],
  cases: ["agent", "dispatcher", "coordinator", "quality", "reviewer", "auditor", "admin"],
  coverage: ["dispatcher", "coordinator", "auditor", "admin"],
  capacity: ["dispatcher", "coordinator", "auditor", "admin"],
  reports: ["dispatcher", "coordinator", "quality", "reviewer", "auditor", "admin"],
  policies: ["dispatcher", "reviewer", "auditor", "admin"],
}

export function isUsedBy(desk: DeskName, roles: Iterable<string>): boolean {
  return [...roles].some((role) => USERS[desk].includes(role))
}

/** Todos that the region's dispatcher answers. */
export const REGION_KINDS: readonly string[] = ["withdrawal", "correction", "urged", "late_work", "returned_twice", "address_conflict"]

/** Todos of those who lead through a storm. */
const STORM_KINDS: readonly string[] = ["storm", "reinforcement"]

/** Todos of those who keep areas and capacities. */
const COVERAGE_KINDS: readonly string[] = ["application", "application_end", "plan_sent_back"]

export interface Waiting {
  orders: Iterable<OrderCard>
  todos: Iterable<TodoCard>
  alarms: Iterable<AlarmCard>
}

/** How much waits at each desk; the station's is only told to those who answer for one. */
export function countsOf({ orders, todos, alarms }: Waiting, roles: readonly string[]): Partial<Record<DeskName, number>> {
  const counts = { station: 0, region: 0, storm: 0, quality: 0, cases: 0, coverage: 0 }
  const returnedTwice = new Set<number>()
  for (const { kind, order_id } of todos) {
    if (REGION_KINDS.includes(kind)) counts.region += 1
    if (STORM_KINDS.includes(kind)) counts.storm += 1
    if (kind === "review" || kind === "return_visit") counts.quality += 1
    if (kind === "case") counts.cases += 1
    if (COVERAGE_KINDS.includes(kind) || (kind === "application_news" && roles.includes("coordinator"))) counts.coverage += 1
    if (kind === "returned_twice" && order_id !== null) returnedTwice.add(order_id)
  }
  for (const { id, state } of orders) {
    if (state === "offered") counts.station += 1
    if (state === "hand_queue" && !returnedTwice.has(id)) counts.region += 1
  }
  for (const { cleared_at } of alarms) if (cleared_at === null) counts.region += 1
  return roles.includes("coordinator") ? counts : { ...counts, station: 0 }
}
