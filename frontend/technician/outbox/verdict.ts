/** What an answer of the server (or its absence) means for a deed. Pure. */

import type { Problem } from "../model"

export type Verdict =
  | { t: "done"; heads: Record<string, number> }
  | { t: "refused"; problem: Problem }
  | { t: "failed"; cause: "network" | "server"; retryAfterMs?: number }
  | { t: "login_needed" }
  | { t: "token_stale" }

export interface Answer {
  status: number
  retryAfter: string | null
  body: unknown
}

const PASSING = new Set([408, 425, 429, 502, 503, 504])

/**
 * 2xx is done; 401 waits for a log-in; a stale CSRF token is fetched anew; overload and broken servers are tried again
 * later; any other 4xx is a decision of the server that repeating would not change.
 */
export function judge(answer: Answer): Verdict {
  const { status } = answer
  const body = isRecord(answer.body) ? answer.body : {}
  if (status >= 200 && status < 300) return { t: "done", heads: readHeads(body["heads"]) }
  const code = typeof body["code"] === "string" ? body["code"] : `http.${status}`
  if (status === 401) return { t: "login_needed" }
  if (code === "access.csrf") return { t: "token_stale" }
  if (PASSING.has(status) || status >= 500 || status === 0) {
    const seconds = Number(answer.retryAfter)
    const retryAfterMs = answer.retryAfter !== null && Number.isFinite(seconds) ? seconds * 1000 : undefined
    return { t: "failed", cause: "server", ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
  }
  const title = typeof body["title"] === "string" ? body["title"] : ""
  const detail = typeof body["detail"] === "string" ? { detail: body["detail"] } : {}
  return { t: "refused", problem: { code, title, status, ...detail } }
}

function readHeads(value: unknown): Record<string, number> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).filter((pair): pair is [string, number] => typeof pair[1] === "number"))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}
