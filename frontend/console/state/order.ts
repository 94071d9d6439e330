/** The order in the panel: its whole story, the technicians ranked for it, and the commands on it. */

import { defineStore } from "pinia"
import { computed, ref, shallowRef, watch } from "vue"

import { drawKey } from "../../shared/http"
import { Problem } from "../../shared/problem"
import type { OrderCard, StoryLine, TechnicianRow } from "../../shared/types"
import { word } from "../speech"
import { useBoard } from "./board"
import { http } from "./desk"
import type { FullDetail } from "./story"

export interface Contact {
  contact_name: string
  contact_phone: string
}

/** A command that was refused because somebody else was quicker. */
export interface Stale {
  who: string | null
  at: string | null
  state: string | null
  /** The order's version that the refused command was made from. */
  seen: number | null
}

/** What stands after `/board/orders/<id>/`. */
export type Verb =
  | "assign"
  | "offer"
  | "accept"
  | "return"
  | "queue"
  | "close"
  | "withdrawal"
  | "suspend"
  | "resume"
  | "hand-over"
  | "paid-work"
  | "contacts"
  | "address"
  | "promises"
  | "appointment"
  | "corrections"
  | "report"
  | "review"
  | "merge"
  | "unmerge"
  | "urge"
  | "reopen"

export const useOrder = defineStore("order", () => {
  const boards = useBoard()
  const id = ref<number | null>(null)
  const detail = shallowRef<FullDetail | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const stale = shallowRef<Stale | null>(null)
  const contact = shallowRef<Contact | null>(null)
  const technicians = shallowRef<TechnicianRow[] | null>(null)
  const techniciansProblem = shallowRef<Problem | null>(null)
  const isBusy = ref(false)
  let reading: AbortController | null = null
  /** How far the story went at each version that was on screen: what came after it is what has changed since. */
  const told = new Map<number, number>()

  /** The board is quicker than the detail; the detail knows orders that left the board. */
  const card = computed<OrderCard | null>(() => {
    if (id.value === null) return null
    const onBoard = boards.orders.get(id.value) ?? null
    const known = detail.value?.order.id === id.value ? detail.value.order : null
    return onBoard && (!known || onBoard.version >= known.version) ? onBoard : (known ?? onBoard)
  })

  function choose(orderId: number | null): void {
    if (orderId === id.value) return
    id.value = orderId
    detail.value = problem.value = stale.value = contact.value = technicians.value = techniciansProblem.value = null
    reading?.abort()
    told.clear()
    if (orderId !== null) void read()
  }

  async function read(): Promise<void> {
    const wanted = id.value
    if (wanted === null) return
    reading?.abort()
    const mine = (reading = new AbortController())
    try {
      const found = await http.get<FullDetail>(`/api/v1/board/orders/${wanted}`, { signal: mine.signal })
      if (id.value !== wanted) return
      detail.value = found
      // The first look at a version is what the person went by.
      if (!told.has(found.order.version)) told.set(found.order.version, lastOf(found.story))
      problem.value = null
      if (found.allowed.includes("assign")) void rank(mine.signal)
      else technicians.value = null
    } catch (error) {
      if (mine.signal.aborted || id.value !== wanted) return
      problem.value = asProblem(error)
    }
  }

  async function rank(signal: AbortSignal): Promise<void> {
    const wanted = id.value
    try {
      const rows = await http.get<TechnicianRow[]>(`/api/v1/board/orders/${wanted}/technicians`, { signal })
      if (id.value === wanted) [technicians.value, techniciansProblem.value] = [rows, null]
    } catch (error) {
      if (!signal.aborted && id.value === wanted) techniciansProblem.value = asProblem(error)
    }
  }

  /** Something happened to the order elsewhere: read its story again, once things are quiet. */
  let soon = 0
  function readSoon(): void {
    window.clearTimeout(soon)
    soon = window.setTimeout(() => void read(), 250)
  }
  watch(
    () => (card.value && detail.value ? card.value.version > detail.value.order.version || card.value.warned !== detail.value.order.warned : false),
    (isBehind) => {
      window.clearTimeout(soon)
      if (isBehind) readSoon()
    },
  )
  /** A note beside it changes no card. */
  watch(
    () => boards.touched,
    (ids) => {
      if (id.value !== null && ids.has(id.value)) readSoon()
    },
  )
  /** Orders that left the board are told of by nobody: after a cut, a restart or a sleep they are asked for. */
  watch(
    () => boards.link.state === "live",
    (isLive) => {
      if (isLive && detail.value !== null) readSoon()
    },
  )

  /** What was said of the order after the person looked at `version`, oldest first; null where that is not known. */
  function changesSince(version: number | null): StoryLine[] | null {
    const from = version === null ? undefined : told.get(version)
    return from === undefined || !detail.value ? null : detail.value.story.filter(({ v }) => v > from)
  }

  /**
   * One intention on the order, with the version that the person saw when they made up their mind. Gives true when it is done. A stale one is told
   * in the panel and the order is read again; other refusals are thrown for whoever asked.
   */
  function command(verb: Verb, seen: Pick<OrderCard, "id" | "version">, body: Record<string, unknown> = {}): Promise<boolean> {
    return send(verb === "report" ? "PUT" : "POST", `/api/v1/board/orders/${seen.id}/${verb}`, { ...body, version: seen.version })
  }

  /** Like `command`, for what is decided about the order under an address of its own. */
  async function send(method: "POST" | "PUT", path: string, body: Record<string, unknown>): Promise<boolean> {
    isBusy.value = true
    stale.value = null
    try {
      const key = drawKey()
      const answer = await http.command<{ order?: OrderCard } | null>(method, path, { body, key })
      if (answer?.order) boards.know(answer.order)
      void read()
      return true
    } catch (error) {
      const refusal = asProblem(error)
      if (refusal.code !== "command.stale") throw refusal
      const { changed_by, changed_at, state_code, state } = refusal.facts
      stale.value = { who: textOf(changed_by), at: textOf(changed_at), state: textOf(state_code) ? word("state", textOf(state_code)) : textOf(state), seen: typeof body["version"] === "number" ? body["version"] : null }
      void read()
      return false
    } finally {
      isBusy.value = false
    }
  }

  async function reveal(reason: string): Promise<void> {
    const wanted = id.value
    const answer = await http.command<Contact>("POST", `/api/v1/orders/${wanted}/reveal`, { body: { reason } })
    if (id.value === wanted) contact.value = answer
  }

  return { id, card, detail, problem, stale, contact, technicians, techniciansProblem, isBusy, choose, read, changesSince, command, send, reveal }
})

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}

function lastOf(story: readonly StoryLine[]): number {
  return story.reduce((last, { v }) => Math.max(last, v), 0)
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null
}
