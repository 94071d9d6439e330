/**
 * Carries out what the upload machine asks. Of several tabs one leads (a Web Lock where the browser has them) and
 * sends; the others write down what is taken and tell it.
 */

import { isWaiting as isDeedWaiting, type Deed, type Outbox } from "../outbox/machine"
import { isWaiting, NO_UPLOADS, step, type UploadEffect, type UploadHappening, type Uploads } from "./machine"
import type { Exhibit, ExhibitStore } from "./store"
import type { UploadVerdict } from "./verdict"

export interface ExhibitsDriver {
  /** Resolves when the bytes are safe on the phone; rejects when the phone could not keep them. */
  take(exhibit: Exhibit, bytes: ArrayBuffer): Promise<void>
  /** The outbox has changed: what it delivered may be sent, and what it is about to send goes first. */
  outbox(box: Outbox): void
  seen(id: string): void
  push(): void
  signedIn(): void
  link(online: boolean): void
  stop(): void
}

export interface ExhibitsPorts {
  name: string
  store: ExhibitStore
  ask(id: string): Promise<UploadVerdict>
  put(id: string, from: number, bytes: ArrayBuffer): Promise<UploadVerdict>
  /** Hand a deed to the outbox. */
  tap(deed: Deed): Promise<unknown>
  changed(exhibits: readonly Exhibit[], uploads: Uploads): void
}

/** Of those that the server has, the phone goes on showing this many days. */
const SHOWN_MS = 3 * 86_400_000

