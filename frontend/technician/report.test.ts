import { describe, expect, it } from "vitest"

import { CAUSES_OF } from "../shared/generated/reports"
import { causesOf, groupOf, usual, warningsOf } from "./report"
import { wordOf } from "./texts"

const codes = (draft: Parameters<typeof warningsOf>[0], isAgreed = false) => warningsOf(draft, isAgreed).map((each) => each.code)

describe("causes", () => {
  it("are the utility's own, in groups, and every one has its word", () => {
    expect(causesOf("gas").flatMap((each) => each.causes)).toContain("hose_aged")
    expect(causesOf("electricity").flatMap((each) => each.causes)).not.toContain("hose_aged")
    for (const utility of Object.keys(CAUSES_OF)) {
      for (const { group, causes } of causesOf(utility)) {
        expect(wordOf("zh", "cause_group", group)).toMatch(/[一-鿿]/)
        for (const cause of causes) expect(wordOf("zh", "cause", cause)).toMatch(/[一-鿿]/)
      }
    }
  })

  it("bring what a report usually says", () => {
    expect(usual("no_fault_found").result).toBe("no_fault_found")
    expect(usual("customer_installation").owner).toBe("customer")
    expect(usual("ageing")).toEqual({ result: "repaired", owner: "utility" })
    expect(groupOf("sea_serpent")).toBe("")
  })
})

describe("what a reviewer would be shown", () => {
  const plain = { cause: "ageing", result: "repaired", owner: "utility", note: "" }

  it("is nothing for a plain report", () => {
    expect(codes({ ...plain, note: "接头老化，已更换" })).toEqual([])
  })

  it("is work on the customer's own", () => {
    expect(codes({ ...plain, owner: "customer" })).toEqual(["customer_work_agreed"])
    expect(codes({ ...plain, owner: "customer", result: "guided" })).toEqual([])
    expect(codes({ ...plain, owner: "customer" }, true)).toEqual([])
  })

  it("is a cause that does not fit the result", () => {
    expect(codes({ ...plain, cause: "no_fault_found" })).toEqual(["cause_fits_result"])
    expect(codes({ ...plain, result: "no_fault_found" })).toEqual(["cause_fits_result"])
  })

  it("is a text that speaks of something else, with its words", () => {
    expect(warningsOf({ ...plain, note: "施工挖断电缆" }, false)).toEqual([{ code: "cause_fits_text", words: ["施工", "挖断"] }])
    expect(codes({ ...plain, cause: "other", note: "施工挖断电缆" })).toEqual([])
  })
})
