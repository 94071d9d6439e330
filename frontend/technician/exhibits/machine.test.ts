import fc from "fast-check"
import { describe, expect, it } from "vitest"

import { isWaiting, LARGEST_PIECE, NO_UPLOADS, step, type Standing, type Upload, type UploadEffect, type UploadHappening, type Uploads } from "./machine"

function upload(id: string, over: Partial<Upload> = {}): Upload {
  return { id, size: 200_000, isAnnounced: true, fate: { state: "waiting" }, ...over }
}

function play(from: Uploads, ...happenings: UploadHappening[]): [Uploads, UploadEffect[]] {
  let [now, effects]: [Uploads, UploadEffect[]] = [from, []]
  for (const happening of happenings) [now, effects] = step(now, happening)
  return [now, effects]
}

const here = (received: number): Standing => ({ state: "announced", received, isLate: false, problem: null })
const whole: Standing = { state: "whole", received: 200_000, isLate: false, problem: null }
const problem = { code: "picture.not_only", title: "more than a picture", status: 422 }

describe("the uploader", () => {
  it("sends nothing before its announcement was accepted", () => {
    const [now, none] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a", { isAnnounced: false })], now: 0 })
    expect(none).toEqual([])
    expect(play(now, { t: "announced", id: "a", now: 1 })[1]).toEqual([{ t: "keep", upload: upload("a") }, { t: "ask", id: "a" }])
  })

  it("asks the server where to go on, and goes on there", () => {
    const [now, ask] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a")], now: 0 })
    expect(ask).toEqual([{ t: "ask", id: "a" }])
    const [, put] = play(now, { t: "standing", id: "a", standing: here(65_536), tookMs: 5_000, now: 1 })
    expect(put).toEqual([{ t: "put", id: "a", from: 65_536, to: 98_304 }])
  })

  it("sends larger pieces on a quick line and smaller ones after a failure", () => {
    let [now, effects] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a", { size: 9_000_000 })], now: 0 })
    for (let turn = 0; turn < 6; turn += 1) [now, effects] = step(now, { t: "standing", id: "a", standing: here(0), tookMs: 100, now: 1 })
    expect(effects).toEqual([{ t: "put", id: "a", from: 0, to: LARGEST_PIECE }])
    ;[now] = step(now, { t: "failed", id: "a", cause: "network", now: 2 })
    expect(now.piece).toBe(LARGEST_PIECE / 2)
    // And asks again: nobody knows how much of it arrived.
    expect(play(now, { t: "woken", now: 9_999 })[1]).toEqual([{ t: "ask", id: "a" }])
  })

  it("asks anew where the server has less than it said before", () => {
    const [now] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a")], now: 0 }, { t: "standing", id: "a", standing: here(65_536), tookMs: 5_000, now: 1 })
    expect(play(now, { t: "gap", id: "a", now: 2 })[1]).toEqual([{ t: "ask", id: "a" }])
  })

  it("lets deeds go first", () => {
    const [now, none] = play(NO_UPLOADS, { t: "deeds", areUnderWay: true, now: 0 }, { t: "stored", uploads: [upload("a")], now: 0 })
    expect(none).toEqual([])
    expect(play(now, { t: "deeds", areUnderWay: false, now: 1 })[1]).toEqual([{ t: "ask", id: "a" }])
  })

  it("lets bytes go when the server has them whole, and keeps refused ones with the reason until it was read", () => {
    const [now] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a"), upload("b")], now: 0 })
    const [after, effects] = play(now, { t: "standing", id: "a", standing: whole, tookMs: 9, now: 1 })
    expect(effects.map(({ t }) => t)).toEqual(["keep", "release", "ask"])
    const [refused, kept] = play(after, { t: "standing", id: "b", standing: { ...here(0), state: "refused", problem }, tookMs: 9, now: 2 })
    expect(kept).toEqual([{ t: "keep", upload: upload("b", { fate: { state: "refused", at: 2, problem } }) }])
    expect(play(refused, { t: "seen", id: "b" })[1]).toEqual([{ t: "drop", id: "b" }])
  })

  it("does not throw away what has no verdict", () => {
    const [now] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a")], now: 0 })
    expect(play(now, { t: "seen", id: "a" })).toEqual([now, []])
  })

  it("lets no single one hold up the others", () => {
    const [now] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a"), upload("b")], now: 0 })
    const [after] = play(now, { t: "failed", id: "a", cause: "server", now: 1 })
    expect(play(after, { t: "woken", now: 60_000 })[1]).toEqual([{ t: "ask", id: "b" }])
  })

  it("waits for a log-in and loses nothing", () => {
    const [now] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a")], now: 0 }, { t: "login_needed", id: "a" })
    expect(play(now, { t: "woken", now: 99_000 })[1]).toEqual([])
    expect(play(now, { t: "signed_in", now: 99_001 })[1]).toEqual([{ t: "ask", id: "a" }])
  })

  it("lets no older copy from the store undo a verdict", () => {
    const stale = [upload("a", { isAnnounced: false })]
    const [now] = play(NO_UPLOADS, { t: "stored", uploads: [upload("a")], now: 0 }, { t: "standing", id: "a", standing: whole, tookMs: 9, now: 1 })
    expect(play(now, { t: "stored", uploads: stale, now: 2 })).toEqual([now, []])
  })
})

