import { describe, expect, it } from "vitest"

import { inOrder, openCrew, roleOf, type Crew, type CrewPerson } from "./crew"

const person = (id: number, over: Partial<CrewPerson> = {}): CrewPerson => ({
  membership_id: id, technician_id: id, name: `P${id}`, name_en: "", state: "available", open_visits: 0, phone: "", belonging: "member", until: null, helps: "", helps_en: "", ...over,
})
const crew: Crew = {
  id: 1, name: "一班", name_en: "Crew 1", leader_id: 3, deputy_id: 1, acting_id: 1,
  people: [person(1), person(2), person(3, { state: "off" }), person(4, { belonging: "helping" })],
}

describe("a crew", () => {
  it("names everybody's part", () => {
    expect(crew.people.map((one) => roleOf(crew, one))).toEqual(["deputy", "member", "leader", "helping"])
  })

  it("shows who is there first", () => {
    expect(inOrder(crew).map(({ technician_id }) => technician_id)).toEqual([1, 2, 4, 3])
  })

  it("is kept for when there is no line", async () => {
    const notes = new Map<string, unknown>()
    const store = { readNotes: async <V>(name: string) => (notes.get(name) as V | undefined) ?? null, writeNotes: async (name: string, value: unknown) => void notes.set(name, value) }
    const first = openCrew(async () => ({ crew, leads: true, jobs: [], others: [] }))
    await first.open(store)
    await first.look()
    const cold = openCrew(() => Promise.reject(new Error("no line")))
    await cold.open(store)
    await cold.look()
    expect(cold.own.value?.crew?.name).toBe("一班")
  })
})
