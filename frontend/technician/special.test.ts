import fc from "fast-check"
import { expect, test } from "vitest"

import { ends, fenOf, KINDS, openKinds } from "./special"

test("a danger to life is not parked, called off or given away, whatever the state", () => {
  for (const state of ["assigned", "accepted", "departed", "arrived", "repaired"] as const) {
    expect(openKinds(state, true).filter((kind) => ends(kind) || kind === "ask-withdrawal")).toEqual([])
  }
  expect(openKinds("arrived", true)).toEqual(["paid-work", "parts"])
})

test("what may be said depends on how far the visit is", () => {
  expect(openKinds("assigned", false)).toEqual(["suspend", "ask-withdrawal", "hand-over"])
  expect(openKinds("arrived", false)).toEqual([...KINDS])
  expect(openKinds("repaired", false)).toEqual(["parts"])
  expect(openKinds("reported", false)).toEqual([])
})

test("yuan become fen, and nothing else does", () => {
  expect(fenOf("120")).toBe(12_000)
  expect(fenOf(" 120.5 ")).toBe(12_050)
  expect(fenOf("0,05")).toBe(5)
  for (const wrong of ["", "0", "-1", "1.234", "abc", "1e3", "12345678"]) expect(fenOf(wrong)).toBeNull()
})

test("an amount survives being written and read", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 99_999_999 }), (fen) => {
    expect(fenOf((fen / 100).toFixed(2))).toBe(fen)
  }))
})
