/** The calls on an agent's desk: several at once, each kept here and on the server with every change, ended once. */

import { computed, markRaw, onBeforeUnmount, ref } from "vue"

import { Problem } from "../../../shared/problem"
import { speech } from "../../speech"
import { http } from "../../state/desk"
import { emptyContent, endingOf, isBlank, type CallContent, type Script } from "./call"
import { newest, nextRevision, openKeeping, type KeptCall, type Keeping } from "./keeping"

/** Quiet after a change before the server is told; this device keeps it at once. */
const PAUSE_MS = 700
/** How often what could not be sent is tried again. */
const AGAIN_MS = 4000

export interface CallAnswer {
  number: string
  tracking_code: string
  track_url: string
  outcome: "filed" | "attached" | "advised"
  order_id: number | null
  is_life_safety?: boolean
  attached_to?: { id: number; number: string } | null
  advice?: string[]
}

export type SavedState = "blank" | "saving" | "here" | "everywhere"

export interface Call extends KeptCall {
  saved: SavedState
  problem: Problem | null
  isSending: boolean
  answer: CallAnswer | null
}

interface ServerDraft {
  id: string
  revision: number
  content: Partial<CallContent>
  begun_at: string
}

export function useCalls(script: () => Script | null) {
  const calls = ref<Call[]>([])
  const chosen = ref("")
  const isOpen = ref(false)
  const hasLine = ref(true)
  const isDurable = ref(true)
  let keeping: Keeping | null = null
  const soon = new Map<string, number>()

  const current = computed(() => calls.value.find(({ id }) => id === chosen.value) ?? null)
  const waiting = computed(() => calls.value.filter(({ ending, answer }) => ending !== "" && answer === null))

  async function open(userId: number): Promise<void> {
    keeping = await openKeeping(userId)
    isDurable.value = keeping.isDurable
    const here = await keeping.all()
    let there: KeptCall[] = []
    try {
      const found = await http.get<{ drafts: ServerDraft[] }>("/api/v1/calling/drafts")
      there = found.drafts.map(({ id, revision, content, begun_at }) => ({ id, revision, begunAt: begun_at, content: { ...emptyContent(), ...content }, ending: "" }))
      hasLine.value = true
    } catch (error) {
      if (!(error instanceof Problem) || !error.isPassing) throw error
      hasLine.value = false
    }
    const onServer = new Map(there.map(({ id, revision }) => [id, revision]))
    calls.value = newest(here, there).map((kept) => ({ ...kept, content: { ...emptyContent(), ...kept.content }, saved: "here", problem: null, isSending: false, answer: null }))
    for (const call of calls.value) {
      await keeping.put(plain(call))
      if (onServer.get(call.id) === call.revision) call.saved = "everywhere"
      else if (call.ending === "") void tellServer(call.id)
    }
    chosen.value = calls.value.find(({ ending }) => ending === "")?.id ?? ""
    isOpen.value = true
    void sendWaiting()
  }

  function begin(phone = ""): void {
    const blank = calls.value.find(({ content, answer, ending }) => answer === null && ending === "" && isBlank(content))
    const fresh: Call = blank ?? { id: crypto.randomUUID(), revision: 0, begunAt: new Date().toISOString(), content: emptyContent(), ending: "", saved: "blank", problem: null, isSending: false, answer: null }
    fresh.begunAt = new Date().toISOString()
    if (!blank) calls.value.push(fresh)
    chosen.value = fresh.id
    if (phone) change({ phone })
  }

  /** Change the chosen call: kept here at once, on the server when there is a pause. */
  function change(more: Partial<CallContent>): void {
    const call = current.value
    if (!call || call.answer || call.ending) return
    // A call begins with its first sign, not when the empty form was opened.
    if (call.revision === 0) call.begunAt = new Date().toISOString()
    call.content = { ...call.content, ...more }
    call.revision = nextRevision(call.revision, Date.now())
    call.saved = "saving"
    call.problem = null
    void keepHere(call)
    window.clearTimeout(soon.get(call.id))
    soon.set(call.id, window.setTimeout(() => void tellServer(call.id), PAUSE_MS))
  }

  async function keepHere(call: Call): Promise<void> {
    await keeping?.put(plain(call))
    if (call.saved === "saving" && keeping?.isDurable) {
      call.saved = "here"
    }
  }

  async function tellServer(id: string): Promise<void> {
    const call = calls.value.find((one) => one.id === id)
    if (!call || call.answer || call.ending || call.revision === 0) return
    const { revision } = call
    try {
      const kept = await http.command<{ draft: ServerDraft | null; ended: CallAnswer | null }>("PUT", `/api/v1/calling/drafts/${id}`, { body: { revision, content: call.content } })
      hasLine.value = true
      if (kept.draft === null) await remove(id)
      else if (call.revision === revision) call.saved = "everywhere"
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      if (error.isPassing) hasLine.value = false
      else call.problem = markRaw(error)
    }
  }

  /** End the chosen call. Without a line it is kept and sent when there is one again. */
  async function end(how: "file" | "advise"): Promise<void> {
    const call = current.value
    if (!call || call.answer || call.ending || call.isSending) return
    call.ending = how
    window.clearTimeout(soon.get(call.id))
    await keeping?.put(plain(call))
    await send(call)
  }

  async function send(call: Call): Promise<void> {
    const words = script()
    if (!words || call.isSending || call.ending === "") return
    call.isSending = true
    call.problem = null
    try {
      const body = endingOf(words, call.content, call.begunAt, speech.language.value)
      call.answer = await http.command<CallAnswer>("POST", `/api/v1/calling/drafts/${call.id}/${call.ending}`, { body })
      hasLine.value = true
      await keeping?.drop(call.id)
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      call.problem = markRaw(error)
      if (error.isPassing) hasLine.value = false
      else {
        call.ending = ""
        await keeping?.put(plain(call))
      }
    } finally {
      call.isSending = false
    }
  }

  async function sendWaiting(): Promise<void> {
    for (const call of waiting.value) await send(call)
    if (!hasLine.value) return
    for (const { id, saved, ending } of calls.value) if (saved === "here" && ending === "") await tellServer(id)
  }

  /** Take back an ending that has not reached the server. */
  function reopen(): void {
    const call = current.value
    if (!call || call.answer || call.isSending) return
    call.ending = ""
    call.problem = null
    void keeping?.put(plain(call))
  }

  /** The call came to nothing, or is told and done. */
  async function drop(id: string): Promise<void> {
    const call = calls.value.find((one) => one.id === id)
    window.clearTimeout(soon.get(id))
    await remove(id)
    if (call && call.answer === null && call.revision > 0) await http.command("DELETE", `/api/v1/calling/drafts/${id}`).catch(() => undefined)
  }

  async function remove(id: string): Promise<void> {
    calls.value = calls.value.filter((one) => one.id !== id)
    if (chosen.value === id) chosen.value = calls.value.find(({ answer, ending }) => answer === null && ending === "")?.id ?? ""
    await keeping?.drop(id)
  }

  const timer = window.setInterval(() => {
    if (!hasLine.value || waiting.value.length > 0) void again()
  }, AGAIN_MS)
  async function again(): Promise<void> {
    try {
      await http.get("/api/v1/session")
      hasLine.value = true
    } catch {
      return
    }
    await sendWaiting()
  }
  const onLine = (): void => void again()
  window.addEventListener("online", onLine)
  onBeforeUnmount(() => {
    window.clearInterval(timer)
    window.removeEventListener("online", onLine)
    for (const id of soon.keys()) {
      window.clearTimeout(soon.get(id))
      void tellServer(id)
    }
  })

  return { calls, chosen, current, waiting, isOpen, hasLine, isDurable, open, begin, change, end, reopen, drop }
}

function plain({ id, revision, begunAt, content, ending }: Call): KeptCall {
  return JSON.parse(JSON.stringify({ id, revision, begunAt, content, ending })) as KeptCall
}
