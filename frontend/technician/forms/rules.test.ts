import { describe, expect, it } from "vitest"

import table from "../../../tests/rules/site_form_cases.json"
import { answersOf, faults, findings, formOf, type Answer } from "./rules"

interface Case {
  name: string
  form: string
  only?: Record<string, Answer>
  set?: Record<string, Answer>
  unset?: string[]
  photos?: Record<string, number>
  faults: string[][]
  findings: string[][]
}

const good = table.good as Record<string, Record<string, Answer>>

describe("a form is judged on the phone as on the server", () => {
  for (const each of table.cases as Case[]) {
    it(each.name, () => {
      const form = formOf(each.form)!
      const said = { ...(each.only ?? good[each.form]), ...each.set }
      const answers = Object.fromEntries(Object.entries(said).filter(([item]) => !each.unset?.includes(item)))
      const photos: Record<string, number> = each.photos ?? table.photos
      const beside = { technician: table.technician, photos: (purpose: string) => photos[purpose] ?? 0 }
      expect(faults(form, answers, beside).map(({ item, code }) => [item, code])).toEqual(each.faults)
      expect(findings(form, answers).map(({ item, code }) => [item, code])).toEqual(each.findings)
    })
  }
})

describe("what is typed", () => {
  const power = formOf("power_supply")!
  it("is a number with either decimal mark", () => {
    for (const text of ["226.4", " 226,4 "]) expect(answersOf(power, { supply_is: "restored", voltage_on_leaving: text })).toEqual({ supply_is: "restored", voltage_on_leaving: 226.4 })
  })
  it("stays as it is where it is no number, so that it is pointed at", () => {
    expect(answersOf(power, { supply_is: "restored", voltage_on_leaving: "22O" })["voltage_on_leaving"]).toBe("22O")
  })
  it("is not said where it is empty, taken back or no longer asked", () => {
    expect(answersOf(power, { voltage_tested: false, supply_is: "not_restored", voltage_on_leaving: "226", remarks: " " })).toEqual({ supply_is: "not_restored" })
  })
})
