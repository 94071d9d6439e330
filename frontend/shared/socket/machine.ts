/**
 * The client's half of the socket as a pure state machine: what to do next, given what happened.
 *
 * The promise: what is handed on for a stream is one whole state and then every later entry once and in order. A frame
 * that does not fit is a gap, and a gap is answered with a new hello that names the versions known. Whoever drives the
 * machine performs the effects in their order. Times are milliseconds of any steady clock; chance comes in from outside.
 */

import type { ClientFrame, Entry, PositionItem, PresenceItem, ProblemDetails, ServerFrame } from "../types"

/** After this without a word from the server a ping goes out; after as long again the line counts as dead. */
export const SILENCE_MS = 15_000
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 30_000
/** Frames sent before the server read a hello may still show the gap; they must not cause a hello each. */
const HELLO_PAUSE_MS = 1_000

export type Phase = "idle" | "connecting" | "open" | "waiting"

export interface Machine {
  phase: Phase
  /** Version known of each wanted stream; null where nothing is known yet. */
  versions: Record<string, number | null>
  /** Streams whose version was confirmed on this connection. */
  current: ReadonlySet<string>
  refused: ReadonlySet<string>
  wantsLive: boolean
  /** Failed connections in a row. */
  failures: number
  helloAt: number
  heardAt: number
  hasPinged: boolean
  /** A gap is known and its hello has to wait for the pause. */
  owesHello: boolean
  /** When the next try to connect is due, in phase `waiting`. */
  retryAt: number
}

export type Happening =
  | { t: "start" }
  | { t: "stop" }
  | { t: "follow"; streams: readonly string[]; live: boolean }
  | { t: "opened" }
  | { t: "closed" }
  | { t: "frame"; frame: ServerFrame }
  | { t: "tick" }
  /** The browser says the network is back, or the page is looked at again. */
  | { t: "hurry" }

export type Effect =
  | { t: "connect" }
  | { t: "close" }
  | { t: "send"; frame: ClientFrame }
  | { t: "reset"; stream: string; state: unknown; version: number }
  | { t: "entries"; stream: string; entries: Entry[] }
  | { t: "live"; items: PositionItem[] }
  | { t: "presence"; items: PresenceItem[] }
  | { t: "refused"; stream: string; problem: ProblemDetails }
  | { t: "clock"; at: string }

export type Step = readonly [Machine, Effect[]]

export const IDLE: Machine = {
  phase: "idle",
  versions: {},
  current: new Set(),
  refused: new Set(),
  wantsLive: false,
  failures: 0,
  helloAt: Number.NEGATIVE_INFINITY,
  heardAt: 0,
  hasPinged: false,
  owesHello: false,
  retryAt: 0,
}

/** Whether everything wanted is on the screen as the server knows it. */
export function isLive(machine: Machine): boolean {
  if (machine.phase !== "open" || machine.owesHello) return false
  return Object.keys(machine.versions).every((stream) => machine.current.has(stream) || machine.refused.has(stream))
}

export function step(machine: Machine, happening: Happening, now: number, chance: number): Step {
  switch (happening.t) {
    case "start":
      return machine.phase === "idle" ? connect(machine, now) : [machine, []]
    case "stop":
      return [{ ...machine, phase: "idle", current: new Set(), owesHello: false }, machine.phase === "idle" ? [] : [{ t: "close" }]]
    case "follow":
      return follow(machine, happening.streams, happening.live, now)
    case "opened":
      if (machine.phase !== "connecting") return [machine, []]
      return hello({ ...machine, phase: "open", heardAt: now, hasPinged: false, current: new Set(), refused: new Set() }, now)
    case "closed":
      return machine.phase === "connecting" || machine.phase === "open" ? [rest(machine, now, chance), []] : [machine, []]
    case "hurry":
      return hurry(machine, now)
    case "tick":
      return tick(machine, now, chance)
    case "frame":
      return machine.phase === "open" ? read(machine, happening.frame, now, chance) : [machine, []]
  }
}

function connect(machine: Machine, now: number): Step {
  return [{ ...machine, phase: "connecting", heardAt: now, hasPinged: false, owesHello: false }, [{ t: "connect" }]]
}

function rest(machine: Machine, now: number, chance: number, atLeastMs = 0): Machine {
  const failures = machine.failures + 1
  // Half fixed, half chance: a thousand clients of a restarted server must not come back in one instant.
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(machine.failures, 10))
  const wait = Math.max(atLeastMs * (1 + chance / 2), longest * (0.5 + chance / 2))
  return { ...machine, phase: "waiting", failures, current: new Set(), owesHello: false, retryAt: now + wait }
}

function hello(machine: Machine, now: number): Step {
  const frame: ClientFrame = { t: "hello", v: 1, streams: { ...machine.versions }, live: machine.wantsLive }
  return [{ ...machine, helloAt: now, owesHello: false }, [{ t: "send", frame }]]
}

function follow(machine: Machine, streams: readonly string[], live: boolean, now: number): Step {
  const versions = Object.fromEntries(streams.map((stream) => [stream, machine.versions[stream] ?? null]))
  const keep = (known: ReadonlySet<string>) => new Set([...known].filter((stream) => stream in versions))
  const next = { ...machine, versions, wantsLive: live, current: keep(machine.current), refused: keep(machine.refused) }
  return machine.phase === "open" ? hello(next, now) : [next, []]
}

