/** The queue as pure functions: which orders, in which order, how many of each kind, and which rows are in sight. */

import type { OrderCard, OrderState, Utility } from "../../shared/types"

export type Group = "act" | "way" | "end" | "held" | "all"

export const GROUPS: readonly Group[] = ["act", "way", "end", "held", "all"]

const GROUP_OF: Record<OrderState, Exclude<Group, "all"> | null> = {
  waiting: "act",
  hand_queue: "act",
  offered: "act",
  accepted: "act",
  withdrawal_asked: "act",
  assigned: "way",
  departed: "way",
  arrived: "way",
  repaired: "end",
  reported: "end",
  suspended: "held",
  closed: null,
  withdrawn: null,
  merged: null,
  handed_over: null,
}

export interface Filters {
  group: Group
  utility: Utility | null
  stationId: number | null
  state: OrderState | null
  text: string
  /** What the nearest clock says: all, those that have used three quarters of their time, or those past it. */
  clock: Clock
  sort: Sort
}

export const CLOCKS = ["any", "running_out", "overdue"] as const
export type Clock = (typeof CLOCKS)[number]
export const SORTS = ["due", "age", "priority", "news"] as const
export type Sort = (typeof SORTS)[number]

export const NO_FILTERS: Filters = { group: "all", utility: null, stationId: null, state: null, text: "", clock: "any", sort: "due" }

export interface Queue {
  rows: OrderCard[]
  /** Per group, under all filters but the group's own. */
  counts: Record<Group, number>
}

type Comparison = (a: OrderCard, b: OrderCard) => number

const byAge: Comparison = (a, b) => ((a.opened_at ?? "") < (b.opened_at ?? "") ? -1 : (a.opened_at ?? "") > (b.opened_at ?? "") ? 1 : a.id - b.id)

const ORDERS: Record<Sort, Comparison> = {
  due: (a, b) => dueOf(a) - dueOf(b) || a.priority - b.priority || byAge(a, b),
  age: byAge,
  priority: (a, b) => a.priority - b.priority || dueOf(a) - dueOf(b) || byAge(a, b),
  news: (a, b) => byAge(b, a),
}

/** Life safety stands above everything, however the rest is sorted. */
function under(order: Comparison): Comparison {
  return (a, b) => (a.is_life_safety !== b.is_life_safety ? (a.is_life_safety ? -1 : 1) : order(a, b))
}

/** Whoever has the least time left, then priority, then who waits longest. */
export const compare: Comparison = under(ORDERS.due)

/** Time left sorts like the deadline itself, so the order of rows does not change while nothing happens. Read once a card. */
const dues = new WeakMap<OrderCard, number>()
const NEVER = 8.64e15

export function dueOf(order: OrderCard): number {
  let due = dues.get(order)
  if (due === undefined) {
    due = order.due_at === null ? NEVER : Date.parse(order.due_at)
    dues.set(order, due)
  }
  return due
}

/** `now` in milliseconds counts only where the filters ask for what the clocks say. */
export function queueOf(orders: Iterable<OrderCard>, filters: Filters, now = 0): Queue {
  const counts: Record<Group, number> = { act: 0, way: 0, end: 0, held: 0, all: 0 }
  const rows: OrderCard[] = []
  const keeps = keeperOf(filters, now)
  for (const order of orders) {
    const group = GROUP_OF[order.state]
    if (group === null || !keeps(order)) continue
    counts[group] += 1
    counts.all += 1
    if (filters.group === "all" || filters.group === group) rows.push(order)
  }
  return { rows: rows.sort(under(ORDERS[filters.sort])), counts }
}

/** How many rows there would be, without putting them in order. */
export function countOf(orders: Iterable<OrderCard>, filters: Filters, now = 0): number {
  const keeps = keeperOf(filters, now)
  let count = 0
  for (const order of orders) {
    const group = GROUP_OF[order.state]
    if (group !== null && (filters.group === "all" || filters.group === group) && keeps(order)) count += 1
  }
  return count
}

/** All filters but the group. */
function keeperOf({ utility, stationId, state, text, clock }: Filters, now: number): (order: OrderCard) => boolean {
  const wanted = normal(text)
  return (order) =>
    (utility === null || order.utility === utility) &&
    (stationId === null || order.station_id === stationId) &&
    (state === null || order.state === state) &&
    (!wanted || matches(order, wanted)) &&
    (clock === "any" || isSo(order, clock, now))
}

function isSo(order: OrderCard, clock: Exclude<Clock, "any">, now: number): boolean {
  return (levelOf(order, now)?.level ?? 0) >= (clock === "overdue" ? 100 : 75)
}

/** A number is read over the phone: spaces, hyphens and case do not count. */
function matches(order: OrderCard, wanted: string): boolean {
  return normal(order.number).includes(wanted) || normal(order.address).includes(wanted)
}

function normal(text: string): string {
  return text.toLowerCase().replace(/[\s\-–—·.]/g, "")
}

export type Level = 0 | 50 | 75 | 90 | 100

/** How far a clock has run: the level that was passed, and the share of its time that is used. */
export function levelOf(order: { due_at: string | null; due_started_at: string | null }, now: number): { level: Level; share: number; left: number } | null {
  if (order.due_at === null) return null
  const due = Date.parse(order.due_at)
  const started = order.due_started_at === null ? due : Date.parse(order.due_started_at)
  const left = due - now
  const share = due > started ? Math.max(0, (now - started) / (due - started)) : left > 0 ? 0 : 1
  const level = left <= 0 ? 100 : share >= 0.9 ? 90 : share >= 0.75 ? 75 : share >= 0.5 ? 50 : 0
  return { level, share, left }
}
