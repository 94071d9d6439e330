/**
 * Carries the bytes of photos, signatures and voice notes to the server, piece by piece, beside the outbox.
 *
 * Pure: a happening goes in, the new state and the effects to carry out come out. What it promises: nothing is sent
 * before its announcement was accepted; the server is asked where to go on, and each piece begins where the server is;
 * bytes are let go only when the server has them whole or somebody has read why it does not want them; deeds go first,
 * and what the server cannot take just now makes room for the next. Time is milliseconds since 1970, given from outside.
 */

import type { Problem } from "../model"

export type UploadFate =
  | { readonly state: "waiting" }
  | { readonly state: "whole"; readonly at: number; readonly isLate: boolean }
  | { readonly state: "refused"; readonly at: number; readonly problem: Problem }

export interface Upload {
  readonly id: string
  /** Bytes. */
  readonly size: number
  /** The server has accepted the deed that announces it. */
  readonly isAnnounced: boolean
  readonly fate: UploadFate
}

/** How far the server says an exhibit is. */
export interface Standing {
  readonly state: "announced" | "whole" | "refused"
  readonly received: number
  readonly isLate: boolean
  readonly problem: Problem | null
}

export type UploadHold =
  | { readonly why: "pause"; readonly until: number; readonly cause: "network" | "server" }
  | { readonly why: "login" }

export interface Uploads {
  /** In the order of their turns. */
  readonly all: readonly Upload[]
  /** Bytes that the server is known to have, by id; not known means: ask. */
  readonly received: Readonly<Record<string, number>>
  readonly flight: string | null
  readonly online: boolean
  /** Deeds are on their way: they go first. */
  readonly yields: boolean
  readonly hold: UploadHold | null
  readonly failures: number
  /** Bytes of the next piece; grows on a quick line and shrinks on a bad one. */
  readonly piece: number
}

export type UploadHappening =
  | { t: "stored"; uploads: readonly Upload[]; now: number }
  | { t: "announced"; id: string; now: number }
  | { t: "standing"; id: string; standing: Standing; tookMs: number; now: number }
  | { t: "gap"; id: string; now: number }
  | { t: "refused"; id: string; problem: Problem; now: number }
  | { t: "failed"; id: string; cause: "network" | "server"; retryAfterMs?: number; now: number }
  | { t: "login_needed"; id: string }
  | { t: "signed_in"; now: number }
  | { t: "link"; online: boolean; now: number }
  | { t: "deeds"; areUnderWay: boolean; now: number }
  | { t: "woken"; now: number }
  | { t: "pushed"; now: number }
  | { t: "seen"; id: string }

export type UploadEffect =
  | { t: "ask"; id: string }
  | { t: "put"; id: string; from: number; to: number }
  | { t: "keep"; upload: Upload }
  /** The bytes are no longer needed here. */
  | { t: "release"; id: string }
  | { t: "drop"; id: string }
  | { t: "wake"; at: number }

const KIB = 1024
/** About four seconds on a line of 64 kbit/s: what a cut can cost. */
const FIRST_PIECE = 32 * KIB
const SMALLEST_PIECE = 16 * KIB
export const LARGEST_PIECE = 512 * KIB
const QUICK_MS = 2_000
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 60_000

export const NO_UPLOADS: Uploads = {
  all: [], received: {}, flight: null, online: true, yields: false, hold: null, failures: 0, piece: FIRST_PIECE,
}

export function step(now: Uploads, happening: UploadHappening): [Uploads, UploadEffect[]] {
  switch (happening.t) {
    case "stored":
      return onward(adopt(now, happening.uploads), happening.now)
    case "announced": {
      const upload = now.all.find(({ id }) => id === happening.id)
      if (!upload || upload.isAnnounced) return [now, []]
      return kept(now, { ...upload, isAnnounced: true }, [], happening.now)
    }
    case "standing":
      return stands(now, happening)
    case "gap":
      return now.flight === happening.id ? onward(forget({ ...now, flight: null }, happening.id), happening.now) : [now, []]
    case "refused":
      return settle(now, happening.id, { state: "refused", at: happening.now, problem: happening.problem }, happening.now)
    case "failed":
      return failed(now, happening)
    case "login_needed":
      return now.flight === happening.id ? [{ ...now, flight: null, hold: { why: "login" } }, []] : [now, []]
    case "signed_in":
      return now.hold?.why === "login" ? onward({ ...now, hold: null }, happening.now) : [now, []]
    case "link":
      return onward({ ...now, online: happening.online, ...(happening.online ? unpaused(now) : {}) }, happening.now)
    case "deeds":
      return onward({ ...now, yields: happening.areUnderWay }, happening.now)
    case "woken":
      return onward(now, happening.now)
    case "pushed":
      return onward({ ...now, hold: null }, happening.now)
    case "seen": {
      const upload = now.all.find(({ id }) => id === happening.id)
      if (!upload || upload.fate.state === "waiting") return [now, []]
      return [{ ...now, all: now.all.filter((each) => each !== upload) }, [{ t: "drop", id: upload.id }]]
    }
  }
}

