import * as fc from "fast-check"
import { describe, expect, test } from "vitest"

import type { Entry, ServerFrame } from "../types"
import { IDLE, isLive, SILENCE_MS, step, type Effect, type Happening, type Machine } from "./machine"

const BOARD = "board:1"

/** Runs happenings one after the other and keeps every effect. */
class Run {
  machine: Machine = IDLE
  now = 0
  effects: Effect[] = []

  happen(happening: Happening, chance = 0.5): Effect[] {
    const [next, effects] = step(this.machine, happening, this.now, chance)
    this.machine = next
    this.effects.push(...effects)
    return effects
  }

  frame(frame: ServerFrame): Effect[] {
    return this.happen({ t: "frame", frame })
  }

  opened(streams = [BOARD]): this {
    this.happen({ t: "follow", streams, live: true })
    this.happen({ t: "start" })
    this.happen({ t: "opened" })
    return this
  }
}

const entries = (from: number, to: number): Entry[] =>
  Array.from({ length: to - from }, (_, place) => ({ v: from + place + 1, kind: "order.changed", at: "", data: {} }))
const said = (from: number, to: number): ServerFrame => ({ t: "entries", stream: BOARD, from, to, entries: entries(from, to) })
const reset = (version: number): ServerFrame => ({ t: "reset", stream: BOARD, version, state: {} })
const hellos = (effects: Effect[]) => effects.filter((effect) => effect.t === "send" && effect.frame.t === "hello")

describe("a connection", () => {
  test("says hello with nothing known, and is live when everything wanted is known", () => {
    const run = new Run().opened()
    expect(hellos(run.effects)).toEqual([{ t: "send", frame: { t: "hello", v: 1, streams: { [BOARD]: null }, live: true } }])
    expect(isLive(run.machine)).toBe(false)
    run.frame(reset(7))
    expect(isLive(run.machine)).toBe(true)
  })

  test("comes back with the versions it knows, after a wait that grows and has chance in it", () => {
    const run = new Run().opened()
    run.frame(reset(7))
    const waits = [0, 1, 2, 3].map(() => {
      run.happen({ t: "closed" }, 0)
      const wait = run.machine.retryAt - run.now
      run.now = run.machine.retryAt
      run.happen({ t: "tick" })
      return wait
    })
    expect(waits).toEqual([250, 500, 1000, 2000])
    run.effects = []
    run.happen({ t: "opened" })
    expect(hellos(run.effects)).toMatchObject([{ frame: { streams: { [BOARD]: 7 } } }])
    expect(isLive(run.machine)).toBe(false)
    run.frame({ t: "beat", heads: { [BOARD]: 7 }, at: "" })
    expect(isLive(run.machine)).toBe(true)
    expect(run.machine.failures).toBe(0)
  })

  test("waits as long as a goodbye asks, and longer by chance", () => {
    const run = new Run().opened()
    run.happen({ t: "frame", frame: { t: "goodbye", reason: "restart", retry_after: 5 } }, 1)
    expect(run.machine.phase).toBe("waiting")
    expect(run.machine.retryAt).toBe(7500)
  })

  test("asks when it hears nothing, and gives the line up when nothing comes", () => {
    const run = new Run().opened()
    run.now = SILENCE_MS
    expect(run.happen({ t: "tick" })).toEqual([{ t: "send", frame: { t: "ping" } }])
    expect(run.happen({ t: "tick" })).toEqual([])
    run.now = 2 * SILENCE_MS
    expect(run.happen({ t: "tick" })).toEqual([{ t: "close" }])
    expect(run.machine.phase).toBe("waiting")
  })

  test("hurries when the network is back", () => {
    const run = new Run().opened()
    run.happen({ t: "closed" })
    expect(run.happen({ t: "hurry" })).toEqual([{ t: "connect" }])
  })
})