function hurry(machine: Machine, now: number): Step {
  if (machine.phase === "waiting") return connect({ ...machine, failures: 0 }, now)
  if (machine.phase !== "open" || machine.hasPinged || now - machine.heardAt < SILENCE_MS / 3) return [machine, []]
  // The line may have died while the page slept: ask now, and believe the silence soon.
  const asked = { ...machine, hasPinged: true, heardAt: now - SILENCE_MS * 1.8 }
  return [asked, [{ t: "send", frame: { t: "ping" } }]]
}

function tick(machine: Machine, now: number, chance: number): Step {
  if (machine.phase === "waiting") return now >= machine.retryAt ? connect(machine, now) : [machine, []]
  if (machine.phase === "idle") return [machine, []]
  const silence = now - machine.heardAt
  if (silence >= 2 * SILENCE_MS) return [rest(machine, now, chance), [{ t: "close" }]]
  if (machine.phase !== "open") return [machine, []]
  if (machine.owesHello && now - machine.helloAt >= HELLO_PAUSE_MS) return hello(machine, now)
  if (silence >= SILENCE_MS && !machine.hasPinged) return [{ ...machine, hasPinged: true }, [{ t: "send", frame: { t: "ping" } }]]
  return [machine, []]
}

function read(before: Machine, frame: ServerFrame, now: number, chance: number): Step {
  const machine = { ...before, heardAt: now, hasPinged: false }
  switch (frame.t) {
    case "pong":
      return [machine, []]
    case "live":
      return [machine, machine.wantsLive ? [{ t: "live", items: frame.items }] : []]
    case "presence":
      return [machine, machine.wantsLive ? [{ t: "presence", items: frame.items }] : []]
    case "beat":
      return beat(machine, frame.heads, frame.at, now)
    case "reset": {
      if (!(frame.stream in machine.versions)) return [machine, []]
      const effect: Effect = { t: "reset", stream: frame.stream, state: frame.state, version: frame.version }
      return [knows(machine, frame.stream, frame.version), [effect]]
    }
    case "entries": {
      const known = machine.versions[frame.stream]
      if (known === undefined) return [machine, []]
      const fits = known !== null && frame.from <= known && isContiguous(frame.from, frame.to, frame.entries)
      if (!fits) return gap(machine, frame.stream, now)
      const fresh = frame.entries.filter((entry) => entry.v > known)
      if (fresh.length === 0) return [frame.to === known ? knows(machine, frame.stream, known) : machine, []]
      return [knows(machine, frame.stream, frame.to), [{ t: "entries", stream: frame.stream, entries: fresh }]]
    }
    case "refused": {
      if (!(frame.stream in machine.versions)) return [machine, []]
      // What was known of it must not be shown as if it were still ours; a later hello starts from nothing.
      const versions = { ...machine.versions, [frame.stream]: null }
      const next = { ...machine, versions, refused: new Set([...machine.refused, frame.stream]), current: without(machine.current, frame.stream) }
      return [next, [{ t: "refused", stream: frame.stream, problem: frame.problem }]]
    }
    case "goodbye":
      return [rest(machine, now, chance, frame.retry_after * 1000), [{ t: "close" }]]
    default:
      // A word of a later version of the protocol: not for us.
      return [machine, []]
  }
}

function isContiguous(from: number, to: number, entries: readonly Entry[]): boolean {
  return entries.length === to - from && entries.every((entry, place) => entry.v === from + 1 + place)
}

function knows(machine: Machine, stream: string, version: number): Machine {
  const current = machine.current.has(stream) ? machine.current : new Set([...machine.current, stream])
  const refused = machine.refused.has(stream) ? without(machine.refused, stream) : machine.refused
  const versions = { ...machine.versions, [stream]: version }
  // What was missing came after all: nothing is owed any more.
  const owesHello = machine.owesHello && !Object.keys(versions).every((name) => current.has(name) || refused.has(name))
  return { ...machine, failures: 0, versions, current, refused, owesHello }
}

function beat(machine: Machine, heads: Record<string, number>, at: string, now: number): Step {
  const clock: Effect = { t: "clock", at }
  let next = machine
  let lost: string | null = null
  for (const [stream, head] of Object.entries(heads)) {
    const known = machine.versions[stream]
    if (known === undefined || machine.refused.has(stream)) continue
    if (known === head) next = knows(next, stream, head)
    else lost = stream
  }
  if (lost === null) return [next, [clock]]
  const [after, effects] = gap(next, lost, now)
  return [after, [clock, ...effects]]
}

function gap(machine: Machine, stream: string, now: number): Step {
  const doubting = { ...machine, current: without(machine.current, stream) }
  if (now - machine.helloAt < HELLO_PAUSE_MS) return [{ ...doubting, owesHello: true }, []]
  return hello(doubting, now)
}

function without(known: ReadonlySet<string>, stream: string): ReadonlySet<string> {
  const rest = new Set(known)
  rest.delete(stream)
  return rest
}
