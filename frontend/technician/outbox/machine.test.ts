import fc from "fast-check"
import { describe, expect, it } from "vitest"

import { EMPTY, HISTORY, refused, step, waiting, type Deed, type Effect, type Happening, type Item, type Outbox } from "./machine"

function deed(id: string): Deed {
  return { id, at: "2025-07-01T00:00:00Z", verb: "arrive", visitId: 1, number: "D1", path: "/x", body: {} }
}

function stored(...ids: string[]): Item[] {
  return ids.map((id, index) => ({ seq: index + 1, deed: deed(id), fate: { state: "waiting" } }))
}

function play(box: Outbox, ...happenings: Happening[]): [Outbox, Effect[]] {
  let effects: Effect[] = []
  for (const happening of happenings) [box, effects] = step(box, happening)
  return [box, effects]
}

const problem = { code: "visit.step_not_open", title: "这一步现在不能做。", status: 409 }

describe("the outbox", () => {
  it("sends one deed at a time, in the order of the taps", () => {
    const [box, first] = play(EMPTY, { t: "stored", items: stored("a", "b"), now: 0 })
    expect(first).toEqual([{ t: "send", deed: deed("a") }])
    const [, second] = play(box, { t: "done", id: "a", heads: { "crew:1": 4 }, now: 1 })
    expect(second.map((effect) => effect.t)).toEqual(["keep", "send"])
    expect(second[1]).toEqual({ t: "send", deed: deed("b") })
  })

  it("has at most one deed on its way", () => {
    const [, effects] = play(EMPTY, { t: "stored", items: stored("a"), now: 0 }, { t: "stored", items: stored("a", "b"), now: 1 })
    expect(effects).toEqual([])
  })

  it("lets no older copy from the store undo a verdict", () => {
    const stale = stored("a")
    const [box, effects] = play(EMPTY, { t: "stored", items: stale, now: 0 }, { t: "done", id: "a", heads: {}, now: 1 }, { t: "stored", items: stale, now: 2 })
    expect(waiting(box)).toEqual([])
    expect(effects).toEqual([])
  })

  it("keeps a refusal with its reason until it was seen, and goes on with the next deed", () => {
    const [box, effects] = play(EMPTY, { t: "stored", items: stored("a", "b"), now: 0 }, { t: "refused", id: "a", problem, now: 1 })
    expect(refused(box).map((item) => item.fate)).toEqual([{ state: "refused", at: 1, problem }])
    expect(effects.at(-1)).toEqual({ t: "send", deed: deed("b") })
    const [after, drops] = play(box, { t: "seen", id: "a" })
    expect(refused(after)).toEqual([])
    expect(drops).toEqual([{ t: "drop", seq: 1 }])
  })

  it("waits longer after each failure, at most a minute, and keeps to the server's Retry-After", () => {
    let [box] = play(EMPTY, { t: "stored", items: stored("a"), now: 0 })
    const pauses: number[] = []
    let now = 0
    for (let turn = 0; turn < 9; turn += 1) {
      ;[box] = step(box, { t: "failed", id: "a", cause: "network", now })
      const until = box.hold?.why === "pause" ? box.hold.until : Number.NaN
      pauses.push(until - now)
      now = until
      ;[box] = step(box, { t: "woken", now })
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000))
    ;[box] = step(box, { t: "failed", id: "a", cause: "server", retryAfterMs: 7_000, now })
    expect(box.hold).toEqual({ why: "pause", until: now + 7_000, cause: "server" })
  })

  it("sends nothing while the phone is offline, and at once when the line is back", () => {
    const [box, none] = play(EMPTY, { t: "link", online: false, now: 0 }, { t: "stored", items: stored("a"), now: 1 })
    expect(none).toEqual([])
    const [, effects] = play(box, { t: "link", online: true, now: 2 })
    expect(effects).toEqual([{ t: "send", deed: deed("a") }])
  })

  it("holds everything until somebody logs in again, and loses nothing", () => {
    const [box] = play(EMPTY, { t: "stored", items: stored("a", "b"), now: 0 }, { t: "login_needed", id: "a" })
    expect(box.hold).toEqual({ why: "login" })
    expect(play(box, { t: "woken", now: 99_000 })[1]).toEqual([])
    expect(play(box, { t: "signed_in", now: 99_001 })[1]).toEqual([{ t: "send", deed: deed("a") }])
    expect(waiting(box)).toHaveLength(2)
  })

  it("does not throw away a deed that has no verdict", () => {
    const [box, effects] = play(EMPTY, { t: "stored", items: stored("a"), now: 0 }, { t: "seen", id: "a" })
    expect(waiting(box)).toHaveLength(1)
    expect(effects).toEqual([])
  })

  it("forgets old successes, never refusals", () => {
    let [box] = play(EMPTY, { t: "stored", items: stored(...Array.from({ length: HISTORY + 5 }, (_, n) => `d${n}`)), now: 0 })
    ;[box] = step(box, { t: "refused", id: "d0", problem, now: 1 })
    for (let n = 1; n < HISTORY + 5; n += 1) [box] = step(box, { t: "done", id: `d${n}`, heads: {}, now: n })
    expect(box.items).toHaveLength(HISTORY + 1)
    expect(refused(box)).toHaveLength(1)
  })

  it("ignores an answer to something that it no longer waits for", () => {
    const [box] = play(EMPTY, { t: "stored", items: stored("a"), now: 0 }, { t: "done", id: "a", heads: {}, now: 1 })
    expect(step(box, { t: "refused", id: "a", problem, now: 2 })[0]).toEqual(box)
    expect(step(box, { t: "failed", id: "a", cause: "network", now: 2 })).toEqual([box, []])
  })
})

