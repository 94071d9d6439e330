import { describe, expect, test } from "vitest"

import { openBeside, type Beside } from "./beside"

const HELP: Beside = { history: [], tools: ["gloves"] }

function notes() {
  const kept = new Map<string, unknown>()
  return {
    kept,
    readNotes: async <T>(name: string) => (kept.get(name) as T | undefined) ?? null,
    async writeNotes(name: string, value: unknown) {
      kept.set(name, value)
    },
  }
}

describe("what helps at a visit", () => {
  test("is asked for once, kept, and goes with its visit", async () => {
    const asked: string[] = []
    const store = notes()
    const beside = openBeside(async (path) => {
      asked.push(path)
      return HELP
    })
    await beside.open(store)
    await beside.follow([1, 2])
    await beside.follow([1, 2])
    expect(asked).toEqual(["/api/v1/field/visits/1/beside", "/api/v1/field/visits/2/beside"])
    await beside.follow([2, 3])
    expect(Object.keys(beside.all.value)).toEqual(["2", "3"])
    const later = openBeside(async () => Promise.reject(new Error("no line")))
    await later.open(store)
    expect(later.all.value).toEqual({ 2: HELP, 3: HELP })
  })

  test("is asked for again where there was no line", async () => {
    let hasLine = false
    const beside = openBeside(async () => (hasLine ? HELP : Promise.reject(new Error("no line"))))
    await beside.open(notes())
    await beside.follow([1])
    expect(beside.all.value).toEqual({})
    hasLine = true
    await beside.follow([1])
    expect(beside.all.value).toEqual({ 1: HELP })
  })
})
