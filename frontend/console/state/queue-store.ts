/** The queue on screen: filters, what they leave of the board, headings, and what waits while somebody's hand is on the list. */

import { defineStore } from "pinia"
import { computed, reactive, ref, shallowRef, watch } from "vue"

import type { OrderCard } from "../../shared/types"
import { useBoard } from "./board"
import { NO_FILTERS, queueOf, type Filters, type Group } from "./queue"
import { changesOf, NO_CHANGES } from "./queue-hold"
import { incidentsOf } from "./queue-incidents"
import { linesOf, type Grouping, type Line } from "./queue-lines"
import { useGround } from "./queue-ground"

/** Filters that ask the clock are answered anew this often. */
const CLOCK_STEP_MS = 5_000
const GATHER_STEP_MS = 3_000

export const useQueue = defineStore("queue", () => {
  const boards = useBoard()
  const ground = useGround()
  const filters = reactive<Filters>({ ...NO_FILTERS, group: "act" })
  const by = ref<Grouping>("none")
  const closed = shallowRef<ReadonlySet<string>>(new Set())
  /** The line that the keyboard stands on, by `idOf`. */
  const active = ref<string | null>(null)
  const ticked = shallowRef<ReadonlySet<number>>(new Set())
  /** The rows as they were when somebody began to work in the list; null while nobody does. */
  const held = shallowRef<readonly OrderCard[] | null>(null)

  const asked = computed(() => (filters.clock === "any" ? 0 : Math.floor(boards.now / CLOCK_STEP_MS) * CLOCK_STEP_MS))
  const queue = computed(() => queueOf(boards.orders.values(), filters, asked.value))
  const rows = computed(() => held.value ?? queue.value.rows)
  const changes = computed(() => (held.value ? changesOf(held.value, queue.value.rows) : NO_CHANGES))
  const isFiltered = computed(() => filters.utility !== null || filters.stationId !== null || filters.state !== null || filters.text !== "" || filters.clock !== "any")

  const lateness = computed(() => (by.value === "none" ? 0 : Math.floor(boards.now / CLOCK_STEP_MS) * CLOCK_STEP_MS))
  /** Found anew every few seconds: 20,000 orders take 70 ms, and the board changes eight times a second. */
  const incidents = shallowRef<ReadonlyMap<number, number>>(new Map())
  const gathered = computed(() => Math.floor(boards.now / GATHER_STEP_MS))
  const belongs = computed<((order: OrderCard) => number | null) | null>(() => {
    if (by.value === "station") return (order) => order.station_id
    if (by.value === "area") return (order) => ground.areaOf(order.node_id)
    if (by.value === "incident") return (order) => incidents.value.get(order.id) ?? null
    return null
  })
  const lines = computed<Line[]>(() => linesOf(rows.value, belongs.value, closed.value, lateness.value))
  /** Every order that is told of by the lines, in their order; headings that are closed included. */
  const shownOrders = computed(() => lines.value.flatMap((line) => (line.kind === "order" ? [line.order] : line.isClosed ? line.orders : [])))

  watch(
    () => boards.isLoaded,
    (isLoaded) => {
      if (isLoaded) return
      held.value = null
      ticked.value = new Set()
    },
  )
  watch(by, (wanted) => {
    closed.value = new Set()
    ground.learn(wanted)
  })
  watch([gathered, () => boards.isLoaded], gather)
  // What the person asks for is not a change under their cursor.
  watch([() => ({ ...filters }), by, () => ground.reach], () => {
    gather()
    take()
  })

  /** Life safety announces itself wherever the list is held or filtered away; those that were there at the start are known. */
  const known = shallowRef<ReadonlySet<number>>(new Set())
  const dangers = computed(() => {
    if (!boards.isLoaded) return []
    const onList = new Set<number>()
    // They stand first, however the rest is sorted.
    for (const { id, is_life_safety } of rows.value) {
      if (!is_life_safety) break
      onList.add(id)
    }
    return [...boards.orders.values()].filter(({ id, is_life_safety }) => is_life_safety && !known.value.has(id) && !onList.has(id))
  })
  watch(
    () => boards.isLoaded,
    (isLoaded) => {
      if (isLoaded) known.value = new Set([...boards.orders.values()].filter(({ is_life_safety }) => is_life_safety).map(({ id }) => id))
    },
    { immediate: true, flush: "sync" },
  )

  function seeDanger(id: number): void {
    known.value = new Set(known.value).add(id)
  }

  function hold(): void {
    held.value ??= queue.value.rows
  }

  function release(): void {
    held.value = null
  }

  function take(): void {
    if (!held.value) return
    held.value = null
    gather()
    held.value = queue.value.rows
  }

  function gather(): void {
    if (by.value === "incident" && ground.reach && !held.value) incidents.value = incidentsOf([...boards.orders.values()], ground.reach)
  }

  function show(group: Group): void {
    filters.group = group
  }

  function clear(): void {
    Object.assign(filters, { ...NO_FILTERS, group: filters.group, sort: filters.sort })
  }

  function fold(key: string): void {
    const next = new Set(closed.value)
    if (!next.delete(key)) next.add(key)
    closed.value = next
  }

  function foldAll(): void {
    const all = lines.value.filter((line) => line.kind === "heading").map(({ key }) => key)
    closed.value = closed.value.size < all.length ? new Set(all) : new Set()
  }

  function tick(ids: Iterable<number>, wanted: boolean): void {
    const next = new Set(ticked.value)
    for (const id of ids) {
      if (wanted) next.add(id)
      else next.delete(id)
    }
    ticked.value = next
  }

  return { filters, by, closed, queue, rows, lines, shownOrders, changes, held, isFiltered, active, ticked, dangers, seeDanger, show, clear, hold, release, take, fold, foldAll, tick }
})
