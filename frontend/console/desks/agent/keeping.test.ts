import { describe, expect, test } from "vitest"

import { emptyContent } from "./call"
import { newest, nextRevision, type KeptCall } from "./keeping"

const call = (id: string, revision: number, more: Partial<KeptCall> = {}): KeptCall => ({ id, revision, begunAt: `2026-01-05T04:00:0${id}Z`, content: emptyContent(), ending: "", ...more })

describe("calls kept here and on the server", () => {
  test("the newer of the two counts, whichever side it is on", () => {
    const found = newest([call("1", 5), call("2", 5)], [call("1", 6), call("2", 4), call("3", 1)])
    expect(found.map(({ id, revision }) => [id, revision])).toEqual([["1", 6], ["2", 5], ["3", 1]])
  })

  test("one that was ended here without a line is still to be sent", () => {
    expect(newest([call("1", 5, { ending: "file" })], [call("1", 9)])[0]).toMatchObject({ ending: "file", revision: 5 })
  })

  test("a revision is newer than the one before even where the clock went back", () => {
    expect(nextRevision(1000, 2000)).toBe(2000)
    expect(nextRevision(3000, 2000)).toBe(3001)
  })
})
