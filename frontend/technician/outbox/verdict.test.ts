import { describe, expect, it } from "vitest"

import { judge } from "./verdict"

const answer = (status: number, body: unknown = null, retryAfter: string | null = null) => judge({ status, body, retryAfter })

describe("what an answer means", () => {
  it("takes any success as done and keeps the heads that are numbers", () => {
    expect(answer(200, { heads: { "crew:3": 9, odd: "x" } })).toEqual({ t: "done", heads: { "crew:3": 9 } })
    expect(answer(204)).toEqual({ t: "done", heads: {} })
  })

  it.each([403, 404, 409, 410, 413, 422])("takes %i as the server's decision, with its words", (status) => {
    const problem = { code: "visit.step_not_open", title: "这一步现在不能做。" }
    expect(answer(status, problem)).toEqual({ t: "refused", problem: { ...problem, status } })
  })

  it.each([0, 408, 425, 429, 500, 502, 503, 504])("takes %i as something to try again", (status) => {
    expect(answer(status)).toEqual({ t: "failed", cause: "server" })
  })

  it("keeps to Retry-After in seconds", () => {
    expect(answer(503, {}, "3")).toEqual({ t: "failed", cause: "server", retryAfterMs: 3000 })
    expect(answer(503, {}, "soon")).toEqual({ t: "failed", cause: "server" })
  })

  it("waits for a log-in or a fresh token instead of giving up", () => {
    expect(answer(401, { code: "access.login_required" })).toEqual({ t: "login_needed" })
    expect(answer(403, { code: "access.csrf" })).toEqual({ t: "token_stale" })
  })

  it("survives an answer that is not ours", () => {
    expect(answer(404, "<html>")).toEqual({ t: "refused", problem: { code: "http.404", title: "", status: 404 } })
  })
})
