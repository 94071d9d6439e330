/** Rehearsing a command on several orders, carrying it out one by one, and taking it back where the flow has a way. */

import { computed, ref, shallowRef } from "vue"

import { Problem } from "../../shared/problem"
import type { OrderCard } from "../../shared/types"
import { t } from "../speech"
import { useBoard } from "./board"
import { http } from "./desk"
import { outlookOf, wayBack, type Outlook, type Said, type SeveralVerb, type WayBack } from "./several"

/** So many are rehearsed at a time: a second or two, so that it can be told how far it is. */
const AT_ONCE = 40
/** Commands on their way at a time: quick for a dozen orders, and no burst for two hundred. */
const ABREAST = 3

export type Phase = "ask" | "looking" | "looked" | "doing" | "done"

export type Several = ReturnType<typeof useSeveral>

export function useSeveral(orders: () => readonly OrderCard[]) {
  const boards = useBoard()
  const phase = ref<Phase>("ask")
  const outlook = shallowRef<Outlook | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const done = shallowRef<readonly WayBack[]>([])
  const count = ref(0)
  const all = ref(0)
  const noBack = ref(0)
  const failed = shallowRef<readonly { order: OrderCard; why: string }[]>([])
  const isStopped = ref(false)
  const undone = ref<number | null>(null)
  let verb: SeveralVerb = "queue"
  let body: Record<string, unknown> = {}

  const left = computed(() => all.value - count.value - failed.value.length)

  async function look(wanted: SeveralVerb, more: Record<string, unknown>): Promise<void> {
    ;[verb, body] = [wanted, more]
    phase.value = "looking"
    problem.value = null
    const asked = orders().filter(({ id }) => id !== more["into"])
    ;[count.value, all.value] = [0, asked.length]
    try {
      const seen: OrderCard[] = []
      const said: Said[] = []
      for (let from = 0; from < asked.length; from += AT_ONCE) {
        // What is decided on is what is on screen when it is asked; a later change of an order is refused as stale.
        const part = asked.slice(from, from + AT_ONCE).map((order) => boards.orders.get(order.id) ?? order)
        seen.push(...part)
        const sent = part.map(({ id, version }) => ({ id, version }))
        said.push(...(await http.command<{ orders: Said[] }>("POST", "/api/v1/board/several/rehearse", { body: { verb, body, orders: sent } })).orders)
        count.value = seen.length
      }
      outlook.value = outlookOf(seen, said)
      phase.value = "looked"
    } catch (error) {
      problem.value = told(error)
      phase.value = "ask"
    }
  }

  async function go(): Promise<void> {
    const will = outlook.value?.will ?? []
    phase.value = "doing"
    isStopped.value = false
    ;[count.value, all.value, noBack.value, failed.value, done.value] = [0, will.length, 0, [], []]
    const note = t("several.undo.note")
    await abreast(will, async ({ before }) => {
      try {
        const after = await send(verb, before, body)
        const back = wayBack(verb, before, after, note)
        if (back) done.value = [...done.value, back]
        else noBack.value += 1
        count.value += 1
      } catch (error) {
        failed.value = [...failed.value, { order: before, why: told(error).title }]
      }
    })
    phase.value = "done"
  }

  async function undo(): Promise<void> {
    const backs = done.value
    phase.value = "doing"
    isStopped.value = false
    ;[count.value, all.value, failed.value, done.value, noBack.value] = [0, backs.length, [], [], 0]
    await abreast(backs, async (back) => {
      try {
        await send(back.verb, back.order, back.body)
        count.value += 1
      } catch (error) {
        failed.value = [...failed.value, { order: back.order, why: told(error).title }]
      }
    })
    undone.value = count.value
    phase.value = "done"
  }

  async function abreast<T>(things: readonly T[], work: (thing: T) => Promise<void>): Promise<void> {
    let next = 0
    const lane = async (): Promise<void> => {
      while (next < things.length && !isStopped.value) await work(things[next++]!)
    }
    await Promise.all(Array.from({ length: Math.min(ABREAST, things.length) }, lane))
  }

  async function send(name: string, seen: OrderCard, more: Record<string, unknown>): Promise<OrderCard> {
    const answer = await http.command<{ order?: OrderCard }>("POST", `/api/v1/board/orders/${seen.id}/${name}`, { body: { ...more, version: seen.version } })
    if (answer.order) boards.know(answer.order)
    return answer.order ?? seen
  }

  function stop(): void {
    isStopped.value = true
  }

  function again(): void {
    phase.value = "ask"
    outlook.value = null
  }

  return { phase, outlook, problem, done, count, all, left, noBack, failed, isStopped, undone, look, go, undo, stop, again }
}

function told(error: unknown): Problem {
  if (error instanceof Problem) return error
  throw error
}
