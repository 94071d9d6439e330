/**
 * Carries out what the outbox machine asks: keeps items, sends deeds, wakes up in time. Of several tabs one leads (a
 * Web Lock where the browser has them) and sends; the others write their taps down and tell it.
 */

import type { PhoneStore } from "../phone/store"
import { EMPTY, step, type Deed, type Effect, type Happening, type Outbox } from "./machine"
import type { Verdict } from "./verdict"

export interface OutboxDriver {
  /** Resolves when the deed is safe on the phone; rejects when the phone could not keep it. */
  tap(deed: Deed): Promise<void>
  /** The technician has read a refusal, or clears a finished deed away. */
  seen(id: string): void
  /** Try now instead of at the end of the pause. */
  push(): void
  signedIn(): void
  link(online: boolean): void
  stop(): void
}

export interface OutboxPorts {
  store: PhoneStore
  send(deed: Deed): Promise<Verdict>
  changed(box: Outbox): void
  name: string
}

type Message = { t: "look" } | { t: "seen"; id: string } | { t: "push" }

export async function openOutbox({ store, send, changed, name }: OutboxPorts): Promise<OutboxDriver> {
  let box: Outbox = { ...EMPTY, items: await store.all(), online: navigator.onLine }
  let leads = false
  let timer: ReturnType<typeof setTimeout> | undefined
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name)
  const giveUp = new AbortController()

  function happen(happening: Happening): void {
    if (!leads) return
    const [next, effects] = step(box, happening)
    box = next
    for (const effect of effects) void carryOut(effect)
    changed(box)
  }

  async function carryOut(effect: Effect): Promise<void> {
    switch (effect.t) {
      case "keep":
        await store.keep(effect.item).catch(forgotten)
        tell({ t: "look" })
        return
      case "drop":
        await store.drop(effect.seq).catch(forgotten)
        tell({ t: "look" })
        return
      case "wake":
        clearTimeout(timer)
        timer = setTimeout(() => happen({ t: "woken", now: Date.now() }), Math.max(0, effect.at - Date.now()))
        return
      case "send": {
        const { id } = effect.deed
        const verdict = await send(effect.deed)
        if (giveUp.signal.aborted) return
        const now = Date.now()
        if (verdict.t === "done") happen({ t: "done", id, heads: verdict.heads, now })
        else if (verdict.t === "refused") happen({ t: "refused", id, problem: verdict.problem, now })
        else if (verdict.t === "login_needed") happen({ t: "login_needed", id })
        else if (verdict.t === "token_stale") happen({ t: "failed", id, cause: "server", now })
        else happen({ ...verdict, id, now })
      }
    }
  }

  /** A verdict that could not be written is asked for again after a restart: the key makes that harmless. */
  function forgotten(error: unknown): void {
    console.warn("the phone could not note a verdict", error)
  }

  function tell(message: Message): void {
    channel?.postMessage(message)
  }

  async function look(): Promise<void> {
    const items = await store.all()
    if (leads) happen({ t: "stored", items, now: Date.now() })
    else {
      box = { ...box, items }
      changed(box)
    }
  }

  function lead(): void {
    leads = true
    void look()
  }

  channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => {
    if (data.t === "look") void look()
    else if (data.t === "push") happen({ t: "pushed", now: Date.now() })
    else happen({ t: "seen", id: data.id })
  })
  if (navigator.locks) {
    const held = (): Promise<void> => new Promise((release) => giveUp.signal.addEventListener("abort", () => release()))
    navigator.locks
      .request(name, { signal: giveUp.signal }, () => {
        lead()
        return held()
      })
      .catch((error: unknown) => {
        if (!giveUp.signal.aborted) throw error
      })
  } else lead()
  changed(box)

  return {
    async tap(deed) {
      const item = await store.add(deed)
      if (leads) happen({ t: "stored", items: [item], now: Date.now() })
      else {
        await look()
        tell({ t: "look" })
      }
    },
    seen(id) {
      if (leads) happen({ t: "seen", id })
      else tell({ t: "seen", id })
    },
    push() {
      if (leads) happen({ t: "pushed", now: Date.now() })
      else tell({ t: "push" })
    },
    signedIn: () => happen({ t: "signed_in", now: Date.now() }),
    link(online) {
      if (!leads) box = { ...box, online }
      happen({ t: "link", online, now: Date.now() })
    },
    stop() {
      giveUp.abort()
      clearTimeout(timer)
      channel?.close()
    },
  }
}