export async function openExhibits({ name, store, ask, put, tap, changed }: ExhibitsPorts): Promise<ExhibitsDriver> {
  let exhibits = new Map((await store.all()).map((each) => [each.id, each]))
  let uploads: Uploads = { ...NO_UPLOADS, online: navigator.onLine }
  let box: Outbox | null = null
  let leads = false
  let timer: ReturnType<typeof setTimeout> | undefined
  /** Announcements handed to the outbox by this page, which need not show there yet. */
  const told = new Set<string>()
  const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name)
  const giveUp = new AbortController()

  function show(): void {
    changed([...exhibits.values()], uploads)
  }

  function happen(happening: UploadHappening): void {
    if (!leads) return
    const [next, effects] = step(uploads, happening)
    uploads = next
    for (const upload of next.all) {
      const known = exhibits.get(upload.id)
      if (known) exhibits.set(upload.id, { ...known, isAnnounced: upload.isAnnounced, fate: upload.fate })
    }
    for (const effect of effects) void carryOut(effect)
    show()
  }

  async function carryOut(effect: UploadEffect): Promise<void> {
    switch (effect.t) {
      case "keep": {
        const exhibit = exhibits.get(effect.upload.id)
        if (exhibit) await store.keep(exhibit).catch(forgotten)
        return tell("look")
      }
      case "release":
        return await store.release(effect.id).catch(forgotten)
      case "drop":
        exhibits.delete(effect.id)
        await store.drop(effect.id).catch(forgotten)
        show()
        return tell("look")
      case "wake":
        clearTimeout(timer)
        timer = setTimeout(() => happen({ t: "woken", now: Date.now() }), Math.max(0, effect.at - Date.now()))
        return
      case "ask":
        return answered(effect.id, await ask(effect.id))
      case "put": {
        const began = Date.now()
        const bytes = await store.bytes(effect.id).catch(() => null)
        if (!bytes) return lost(effect.id)
        answered(effect.id, await put(effect.id, effect.from, bytes.slice(effect.from, effect.to)), Date.now() - began)
      }
    }
  }

  function answered(id: string, verdict: UploadVerdict, tookMs = Infinity): void {
    if (giveUp.signal.aborted) return
    const now = Date.now()
    if (verdict.t === "standing") happen({ t: "standing", id, standing: verdict.standing, tookMs, now })
    else if (verdict.t === "login_needed") happen({ t: "login_needed", id })
    else if (verdict.t === "token_stale") happen({ t: "failed", id, cause: "server", now })
    else happen({ ...verdict, id, now })
  }

  /** The browser threw the bytes away (storage cleared by hand, or by the system): said, not tried for ever. */
  function lost(id: string): void {
    happen({ t: "refused", id, problem: { code: "phone.bytes_lost", title: "", status: 0 }, now: Date.now() })
  }

  /** A verdict that could not be written is asked for again after a restart. */
  function forgotten(error: unknown): void {
    console.warn("the phone could not note how an upload went", error)
  }

  function tell(what: string, id?: string): void {
    channel?.postMessage({ t: what, id })
  }

  async function look(): Promise<void> {
    const stored = await store.all()
    exhibits = new Map(stored.map((each) => [each.id, leads ? (exhibits.get(each.id) ?? each) : each]))
    if (!leads) return show()
    happen({ t: "stored", uploads: stored.map(({ id, size, isAnnounced, fate }) => ({ id, size, isAnnounced, fate })), now: Date.now() })
    if (box) hear(box)
  }

  /** What died between keeping and announcing is announced again; the key is the same, so it is announced once. */
  function hear(next: Outbox): void {
    const byId = new Map(next.items.map((item) => [item.deed.id, item]))
    for (const exhibit of exhibits.values()) {
      if (!isWaiting(exhibit) || exhibit.isAnnounced) continue
      const item = byId.get(exhibit.id)
      if (!item) announce(exhibit)
      else if (item.fate.state === "sent") happen({ t: "announced", id: exhibit.id, now: Date.now() })
      else if (item.fate.state === "refused") happen({ t: "refused", id: exhibit.id, problem: item.fate.problem, now: Date.now() })
    }
    const areUnderWay = next.online && next.hold === null && next.items.some(isDeedWaiting)
    if (areUnderWay !== uploads.yields) happen({ t: "deeds", areUnderWay, now: Date.now() })
  }

  function announce({ id, deed }: Exhibit): void {
    if (told.has(id)) return
    told.add(id)
    tap(deed).catch((error: unknown) => {
      told.delete(id)
      forgotten(error)
    })
  }

  async function lead(): Promise<void> {
    leads = true
    await look()
    const old = Date.now() - SHOWN_MS
    for (const { id, fate } of exhibits.values()) if (fate.state === "whole" && fate.at < old) happen({ t: "seen", id })
  }

  channel?.addEventListener("message", ({ data }: MessageEvent<{ t: string; id?: string }>) => {
    if (data.t === "look") void look()
    else if (data.t === "push") happen({ t: "pushed", now: Date.now() })
    else if (data.id) happen({ t: "seen", id: data.id })
  })
  if (navigator.locks) {
    const held = (): Promise<void> => new Promise((release) => giveUp.signal.addEventListener("abort", () => release()))
    navigator.locks
      .request(name, { signal: giveUp.signal }, () => {
        void lead()
        return held()
      })
      .catch((error: unknown) => {
        if (!giveUp.signal.aborted) throw error
      })
  } else void lead()
  show()

  return {
    async take(exhibit, bytes) {
      told.add(exhibit.id)
      await store.add(exhibit, bytes)
      try {
        await tap(exhibit.deed)
      } catch (error) {
        await store.drop(exhibit.id)
        throw error
      }
      exhibits.set(exhibit.id, exhibit)
      const { id, size, isAnnounced, fate } = exhibit
      happen({ t: "stored", uploads: [{ id, size, isAnnounced, fate }], now: Date.now() })
      show()
      if (!leads) tell("look")
    },
    outbox(next) {
      box = next
      if (leads) hear(next)
    },
    seen(id) {
      if (leads) happen({ t: "seen", id })
      else tell("seen", id)
    },
    push() {
      if (leads) happen({ t: "pushed", now: Date.now() })
      else tell("push")
    },
    signedIn: () => happen({ t: "signed_in", now: Date.now() }),
    link: (online) => happen({ t: "link", online, now: Date.now() }),
    stop() {
      giveUp.abort()
      clearTimeout(timer)
      channel?.close()
    },
  }
}
