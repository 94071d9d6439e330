/** Everything that can go wrong between a page and the server, as one kind of error with a sentence for the reader. */

import type { Facts, Language, ProblemDetails } from "./types"

export class Problem extends Error {
  constructor(
    /** The server's dotted code, or `network`, `timeout`, `unreadable` when no answer of the product came. */
    readonly code: string,
    readonly status: number,
    /** A sentence in the reader's language. */
    readonly title: string,
    readonly facts: Facts = {},
    /** Seconds after which trying again makes sense. */
    readonly retryAfter: number | null = null,
  ) {
    super(`${code}: ${title}`)
    this.name = "Problem"
  }

  get isPassing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500
  }
}

const OWN: Record<string, Record<Language, string>> = {
  network: { zh: "连接不上服务器，请检查网络。", en: "The server cannot be reached. Check the network." },
  timeout: { zh: "服务器没有及时回答。", en: "The server did not answer in time." },
  unreadable: { zh: "服务器的回答无法读取（{status}）。", en: "The server's answer could not be read ({status})." },
}

/** A problem that the browser met before the server could say anything. */
export function ownProblem(code: "network" | "timeout" | "unreadable", language: Language, status = 0): Problem {
  return new Problem(code, status, OWN[code]![language].replace("{status}", String(status)))
}

/** What a refusing answer says; `null` body when it was not JSON. */
export function problemOf(status: number, body: unknown, retryAfter: string | null, language: Language): Problem {
  const seconds = retryAfterSeconds(retryAfter)
  if (!isDetails(body)) {
    const plain = ownProblem("unreadable", language, status)
    return new Problem(plain.code, status, plain.title, {}, seconds)
  }
  return new Problem(body.code, status, body.detail ?? body.title, body.facts ?? {}, seconds)
}

/** RFC 9110, 10.2.3: a number of seconds or a date. */
export function retryAfterSeconds(value: string | null, now = Date.now()): number | null {
  if (value === null || value.trim() === "") return null
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - now) / 1000))
}

function isDetails(body: unknown): body is ProblemDetails {
  return typeof body === "object" && body !== null && typeof (body as ProblemDetails).code === "string"
}
