import { describe, expect, it } from "vitest"

import { addressOf, isShownAlready, noticeOf, readPush, visitIn, type Pushed } from "./notices"

const pushed: Pushed = { title: "新任务：停电", body: "单号", kind: "new", is_urgent: false, visit_id: 7, version: 12 }

describe("a push on the locked phone", () => {
  it("is read only where it is ours", () => {
    expect(readPush(pushed)).toEqual(pushed)
    expect([readPush(null), readPush("text"), readPush({ title: 1 })]).toEqual([null, null, null])
  })

  it("takes the place of what was said of the same visit", () => {
    expect(noticeOf(pushed).tag).toBe(noticeOf({ ...pushed, kind: "withdrawn" }).tag)
    expect(noticeOf({ ...pushed, visit_id: 8 }).tag).not.toBe(noticeOf(pushed).tag)
  })

  it("stays until somebody looks where there is danger to life", () => {
    expect(noticeOf(pushed).requireInteraction).toBe(false)
    expect(noticeOf({ ...pushed, is_urgent: true }).requireInteraction).toBe(true)
  })

  it("is left to a page that can be seen, except a test", () => {
    expect(isShownAlready(pushed, true)).toBe(true)
    expect(isShownAlready(pushed, false)).toBe(false)
    expect(isShownAlready({ ...pushed, kind: "test" }, true)).toBe(false)
  })

  it("leads to its visit", () => {
    expect(visitIn(new URL(addressOf(7), "https://x.test").search)).toBe(7)
    expect([visitIn(""), visitIn("?visit=abc"), visitIn("?visit=1e9")]).toEqual([null, null, null])
  })
})
