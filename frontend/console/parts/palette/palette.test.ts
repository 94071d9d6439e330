import { expect, test } from "vitest"

import { found, type Command, type Kind } from "./palette"
import { isTyping, SHORTCUTS } from "./shortcuts"

const command = (kind: Kind, words: string, also = ""): Command => ({ id: `${kind} ${words}`, kind, words, also, run: () => undefined })
const all = [
  command("act", "Suspend · 261123 000 123 4"),
  command("order", "261123 000 123 4", "2611230001234 Lake Road 8"),
  command("queue", "Queue: Held"),
  command("desk", "Station"),
  command("desk", "Reports"),
  command("station", "Only orders of Station North"),
]
const words = (text: string) => found(all, text).map((one) => one.words)

test("nothing typed lists what can be done, not thousands of orders and stations", () => {
  expect(found(all, "").map(({ kind }) => kind)).toEqual(["act", "queue", "desk", "desk"])
})

test("the name that begins so comes before those that only hold it", () => {
  expect(words("station")).toEqual(["Station", "Only orders of Station North"])
})

test("all words must fit, in any order", () => {
  expect(words("north only")).toEqual(["Only orders of Station North"])
  expect(words("north reports")).toEqual([])
})

test("a number is found as it is read and as it is typed", () => {
  expect(words("2611230001234")).toContain("261123 000 123 4")
  expect(words("261123 000")).toContain("261123 000 123 4")
  expect(words("lake")).toEqual(["261123 000 123 4"])
})

test("no more of a kind than can be read", () => {
  const many = Array.from({ length: 50 }, (_, place) => command("order", `Order ${place}`))
  expect(found(many, "order")).toHaveLength(8)
})

test("no key of the list is told twice", () => {
  for (const { keys } of SHORTCUTS) expect(new Set(keys.map((one) => one.keys.join())).size).toBe(keys.length)
})

test("a key with a modifier is the browser's", () => {
  const key = (over: object) => ({ ctrlKey: false, metaKey: false, altKey: false, target: null, ...over }) as unknown as KeyboardEvent
  expect(isTyping(key({ ctrlKey: true }))).toBe(true)
  expect(isTyping(key({}))).toBe(false)
})