/**
 * A phone that crashes, a network that loses requests and answers (or delivers them late and twice), and a server that
 * keeps a receipt per key. Whatever the interleaving: in order, once, and nothing without a verdict.
 */
class World {
  now = 0
  taps = 0
  readonly store = new Map<number, Item>()
  box: Outbox = EMPTY
  wakeAt: number | null = null
  /** Requests on their way, and answers on their way back; a crash of the phone does not recall a request. */
  requests: Deed[] = []
  answers: Happening[] = []
  readonly receipts = new Map<string, Happening>()
  readonly effectsOnServer: string[] = []
  readonly verdicts = new Map<string, string>()
  loggedIn = true

  constructor(readonly refuses: (n: number) => boolean) {}

  happen(happening: Happening): void {
    const [box, effects] = step(this.box, happening)
    this.box = box
    for (const effect of effects) {
      if (effect.t === "send") this.requests.push(effect.deed)
      if (effect.t === "wake") this.wakeAt = effect.at
      if (effect.t === "keep") {
        this.store.set(effect.item.seq, effect.item)
        this.verdicts.set(effect.item.deed.id, effect.item.fate.state)
      }
      if (effect.t === "drop") this.store.delete(effect.seq)
    }
  }

  tap(): void {
    this.taps += 1
    const item: Item = { seq: this.taps, deed: deed(`k${this.taps}`), fate: { state: "waiting" } }
    this.store.set(item.seq, item)
    this.happen({ t: "stored", items: [item], now: this.now })
  }

  crash(): void {
    this.box = EMPTY
    this.wakeAt = null
    this.answers = []
    this.happen({ t: "stored", items: [...this.store.values()], now: this.now })
  }

  /** The server takes the request that left first; it does each key once and remembers what it said. */
  serve(request: Deed): Happening {
    if (!this.loggedIn) return { t: "login_needed", id: request.id }
    let answer = this.receipts.get(request.id)
    if (!answer) {
      const n = Number(request.id.slice(1))
      this.effectsOnServer.push(request.id)
      answer = this.refuses(n)
        ? { t: "refused", id: request.id, problem, now: this.now }
        : { t: "done", id: request.id, heads: {}, now: this.now }
      this.receipts.set(request.id, answer)
    }
    return answer
  }

  calm(): void {
    this.loggedIn = true
    this.happen({ t: "link", online: true, now: this.now })
    this.happen({ t: "signed_in", now: this.now })
    for (let turn = 0; turn < 500 && waiting(this.box).length; turn += 1) {
      const request = this.requests.shift()
      if (request) this.answers.push(this.serve(request))
      const answer = this.answers.shift()
      if (answer) this.happen(answer)
      else if (this.box.hold?.why === "login") this.happen({ t: "signed_in", now: this.now })
      // A lost request times out in the driver.
      else if (!request && this.box.flight) this.happen({ t: "failed", id: this.box.flight, cause: "network", now: this.now })
      else if (this.wakeAt !== null) {
        this.now = Math.max(this.now, this.wakeAt)
        this.happen({ t: "woken", now: this.now })
      }
    }
  }
}

const incidents = ["tap", "tap", "serve", "serve", "answer", "answer", "lose request", "lose answer", "twice", "crash", "time", "off", "on", "expire", "log in", "push", "see"] as const

describe("the outbox under any interleaving", () => {
  it("does every deed once, in order, and tells the truth about it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...incidents), { maxLength: 120 }),
        fc.array(fc.boolean(), { minLength: 130, maxLength: 130 }),
        (story, refusals) => {
          const world = new World((n) => refusals[n]!)
          for (const incident of story) {
            world.now += 10
            if (incident === "tap") world.tap()
            else if (incident === "crash") world.crash()
            else if (incident === "serve") {
              const request = world.requests.shift()
              if (request) world.answers.push(world.serve(request))
            } else if (incident === "answer") {
              const answer = world.answers.shift()
              if (answer) world.happen(answer)
            } else if (incident === "lose request") {
              world.requests.shift()
              if (world.box.flight) world.happen({ t: "failed", id: world.box.flight, cause: "network", now: world.now })
            } else if (incident === "lose answer") {
              world.answers.shift()
              if (world.box.flight) world.happen({ t: "failed", id: world.box.flight, cause: "network", now: world.now })
            } else if (incident === "twice" && world.requests[0]) world.requests.push(world.requests[0])
            else if (incident === "time") {
              world.now += 120_000
              world.happen({ t: "woken", now: world.now })
            } else if (incident === "off") world.happen({ t: "link", online: false, now: world.now })
            else if (incident === "on") world.happen({ t: "link", online: true, now: world.now })
            else if (incident === "expire") world.loggedIn = false
            else if (incident === "log in") {
              world.loggedIn = true
              world.happen({ t: "signed_in", now: world.now })
            } else if (incident === "push") world.happen({ t: "pushed", now: world.now })
            else if (incident === "see") {
              const first = refused(world.box)[0]
              if (first) world.happen({ t: "seen", id: first.deed.id })
            }
            const settledBeforeWaiting = world.box.items.findIndex((item) => item.fate.state === "waiting")
            if (settledBeforeWaiting >= 0) {
              // Verdicts come in order: nothing behind the first waiting deed has one.
              expect(world.box.items.slice(settledBeforeWaiting).every((item) => item.fate.state === "waiting")).toBe(true)
            }
          }
          world.calm()
          const all = Array.from({ length: world.taps }, (_, n) => `k${n + 1}`)
          expect(world.effectsOnServer).toEqual(all)
          expect(waiting(world.box)).toEqual([])
          for (const id of all) {
            expect(world.verdicts.get(id)).toBe(refusals[Number(id.slice(1))] ? "refused" : "sent")
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})