export function isWaiting(upload: Upload): boolean {
  return upload.fate.state === "waiting"
}

/** A verdict or an acceptance known here is never undone by an older copy from the store. */
function adopt(now: Uploads, stored: readonly Upload[]): Uploads {
  const known = new Map(now.all.map((upload) => [upload.id, upload]))
  for (const upload of stored) {
    const before = known.get(upload.id)
    if (!before) known.set(upload.id, upload)
    else if (isWaiting(before)) known.set(upload.id, { ...upload, isAnnounced: upload.isAnnounced || before.isAnnounced })
  }
  return { ...now, all: [...known.values()] }
}

function stands(now: Uploads, { id, standing, tookMs, now: at }: UploadHappening & { t: "standing" }): [Uploads, UploadEffect[]] {
  if (standing.state === "whole") return settle(now, id, { state: "whole", at, isLate: standing.isLate }, at)
  if (standing.state === "refused") {
    return settle(now, id, { state: "refused", at, problem: standing.problem ?? { code: "exhibit.refused", title: "", status: 422 } }, at)
  }
  // What nobody waits for any more may be older than what is known: the server is asked anew.
  if (now.flight !== id) return [forget(now, id), []]
  const piece = tookMs < QUICK_MS ? Math.min(now.piece * 2, LARGEST_PIECE) : now.piece
  const received = { ...now.received, [id]: standing.received }
  return onward({ ...now, flight: null, failures: 0, received, piece, ...unpaused(now) }, at)
}

/** The line or the server failed: pause, ask again where the server is, send less at once, and let another one try first. */
function failed(now: Uploads, { id, cause, retryAfterMs, now: at }: UploadHappening & { t: "failed" }): [Uploads, UploadEffect[]] {
  if (now.flight !== id) return [now, []]
  const failures = now.failures + 1
  const until = at + Math.max(0, retryAfterMs ?? Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS))
  const mine = now.all.filter((upload) => upload.id === id)
  const all = cause === "server" ? [...now.all.filter((upload) => upload.id !== id), ...mine] : now.all
  const piece = Math.max(SMALLEST_PIECE, Math.floor(now.piece / 2))
  return [
    forget({ ...now, all, flight: null, failures, piece, hold: { why: "pause", until, cause } }, id),
    [{ t: "wake", at: until }],
  ]
}

function settle(now: Uploads, id: string, fate: UploadFate, at: number): [Uploads, UploadEffect[]] {
  const landed = { ...forget(now, id), flight: now.flight === id ? null : now.flight, failures: 0, ...unpaused(now) }
  const upload = now.all.find((each) => each.id === id && isWaiting(each))
  if (!upload) return onward(landed, at)
  return kept(landed, { ...upload, fate }, fate.state === "whole" ? [{ t: "release", id }] : [], at)
}

function kept(now: Uploads, upload: Upload, more: UploadEffect[], at: number): [Uploads, UploadEffect[]] {
  const all = now.all.map((each) => (each.id === upload.id ? upload : each))
  const [next, effects] = onward({ ...now, all }, at)
  return [next, [{ t: "keep", upload }, ...more, ...effects]]
}

function forget(now: Uploads, id: string): Uploads {
  return { ...now, received: Object.fromEntries(Object.entries(now.received).filter(([each]) => each !== id)) }
}

function unpaused(now: Uploads): Partial<Uploads> {
  return now.hold?.why === "pause" ? { hold: null } : {}
}

/** Go on with the first that may be sent, if nothing is on its way and nothing holds. */
function onward(now: Uploads, at: number): [Uploads, UploadEffect[]] {
  const next = now.all.find((upload) => upload.isAnnounced && isWaiting(upload))
  if (!next || now.flight !== null || !now.online || now.yields || now.hold?.why === "login") return [now, []]
  if (now.hold?.why === "pause" && at < now.hold.until) return [now, [{ t: "wake", at: now.hold.until }]]
  const { id, size } = next
  const from = now.received[id]
  const effect: UploadEffect = from === undefined ? { t: "ask", id } : { t: "put", id, from, to: Math.min(size, from + now.piece) }
  return [{ ...now, hold: null, flight: id }, [effect]]
}
