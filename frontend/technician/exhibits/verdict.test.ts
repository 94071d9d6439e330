import { expect, it } from "vitest"

import { judgeUpload } from "./verdict"

const answer = (status: number, body: unknown) => judgeUpload({ status, body, retryAfter: null })
const exhibit = (over: object) => ({ exhibit: { id: "a", state: "announced", received: 5, size: 9, is_late: false, problem: null, ...over } })

it("reads how far the server is, and how it ended", () => {
  expect(answer(200, exhibit({}))).toEqual({ t: "standing", standing: { state: "announced", received: 5, isLate: false, problem: null } })
  const problem = { code: "picture.not_only", title: "More than a picture" }
  expect(answer(200, exhibit({ state: "refused", problem }))).toMatchObject({ standing: { state: "refused", problem } })
  expect(answer(200, exhibit({ state: "whole", is_late: true }))).toMatchObject({ standing: { state: "whole", isLate: true } })
})

it("asks again where bytes are missing in between, and where it was not our server that answered", () => {
  expect(answer(409, { code: "exhibit.gap", facts: { received: 3 } })).toEqual({ t: "gap" })
  expect(answer(200, null)).toEqual({ t: "failed", cause: "server" })
  expect(answer(200, { exhibit: { state: "lost" } })).toEqual({ t: "failed", cause: "server" })
})

it("takes other refusals as the server's word, and overload as passing", () => {
  expect(answer(404, { code: "not_found", title: "No such thing" })).toMatchObject({ t: "refused", problem: { code: "not_found" } })
  expect(answer(503, {})).toEqual({ t: "failed", cause: "server" })
  expect(answer(401, {})).toEqual({ t: "login_needed" })
})
