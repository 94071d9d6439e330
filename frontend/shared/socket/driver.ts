/** Performs what the machine says on a real WebSocket. Decides nothing. */

import type { Entry, PositionItem, PresenceItem, ProblemDetails, ServerFrame } from "../types"
import { IDLE, isLive, step, type Effect, type Happening, type Machine } from "./machine"

const TICK_MS = 250

export interface SocketHandlers {
  onReset(stream: string, state: unknown, version: number): void
  onEntries(stream: string, entries: Entry[]): void
  onLive?(items: PositionItem[]): void
  onPresence?(items: PresenceItem[]): void
  onRefused?(stream: string, problem: ProblemDetails): void
  /** Milliseconds that the server's clock is ahead of this machine's. */
  onSkew?(ms: number): void
  onLink?(link: Link): void
}

/** What a person is told about the connection. */
export interface Link {
  state: "live" | "catching_up" | "offline"
  /** Milliseconds since the epoch at which it stopped being live; null while it is. */
  since: number | null
  /** When the next try is due, while there is nothing to do but wait. */
  retryAt: number | null
}

export interface Socket {
  follow(streams: readonly string[], live?: boolean): void
  versionOf(stream: string): number | null
  stop(): void
}

export function openSocket(handlers: SocketHandlers, url = socketUrl()): Socket {
  let machine: Machine = IDLE
  let line: WebSocket | null = null
  let shown: Link = { state: "catching_up", since: Date.now(), retryAt: null }

  function happen(happening: Happening): void {
    const [next, effects] = step(machine, happening, performance.now(), Math.random())
    machine = next
    for (const effect of effects) perform(effect)
    tell()
  }

  function perform(effect: Effect): void {
    switch (effect.t) {
      case "connect":
        return connect()
      case "close":
        return hangUp()
      case "send":
        if (line?.readyState === WebSocket.OPEN) line.send(JSON.stringify(effect.frame))
        return
      case "reset":
        return handlers.onReset(effect.stream, effect.state, effect.version)
      case "entries":
        return handlers.onEntries(effect.stream, effect.entries)
      case "live":
        return handlers.onLive?.(effect.items)
      case "presence":
        return handlers.onPresence?.(effect.items)
      case "refused":
        return handlers.onRefused?.(effect.stream, effect.problem)
      case "clock":
        return handlers.onSkew?.(Date.parse(effect.at) - Date.now())
    }
  }

  function connect(): void {
    hangUp()
    const fresh = new WebSocket(url)
    line = fresh
    // A line that was replaced has nothing to say any more.
    fresh.onopen = () => void (line === fresh && happen({ t: "opened" }))
    fresh.onclose = () => void (line === fresh && happen({ t: "closed" }))
    fresh.onmessage = ({ data }) => {
      if (line === fresh && typeof data === "string") happen({ t: "frame", frame: JSON.parse(data) as ServerFrame })
    }
  }

  function hangUp(): void {
    const old = line
    line = null
    old?.close()
  }

  function tell(): void {
    const state = isLive(machine) ? "live" : machine.phase === "waiting" || machine.phase === "idle" ? "offline" : "catching_up"
    // Between two tries it stays offline: a blinking "catching up" would say more than is known.
    const steady = state === "catching_up" && machine.phase === "connecting" && shown.state === "offline" ? "offline" : state
    const since = steady === "live" ? null : (shown.since ?? Date.now())
    const retryAt = machine.phase === "waiting" ? Date.now() + Math.max(0, machine.retryAt - performance.now()) : null
    const isSame = shown.state === steady && shown.since === since && Math.abs((shown.retryAt ?? 0) - (retryAt ?? 0)) < 500
    if (isSame) return
    shown = { state: steady, since, retryAt }
    handlers.onLink?.(shown)
  }

  const ticking = setInterval(() => happen({ t: "tick" }), TICK_MS)
  const hurry = () => {
    if (document.visibilityState === "visible") happen({ t: "hurry" })
  }
  const lost = () => {
    hangUp()
    happen({ t: "closed" })
  }
  window.addEventListener("online", hurry)
  window.addEventListener("offline", lost)
  document.addEventListener("visibilitychange", hurry)
  happen({ t: "start" })

  return {
    follow: (streams, live = false) => happen({ t: "follow", streams, live }),
    versionOf: (stream) => machine.versions[stream] ?? null,
    stop() {
      clearInterval(ticking)
      window.removeEventListener("online", hurry)
      window.removeEventListener("offline", lost)
      document.removeEventListener("visibilitychange", hurry)
      happen({ t: "stop" })
    },
  }
}

export function socketUrl(): string {
  const { protocol, host } = window.location
  return `${protocol === "https:" ? "wss" : "ws"}://${host}/ws/v1`
}