interface Asked {
  id: string
  from: number | null
  bytes: readonly number[]
}

/**
 * A phone that crashes, a line that loses, repeats, delays and spoils what it carries, and a server that takes bytes
 * only where it is. Whatever the interleaving: the same bytes, exactly once, and nothing let go before that.
 */
class World {
  now = 0
  state: Uploads = { ...NO_UPLOADS, piece: 3 }
  wakeAt: number | null = null
  readonly store = new Map<string, Upload>()
  readonly bytes = new Map<string, readonly number[]>()
  readonly truth = new Map<string, readonly number[]>()
  requests: Asked[] = []
  answers: UploadHappening[] = []
  /** The server. */
  readonly here = new Map<string, number[]>()
  readonly arrived: string[] = []
  readonly unfit = new Set<string>()
  loggedIn = true

  happen(happening: UploadHappening): void {
    const [next, effects] = step(this.state, happening)
    // Pieces of a few bytes, so that a small file takes many.
    this.state = { ...next, piece: 3 }
    for (const effect of effects) {
      if (effect.t === "ask") this.requests.push({ id: effect.id, from: null, bytes: [] })
      if (effect.t === "put") {
        const mine = this.bytes.get(effect.id)
        if (!mine) throw new Error("bytes were let go too early")
        this.requests.push({ id: effect.id, from: effect.from, bytes: mine.slice(effect.from, effect.from + 3) })
      }
      if (effect.t === "keep") this.store.set(effect.upload.id, effect.upload)
      if (effect.t === "release") {
        if (!this.arrived.includes(effect.id)) throw new Error("let go before the server had it")
        this.bytes.delete(effect.id)
      }
      if (effect.t === "wake") this.wakeAt = effect.at
    }
  }

  take(size: number): void {
    const id = `x${this.truth.size}`
    const bytes = Array.from({ length: size }, (_, n) => (n * 7 + size) % 251)
    this.truth.set(id, bytes)
    this.bytes.set(id, bytes)
    const taken = upload(id, { size, isAnnounced: false })
    this.store.set(id, taken)
    this.happen({ t: "stored", uploads: [taken], now: this.now })
  }

  /** The outbox has delivered an announcement. */
  announce(): void {
    for (const { id, isAnnounced } of this.store.values()) {
      if (isAnnounced) continue
      if (!this.here.has(id)) this.here.set(id, [])
      return this.happen({ t: "announced", id, now: this.now })
    }
  }

  crash(): void {
    this.state = { ...NO_UPLOADS, piece: 3 }
    this.wakeAt = null
    this.answers = []
    this.happen({ t: "stored", uploads: [...this.store.values()], now: this.now })
  }

  serve({ id, from, bytes }: Asked): UploadHappening {
    if (!this.loggedIn) return { t: "login_needed", id }
    const known = this.here.get(id)!
    const size = this.truth.get(id)!.length
    const stands = (over: Partial<Standing>): UploadHappening => ({
      t: "standing", id, tookMs: 5_000, now: this.now, standing: { state: "announced", received: known.length, isLate: false, problem: null, ...over },
    })
    if (this.arrived.includes(id)) return stands({ state: "whole" })
    if (from === null) return stands({})
    if (from > known.length) return { t: "gap", id, now: this.now }
    known.push(...bytes.slice(known.length - from))
    if (known.length < size) return stands({})
    if (known.some((byte, n) => byte !== this.truth.get(id)![n])) {
      known.length = 0
      return stands({ received: 0 })
    }
    this.arrived.push(id)
    return stands({ state: "whole" })
  }