describe("a stream", () => {
  test("hands on what is new and drops what is known", () => {
    const run = new Run().opened()
    run.frame(reset(3))
    run.effects = []
    run.frame(said(1, 5))
    expect(run.effects).toEqual([{ t: "entries", stream: BOARD, entries: entries(3, 5) }])
  })

  test("answers a gap with one hello, not with one for every frame that was under way", () => {
    const run = new Run().opened()
    run.frame(reset(3))
    run.now = 10_000
    run.effects = []
    run.frame(said(5, 6))
    run.frame(said(6, 7))
    run.frame(said(7, 8))
    expect(hellos(run.effects)).toHaveLength(1)
    expect(isLive(run.machine)).toBe(false)
    run.frame(said(3, 8))
    expect(isLive(run.machine)).toBe(true)
    run.now = 20_000
    expect(run.happen({ t: "tick" })).toEqual([])
  })

  test("takes a beat that names another version for a gap", () => {
    const run = new Run().opened()
    run.frame(reset(3))
    run.now = 10_000
    expect(hellos(run.frame({ t: "beat", heads: { [BOARD]: 4 }, at: "" }))).toHaveLength(1)
  })

  test("refuses entries with a hole inside", () => {
    const run = new Run().opened()
    run.frame(reset(3))
    run.now = 10_000
    const [first, , third] = entries(3, 6)
    const effects = run.frame({ t: "entries", stream: BOARD, from: 3, to: 6, entries: [first!, third!] })
    expect(effects.map((effect) => effect.t)).toEqual(["send"])
  })

  test("that is refused forgets what it knew and does not hold up the others", () => {
    const run = new Run().opened([BOARD, "order:9"])
    run.frame(reset(3))
    const problem = { title: "", status: 404, code: "not_found" }
    run.frame({ t: "refused", stream: "order:9", problem })
    expect(isLive(run.machine)).toBe(true)
    expect(run.machine.versions["order:9"]).toBeNull()
  })

  test("nobody wants any more is not handed on", () => {
    const run = new Run().opened()
    run.frame(reset(3))
    run.happen({ t: "follow", streams: ["board:2"], live: true })
    run.effects = []
    run.frame(said(3, 4))
    expect(run.effects).toEqual([])
  })
})

/** A server that keeps a log and a connection that loses, doubles and cuts as it is told. */
const mishap = fc.oneof(
  { weight: 6, arbitrary: fc.constant("write" as const) },
  { weight: 5, arbitrary: fc.constant("tell" as const) },
  { weight: 2, arbitrary: fc.constant("lose" as const) },
  { weight: 2, arbitrary: fc.constant("double" as const) },
  { weight: 2, arbitrary: fc.constant("cut" as const) },
  { weight: 2, arbitrary: fc.constant("beat" as const) },
  { weight: 1, arbitrary: fc.constant("slow" as const) },
  { weight: 3, arbitrary: fc.constant("wait" as const) },
)

test("whatever the line does, the client ends with every entry once and in order", () => {
  fc.assert(
    fc.property(fc.array(mishap, { maxLength: 120 }), fc.integer({ min: 0, max: 40 }), (mishaps, trimmed) => {
      const run = new Run()
      let head = 0
      let told = 0
      let state: number[] | null = null
      let isUp = false

      const feed = (effects: Effect[]): void => {
        for (const effect of effects) {
          if (effect.t === "connect") isUp = true
          if (effect.t === "close") isUp = false
          if (effect.t === "reset") state = Array.from({ length: effect.version }, (_, place) => place + 1)
          if (effect.t === "entries") {
            for (const entry of effect.entries) {
              expect(state).not.toBeNull()
              expect(entry.v).toBe(state!.length + 1)
              state!.push(entry.v)
            }
          }
          if (effect.t === "send" && effect.frame.t === "hello" && isUp) answer(effect.frame.streams[BOARD] ?? null)
          if (effect.t === "send" && effect.frame.t === "ping" && isUp) feed(run.frame({ t: "pong" }))
        }
      }
      const answer = (known: number | null): void => {
        told = head
        if (known === null || known > head || head - known > trimmed) feed(run.frame(reset(head)))
        else feed(run.frame(said(known, head)))
      }
      const settle = (): void => {
        for (let turn = 0; turn < 200; turn += 1) {
          run.now += 500
          feed(run.happen({ t: "tick" }))
          if (run.machine.phase === "connecting" && isUp) feed(run.happen({ t: "opened" }))
          if (run.machine.phase === "open") feed(run.frame({ t: "beat", heads: { [BOARD]: told }, at: "" }))
          if (run.machine.phase === "open" && told < head) {
            const from = told
            told = head
            feed(run.frame(said(from, head)))
          }
        }
      }

      feed(run.happen({ t: "follow", streams: [BOARD], live: false }))
      feed(run.happen({ t: "start" }))
      feed(run.happen({ t: "opened" }))
      for (const what of mishaps) {
        const isOpen = isUp && run.machine.phase === "open"
        if (what === "write") head += 1
        if (what === "tell" && isOpen && told < head) {
          const from = told
          told = head
          feed(run.frame(said(from, head)))
        }
        if (what === "lose" && isOpen) told = head
        if (what === "double" && isOpen && told > 0) feed(run.frame(said(Math.max(0, told - 3), told)))
        if (what === "beat" && isOpen) feed(run.frame({ t: "beat", heads: { [BOARD]: told }, at: "" }))
        if (what === "cut" && isUp) {
          isUp = false
          feed(run.happen({ t: "closed" }))
        }
        if (what === "slow" && isOpen) feed(run.frame({ t: "goodbye", reason: "slow", retry_after: 1 }))
        if (what === "wait") {
          run.now += 700
          feed(run.happen({ t: "tick" }))
          if (run.machine.phase === "connecting" && isUp) feed(run.happen({ t: "opened" }))
        }
      }
      settle()
      expect(state).toHaveLength(head)
      expect(isLive(run.machine)).toBe(true)
    }),
    { numRuns: 300 },
  )
})
