/**
 * The pages' HTTP. Reads are tried again when the server says "later" or is not heard; commands carry a key, so that
 * trying again is safe for them too: the server answers a key it knows with what it answered before.
 */

import { ownProblem, Problem, problemOf } from "./problem"
import type { Language, Session } from "./types"

const TIMEOUT_MS = 20_000
const FILE_TIMEOUT_MS = 180_000
const TRIES = 3
/** Longer than this the person decides whether to try again. */
const PATIENCE_S = 8

export interface Ask {
  body?: unknown
  /** A file as it is, in place of a body. */
  file?: Blob
  /** The same key for every try of one intention; drawn when left out. */
  key?: string
  signal?: AbortSignal
  /** What may take longer than most: milliseconds. */
  limit?: number
}

export interface Http {
  get<T>(path: string, options?: { signal?: AbortSignal; limit?: number }): Promise<T>
  command<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, ask?: Ask): Promise<T>
  session(): Promise<Session>
}

export interface HttpPorts {
  language(): Language
  fetch?: typeof fetch
  sleep?: (ms: number) => Promise<void>
  /** The session is over: log-in is needed. */
  onLoggedOut?: () => void
}

export function drawKey(): string {
  return crypto.randomUUID()
}

export function openHttp(ports: HttpPorts): Http {
  const send = ports.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args))
  const sleep = ports.sleep ?? ((ms: number) => new Promise<void>((wake) => setTimeout(wake, ms)))
  let token = ""

  async function once(method: string, path: string, ask: Ask): Promise<unknown> {
    const headers: Record<string, string> = { Accept: "application/json", "Accept-Language": ports.language() }
    if (ask.body !== undefined) headers["Content-Type"] = "application/json"
    if (method !== "GET") headers["X-CSRFToken"] = token
    if (ask.key) headers["Idempotency-Key"] = ask.key
    if (ask.file) headers["Content-Type"] = ask.file.type || "application/octet-stream"
    const limit = AbortSignal.timeout(ask.limit ?? (ask.file ? FILE_TIMEOUT_MS : TIMEOUT_MS))
    const init: RequestInit = { method, headers, credentials: "same-origin" }
    init.signal = ask.signal ? AbortSignal.any([limit, ask.signal]) : limit
    if (ask.body !== undefined) init.body = JSON.stringify(ask.body)
    if (ask.file) init.body = ask.file

    let response: Response
    try {
      response = await send(path, init)
    } catch (error) {
      if (ask.signal?.aborted) throw error
      throw ownProblem(limit.aborted ? "timeout" : "network", ports.language())
    }
    if (response.status === 204) return null
    const text = await response.text()
    const body = parse(text)
    if (response.ok && body !== undefined) return body
    throw problemOf(response.status, body, response.headers.get("Retry-After"), ports.language())
  }

  async function patiently(method: string, path: string, ask: Ask): Promise<unknown> {
    let renewed = false
    for (let turn = 1; ; turn += 1) {
      try {
        return await once(method, path, ask)
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        if (error.code === "access.csrf" && !renewed) {
          renewed = true
          await session()
          continue
        }
        if (error.code === "access.login_required") ports.onLoggedOut?.()
        const wait = error.retryAfter ?? 0.4 * 2 ** (turn - 1)
        if (!error.isPassing || turn >= TRIES || wait > PATIENCE_S) throw error
        await sleep(wait * 1000)
      }
    }
  }

  async function session(): Promise<Session> {
    const known = (await patiently("GET", "/api/v1/session", {})) as Session
    token = known.csrf
    return known
  }

  return {
    session,
    async get<T>(path: string, options: { signal?: AbortSignal; limit?: number } = {}) {
      return (await patiently("GET", path, options)) as T
    },
    async command<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, ask: Ask = {}) {
      if (!token) await session()
      return (await patiently(method, path, { ...ask, key: ask.key ?? drawKey() })) as T
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
