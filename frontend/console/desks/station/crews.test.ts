import { describe, expect, it } from "vitest"

import { actingOf } from "./crews"

describe("who leads a crew", () => {
  const crew = { leader_id: 1, deputy_id: 2 }
  const of = (states: Record<number, string>) => actingOf(crew, (id) => states[id])

  it("is the leader, else the stand-in, else nobody", () => {
    expect(of({ 1: "break", 2: "available" })).toBe(1)
    expect(of({ 1: "off", 2: "busy" })).toBe(2)
    expect(of({ 1: "off", 2: "off" })).toBeNull()
    expect(of({})).toBeNull()
    expect(actingOf({ leader_id: null, deputy_id: 2 }, () => "available")).toBe(2)
  })
})