  calm(): void {
    this.loggedIn = true
    this.happen({ t: "link", online: true, now: this.now })
    this.happen({ t: "deeds", areUnderWay: false, now: this.now })
    for (let turn = 0; turn < 2_000 && [...this.store.values()].some(isWaiting); turn += 1) {
      this.announce()
      const request = this.requests.shift()
      if (request) this.answers.push(this.serve(request))
      const answer = this.answers.shift()
      if (answer) this.happen(answer)
      else if (this.state.hold?.why === "login") this.happen({ t: "signed_in", now: this.now })
      else if (!request && this.state.flight) this.happen({ t: "failed", id: this.state.flight, cause: "network", now: this.now })
      else if (this.wakeAt !== null) {
        this.now = Math.max(this.now, this.wakeAt)
        this.happen({ t: "woken", now: this.now })
      }
    }
  }
}

const incidents = ["take", "announce", "announce", "serve", "serve", "serve", "answer", "answer", "answer", "lose request", "lose answer", "twice", "late", "spoil", "crash", "broken", "time", "off", "on", "busy", "idle", "expire", "log in", "push"] as const

describe("the uploader under any interleaving of cut, crash and answer", () => {
  it("ends with the same bytes on the server, each file whole exactly once, and nothing let go too early", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...incidents), fc.integer({ min: 1, max: 14 })), { maxLength: 160 }), (story) => {
        const world = new World()
        world.take(8)
        for (const [incident, size] of story) {
          world.now += 10
          const flight = world.state.flight
          if (incident === "take" && world.truth.size < 5) world.take(size)
          else if (incident === "announce") world.announce()
          else if (incident === "serve") {
            const request = world.requests.shift()
            if (request) world.answers.push(world.serve(request))
          } else if (incident === "answer") {
            const answer = world.answers.shift()
            if (answer) world.happen(answer)
          } else if (incident === "lose request") {
            world.requests.shift()
            if (flight) world.happen({ t: "failed", id: flight, cause: "network", now: world.now })
          } else if (incident === "lose answer") {
            world.answers.shift()
            if (flight) world.happen({ t: "failed", id: flight, cause: "network", now: world.now })
          } else if (incident === "twice" && world.requests[0]) world.requests.push(world.requests[0])
          // The phone gives up on an answer that comes all the same.
          else if (incident === "late" && flight) world.happen({ t: "failed", id: flight, cause: "network", now: world.now })
          else if (incident === "spoil" && world.requests[0]?.bytes.length) {
            world.requests[0] = { ...world.requests[0], bytes: world.requests[0].bytes.map((byte) => byte ^ 1) }
          } else if (incident === "crash") world.crash()
          else if (incident === "broken" && flight) {
            world.requests.shift()
            world.happen({ t: "failed", id: flight, cause: "server", now: world.now })
          } else if (incident === "time") {
            world.now += 120_000
            world.happen({ t: "woken", now: world.now })
          } else if (incident === "off") world.happen({ t: "link", online: false, now: world.now })
          else if (incident === "on") world.happen({ t: "link", online: true, now: world.now })
          else if (incident === "busy") world.happen({ t: "deeds", areUnderWay: true, now: world.now })
          else if (incident === "idle") world.happen({ t: "deeds", areUnderWay: false, now: world.now })
          else if (incident === "expire") world.loggedIn = false
          else if (incident === "log in") {
            world.loggedIn = true
            world.happen({ t: "signed_in", now: world.now })
          } else if (incident === "push") world.happen({ t: "pushed", now: world.now })
        }
        world.calm()
        expect([...world.store.values()].filter(isWaiting)).toEqual([])
        expect([...world.arrived].sort()).toEqual([...world.truth.keys()].sort())
        for (const [id, bytes] of world.truth) expect(world.here.get(id)).toEqual(bytes)
        expect(world.bytes.size).toBe(0)
      }),
      { numRuns: 500 },
    )
  })
})
