/** The board on screen: what the socket says goes through the reducers, a few times a second at most. */

import { defineStore } from "pinia"
import { computed, ref, shallowRef } from "vue"

import { boardOf, EMPTY_BOARD, moveTechnicians, reduceBoard, type Board } from "../../shared/board"
import { openSocket, type Link, type Socket } from "../../shared/socket/driver"
import type { BoardState, Entry, OrderCard, PositionItem, ProblemDetails } from "../../shared/types"
import { usePresence } from "./presence-store"

/** Entries are gathered this long; a storm must not derive the queue for every one of them. */
const GATHER_MS = 120

export const useBoard = defineStore("board", () => {
  const board = shallowRef<Board>(EMPTY_BOARD)
  const isLoaded = ref(false)
  const refused = shallowRef<ProblemDetails | null>(null)
  const link = shallowRef<Link>({ state: "catching_up", since: Date.now(), retryAt: null })
  /** The server's time, told once a second. */
  const now = ref(Date.now())
  let skew = 0
  /** Orders of which something was said a moment ago, whether or not their card changed. */
  const touched = shallowRef<ReadonlySet<number>>(new Set())
  /** How often somebody changed a crew: its list is then read anew. */
  const crewChanges = ref(0)
  const presence = usePresence()
  let stream = ""
  let socket: Socket | null = null
  let entries: Entry[] = []
  let moves: PositionItem[] = []
  let gathering = 0

  function flush(): void {
    window.clearTimeout(gathering)
    gathering = 0
    let next = board.value
    if (entries.length > 0) next = reduceBoard(next, entries)
    if (moves.length > 0) next = moveTechnicians(next, moves)
    crewChanges.value += entries.filter(({ kind }) => kind === "crew.changed").length
    if (entries.length > 0) touched.value = ordersIn(entries)
    entries = []
    moves = []
    board.value = next
  }

  function gather(): void {
    if (gathering === 0) gathering = window.setTimeout(flush, GATHER_MS)
  }

  function watchNode(nodeId: number): void {
    stream = `board:${nodeId}`
    entries = []
    moves = []
    board.value = EMPTY_BOARD
    isLoaded.value = false
    refused.value = null
    socket ??= openSocket({
      onReset(name, state) {
        if (name !== stream) return
        entries = []
        board.value = boardOf(state as BoardState)
        isLoaded.value = true
        refused.value = null
      },
      onEntries(name, fresh) {
        if (name !== stream) return
        entries.push(...fresh)
        gather()
      },
      onLive(items) {
        moves.push(...items)
        gather()
      },
      onPresence: presence.hear,
      onRefused(name, problem) {
        if (name !== stream) return
        refused.value = problem
        board.value = EMPTY_BOARD
      },
      onSkew(ms) {
        skew = ms
      },
      onLink(shown) {
        link.value = shown
      },
    })
    socket.follow([stream], true)
  }

  window.setInterval(() => {
    now.value = Date.now() + skew
  }, 1000)

  /** What a command's answer says of an order, before the socket does. */
  function know(order: OrderCard): void {
    flush()
    if (board.value.orders.has(order.id)) board.value = reduceBoard(board.value, [{ v: 0, kind: "answer", at: "", data: { order } }])
  }

  // Each part apart: a step of a technician must not sort the queue again.
  const orders = computed(() => board.value.orders)
  const technicians = computed(() => board.value.technicians)
  const stations = computed(() => board.value.stations)
  const alarms = computed(() => board.value.alarms)
  const todos = computed(() => board.value.todos)
  const storms = computed(() => board.value.storms)
  const coverageVersion = computed(() => board.value.coverageVersion)

  const isOffline = computed(() => link.value.state === "offline")

  /** Open orders by station, counted here so that gauges move with the queue. */
  const loads = computed(() => {
    const counts = new Map<number, number>()
    for (const { station_id } of orders.value.values()) if (station_id !== null) counts.set(station_id, (counts.get(station_id) ?? 0) + 1)
    return counts
  })

  return { orders, technicians, stations, alarms, todos, storms, coverageVersion, isLoaded, refused, link, now, isOffline, loads, touched, crewChanges, watchNode, know }
})

function ordersIn(entries: readonly Entry[]): Set<number> {
  const ids = new Set<number>()
  for (const { data } of entries) {
    const order = data["order"] as OrderCard | undefined
    if (order) ids.add(order.id)
  }
  return ids
}
