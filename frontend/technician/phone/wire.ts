/** The phone's HTTP: who is logged in, sending a deed, reading the day, handing in positions. */

import type { Day } from "../day"
import type { Position } from "../model"
import type { Deed } from "../outbox/machine"
import { judgeUpload, type UploadVerdict } from "../exhibits/verdict"
import { judge, type Answer, type Verdict } from "../outbox/verdict"

export interface Session {
  authenticated: boolean
  csrf: string
  user: { id: number; name: string; language: "zh" | "en" } | null
  time_zone: string
}

const TIMEOUT_MS = 20_000

export interface Wire {
  session(): Promise<Session>
  /** Never rejects: no answer at all is a verdict too. */
  send(deed: Deed): Promise<Verdict>
  readDay(): Promise<Day | "login_needed" | "not_technician">
  read(path: string): Promise<unknown>
  /** How far the server is with an exhibit. Never rejects. */
  askExhibit(id: string): Promise<UploadVerdict>
  /** Bytes of an exhibit from an offset on. Never rejects. */
  putExhibit(id: string, from: number, bytes: ArrayBuffer): Promise<UploadVerdict>
  /** The status, and the body as it came. Rejects without a line. */
  post(path: string, body: unknown): Promise<{ status: number; body: unknown }>
  sendPositions(items: readonly Position[]): Promise<boolean>
  leave(): Promise<void>
}

export function openWire(speech: () => string): Wire {
  let token = ""

  async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { "Accept-Language": speech(), ...(init.body ? { "Content-Type": "application/json" } : {}), ...init.headers }
    const response = await fetch(path, { ...init, headers, credentials: "same-origin", signal: AbortSignal.timeout(TIMEOUT_MS) })
    const text = await response.text()
    return { status: response.status, retryAfter: response.headers.get("Retry-After"), body: parse(text) }
  }

  async function session(): Promise<Session> {
    const answer = await ask("/api/v1/session")
    if (answer.status !== 200) throw new Error(`session: ${answer.status}`)
    const known = answer.body as Session
    token = known.csrf
    return known
  }

  async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    if (!token) await session()
    return ask(path, { method: "POST", body: JSON.stringify(body), headers: { "X-CSRFToken": token, ...headers } })
  }

  return {
    session,
    async send(deed) {
      try {
        // The phone's clock at sending, so that the server can tell a tap that waited from a clock that is wrong.
        const headers = { "Idempotency-Key": deed.id, "Device-Time": new Date().toISOString() }
        const verdict = judge(await post(deed.path, deed.body, headers))
        if (verdict.t !== "token_stale") return verdict
        await session()
        return judge(await post(deed.path, deed.body, headers))
      } catch {
        return { t: "failed", cause: "network" }
      }
    },
    async readDay() {
      const answer = await ask("/api/v1/field/me")
      if (answer.status === 401) return "login_needed"
      if (answer.status === 403) return "not_technician"
      if (answer.status !== 200) throw new Error(`day: ${answer.status}`)
      return answer.body as Day
    },
    async read(path) {
      const answer = await ask(path)
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`)
      return answer.body
    },
    async askExhibit(id) {
      return await ask(`/api/v1/field/exhibits/${id}`).then(judgeUpload, () => ({ t: "failed", cause: "network" }))
    },
    async putExhibit(id, from, bytes) {
      const path = `/api/v1/field/exhibits/${id}/bytes?offset=${from}`
      const put = async (): Promise<UploadVerdict> =>
        judgeUpload(await ask(path, { method: "PUT", body: bytes, headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": token } }))
      try {
        if (!token) await session()
        const verdict = await put()
        if (verdict.t !== "token_stale") return verdict
        await session()
        return await put()
      } catch {
        return { t: "failed", cause: "network" }
      }
    },
    post,
    async sendPositions(items) {
      const { status } = await post("/api/v1/field/positions", { items })
      // 409: the start of the shift is still on its way. Any other batch that is not wanted would not become better.
      return status < 500 && status !== 429 && status !== 409
    },
    async leave() {
      if (!token) await session()
      await ask("/api/v1/session", { method: "DELETE", headers: { "X-CSRFToken": token } })
      token = ""
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
