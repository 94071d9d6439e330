import { expect, test } from "vitest"

import { bodyOf, emptyDraft, mayBeKept, offered } from "./cases"

test("empty answers of a form are not sent, a no is not a yes", () => {
  const draft = { ...emptyDraft("complaint"), subject: "停电太久", fields: { about: "staff", seen_before: false, person: "" } }
  expect(bodyOf(draft, "zh")).toMatchObject({ business_type: "complaint", channel: "hotline", language: "zh", fields: { about: "staff" } })
  expect(Object.keys(bodyOf(draft, "zh")["fields"] as object)).toEqual(["about"])
})

test("what is told in secret is never kept on the machine", () => {
  expect(mayBeKept(emptyDraft("wrongdoing_report"))).toBe(false)
  expect(mayBeKept(emptyDraft("complaint"))).toBe(true)
})

test("only what the server allows is offered, in one order", () => {
  expect(offered(["note", "answer", "take", "unknown"])).toEqual(["take", "answer", "note"])
})
