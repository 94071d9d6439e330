import fc from "fast-check"
import { describe, expect, it } from "vitest"

import { WORDS } from "../shared/generated/words"
import { wallOf } from "../shared/zoned"
import { ends, fenOf, handOver, KINDS, openKinds, paidWork, partUsed, pause, PAUSES, quantityOf, quickEnds, withdrawal, WITHDRAWALS, type Standing } from "./special"

const HOUR = 3_600_000
const NOON = Date.parse("2026-03-02T04:00:00Z")
const plain = { isLifeSafety: false, isWithdrawalAsked: false, hasUsedParts: false }
const at = (state: Standing["state"], more: Partial<Standing> = {}) => openKinds({ state, ...plain, ...more })
const coded = (group: string): string[] => Object.keys(WORDS).filter((key) => key.startsWith(`${group}.`)).map((key) => key.slice(group.length + 1))

describe("what may be said", () => {
  it("depends on how far the visit is", () => {
    expect(at("assigned")).toEqual(["suspend", "ask-withdrawal", "hand-over"])
    expect(at("arrived")).toEqual([...KINDS])
    expect(at("repaired")).toEqual(["parts"])
    expect(at("reported")).toEqual([])
    expect(at("cancelled")).toEqual([])
  })

  it("never parks, calls off or gives away a danger to life", () => {
    for (const state of ["assigned", "accepted", "departed", "arrived", "repaired"] as const) {
      expect(at(state, { isLifeSafety: true }).filter((kind) => ends(kind) || kind === "ask-withdrawal")).toEqual([])
    }
    expect(at("arrived", { isLifeSafety: true })).toEqual(["paid-work", "parts"])
  })

  it("is only about the work while a withdrawal is asked, and no withdrawal once parts were used", () => {
    expect(at("arrived", { isWithdrawalAsked: true })).toEqual(["paid-work", "parts"])
    expect(at("arrived", { hasUsedParts: true })).toEqual(["suspend", "hand-over", "paid-work", "parts"])
  })

  it("has a word for every reason, and leaves to desks what is theirs", () => {
    expect(coded("suspend_reason").filter((code) => !(PAUSES as readonly string[]).includes(code))).toEqual(["force_majeure"])
    const left = coded("withdrawal_reason").filter((code) => !(WITHDRAWALS as readonly string[]).includes(code))
    expect(left.sort()).toEqual(["duplicate", "outside_coverage"])
    expect(WITHDRAWALS.every((code) => coded("withdrawal_reason").includes(code))).toBe(true)
  })
})

describe("what is sent", () => {
  it("is a pause with its reason, its end ahead and a word about the place", () => {
    const said = { reason: "no_access", until: "2026-03-02T06:00:00.000Z", note: " 门锁着 " }
    expect(pause(said, NOON)).toEqual({ talk: { verb: "suspend", reason: "no_access", note: "门锁着", resume_by: said.until } })
    expect(pause({ reason: "", until: null, note: "门" }, NOON)).toEqual({ missing: ["reason", "until", "note"] })
    expect(pause({ ...said, until: "2026-03-02T03:00:00.000Z" }, NOON)).toEqual({ missing: ["past"] })
  })

  it("is a question to withdraw with reason and note", () => {
    expect(withdrawal({ reason: "dead_number", note: "三次空号" })).toEqual({ talk: { verb: "ask-withdrawal", reason: "dead_number", note: "三次空号" } })
    expect(withdrawal({ reason: "", note: "" })).toEqual({ missing: ["reason", "note"] })
  })

  it("is a hand-over to a customer who agreed, or to a utility that is told what is wrong", () => {
    const said = { to: "customer" as const, utility: "", symptom: "", name: "王女士", note: "表后线路" }
    expect(handOver(said)).toEqual({ talk: { verb: "hand-over", to: "customer", note: "表后线路", agreed_by: "王女士" } })
    expect(handOver({ ...said, name: " " })).toEqual({ missing: ["name"] })
    const other = { ...said, to: "utility" as const }
    expect(handOver(other)).toEqual({ missing: ["utility"] })
    expect(handOver({ ...other, utility: "gas" })).toEqual({ missing: ["symptom"] })
    const given = handOver({ ...other, utility: "gas", symptom: "smell_of_gas" })
    expect(given).toEqual({ talk: { verb: "hand-over", to: "utility", utility: "gas", symptom: "smell_of_gas", note: "表后线路" } })
  })

  it("is an amount with who agreed, and a part with how much", () => {
    expect(paidWork({ amount: "120.5", name: "王女士", note: "" })).toEqual({ talk: { verb: "paid-work", amount_fen: 12_050, agreed_name: "王女士" } })
    expect(paidWork({ amount: "abc", name: "", note: "" })).toEqual({ missing: ["amount", "name"] })
    expect(partUsed({ name: "熔断器", quantity: "1,5", unit: "米" })).toEqual({ talk: { verb: "parts", parts: [{ name: "熔断器", quantity: 1.5, unit: "米" }] } })
    expect(partUsed({ name: "", quantity: "0", unit: " " })).toEqual({ missing: ["part", "quantity", "unit"] })
  })
})

describe("amounts", () => {
  it("are yuan that become fen, and nothing else", () => {
    expect([fenOf("120"), fenOf(" 120.5 "), fenOf("0,05")]).toEqual([12_000, 12_050, 5])
    for (const wrong of ["", "0", "-1", "1.234", "abc", "1e3", "1234567"]) expect(fenOf(wrong)).toBeNull()
  })

  it("survive being written and read", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 99_999_999 }), (fen) => {
      expect(fenOf((fen / 100).toFixed(2))).toBe(fen)
    }))
    fc.assert(fc.property(fc.integer({ min: 1, max: 99_999_999 }), (thousandths) => {
      expect(quantityOf((thousandths / 1000).toFixed(3))).toBe(thousandths / 1000)
    }))
  })
})

describe("when a pause usually ends", () => {
  /** The longest that the policies begin with: a choice beyond it would be refused. */
  const LONGEST: Partial<Record<string, number>> = { traffic: 6, parts_awaited: 72, third_party: 168, second_visit: 72, reappointment: 168 }
  const zone = fc.constantFrom("Asia/Shanghai", "America/New_York", "Asia/Kathmandu")
  const moment = fc.date({ min: new Date("2024-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }).map(Number)

  it("lies ahead, one after the other, and within what is allowed, whatever the hour and the zone", () => {
    fc.assert(fc.property(fc.constantFrom(...PAUSES), moment, zone, (reason, now, where) => {
      const choices = quickEnds(reason, now, where).map((each) => Date.parse(each))
      expect(choices.length).toBeGreaterThanOrEqual(2)
      expect(choices.length).toBeLessThanOrEqual(4)
      expect(choices[0]!).toBeGreaterThan(now)
      expect([...choices].sort((a, b) => a - b)).toEqual(choices)
      expect(new Set(choices).size).toBe(choices.length)
      expect(choices.at(-1)! - now).toBeLessThanOrEqual((LONGEST[reason] ?? 24) * HOUR)
    }))
  })

  it("is a usual hour of the clock where people wait for a delivery or a day", () => {
    expect(quickEnds("parts_awaited", NOON, "Asia/Shanghai").map((each) => wallOf(each, "Asia/Shanghai").slice(5))).toEqual(["03-02T16:00", "03-03T09:00", "03-03T14:00", "03-04T09:00"])
    expect(quickEnds("traffic", NOON, "Asia/Shanghai").map((each) => (Date.parse(each) - NOON) / HOUR)).toEqual([0.5, 1, 2, 4])
  })
})
