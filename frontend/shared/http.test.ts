import { expect, test } from "vitest"

import { openHttp } from "./http"
import { Problem, retryAfterSeconds } from "./problem"

interface Answer {
  status?: number
  body?: unknown
  headers?: Record<string, string>
}

/** A server that answers from a list and keeps what it was asked. */
function serverOf(answers: (Answer | "down")[]) {
  const asked: { path: string; init: RequestInit & { headers: Record<string, string> } }[] = []
  const slept: number[] = []
  const http = openHttp({
    language: () => "zh",
    sleep: (ms) => Promise.resolve(void slept.push(ms)),
    fetch: (path, init) => {
      asked.push({ path: path as string, init: init as never })
      const answer = answers.shift()
      if (answer === undefined || answer === "down") return Promise.reject(new TypeError("down"))
      const text = answer.body === undefined ? "<html>" : JSON.stringify(answer.body)
      return Promise.resolve(new Response(text, { status: answer.status ?? 200, headers: answer.headers ?? {} }))
    },
  })
  return { http, asked, slept }
}

const session = { body: { csrf: "token-1" } }
const failure = (promise: Promise<unknown>) => promise.then(() => null, (error: unknown) => error as Problem)

test("a command carries the token, the language and a key", async () => {
  const { http, asked } = serverOf([session, { body: { ok: true } }])
  await http.command("POST", "/api/v1/x", { body: { a: 1 }, key: "k" })
  expect(asked[1]!.init.headers).toMatchObject({ "X-CSRFToken": "token-1", "Idempotency-Key": "k", "Accept-Language": "zh" })
})

test("a command that was not heard is sent again under the same key", async () => {
  const { http, asked } = serverOf([session, "down", { body: {} }])
  await http.command("POST", "/api/v1/x")
  const keys = asked.slice(1).map(({ init }) => init.headers["Idempotency-Key"])
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
})

test("Retry-After is waited for, but not for minutes", async () => {
  const busy = (seconds: string): Answer => ({ status: 503, body: { code: "busy", title: "忙" }, headers: { "Retry-After": seconds } })
  const patient = serverOf([busy("2"), { body: [] }])
  await patient.http.get("/api/v1/x")
  expect(patient.slept).toEqual([2000])
  const overloaded = serverOf([busy("120")])
  expect(await failure(overloaded.http.get("/api/v1/x"))).toMatchObject({ code: "busy", retryAfter: 120 })
})

test("a refusal is an error with the server's code, sentence and facts, and is not repeated", async () => {
  const { http, asked } = serverOf([session, { status: 409, body: { code: "command.stale", title: "已变更", facts: { version: 4 } } }])
  const problem = await failure(http.command("POST", "/api/v1/x"))
  expect(problem).toBeInstanceOf(Problem)
  expect(problem).toMatchObject({ code: "command.stale", status: 409, title: "已变更", facts: { version: 4 } })
  expect(asked).toHaveLength(2)
})

test("an expired token is drawn anew once", async () => {
  const stale: Answer = { status: 403, body: { code: "access.csrf", title: "" } }
  const { http, asked } = serverOf([session, stale, { body: { csrf: "token-2" } }, { body: { ok: true } }])
  expect(await http.command("POST", "/api/v1/x")).toEqual({ ok: true })
  expect(asked[3]!.init.headers["X-CSRFToken"]).toBe("token-2")
})

test("no network and no JSON are problems in the reader's language too", async () => {
  expect(await failure(serverOf(["down", "down", "down"]).http.get("/x"))).toMatchObject({ code: "network", status: 0 })
  expect(await failure(serverOf([{ status: 404 }]).http.get("/x"))).toMatchObject({ code: "unreadable", title: "服务器的回答无法读取（404）。" })
})

test("Retry-After may be a number or a date", () => {
  const now = Date.parse("2026-01-01T00:00:00Z")
  expect([null, "3", "Thu, 01 Jan 2026 00:00:30 GMT", "soon"].map((value) => retryAfterSeconds(value, now))).toEqual([null, 3, 30, null])
})
