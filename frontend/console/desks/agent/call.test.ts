import { describe, expect, test } from "vitest"

import { emptyContent, endingOf, isBlank, isLifeSafety, missingOf, questionsOf, reportOf, safetyOf, sketchOf, unsaidOf, withSymptom, type Reply, type Script } from "./call"

const reply = (code: string, more: Partial<Reply> = {}): Reply => ({ code, words: { zh: code, en: code }, extent: "", hazard: "", symptom: "", advice: "", ...more })
const words = { zh: "?", en: "?" }
const SCRIPT: Script = {
  questions: [
    { code: "extent", symptoms: ["no_power"], words, after: null, replies: [reply("only_me"), reply("building", { extent: "building" })] },
    { code: "switch", symptoms: ["no_power"], words, after: { question: "extent", in: ["only_me"] }, replies: [reply("holds", { advice: "switch_on" }), reply("on")] },
    { code: "burning", symptoms: ["no_power"], words, after: null, replies: [reply("no"), reply("yes", { hazard: "fire" })] },
  ],
  advice: { switch_on: words },
  symptoms: [
    { code: "no_power", utility: "electricity", is_life_safety: false, safety: [] },
    { code: "downed_line", utility: "electricity", is_life_safety: true, safety: ["safety.line", "safety.119"] },
  ],
  hazards: [
    { code: "fire", is_life_safety: true, safety: ["safety.leave", "safety.119"] },
    { code: "flooding", is_life_safety: false, safety: [] },
  ],
}
const call = (more = {}) => ({ ...emptyContent("13800001111"), utility: "electricity", symptom: "no_power", address: "湖滨路 8 号", ...more })

describe("the script", () => {
  test("asks what follows from an answer, and drops it with the answer", () => {
    expect(questionsOf(SCRIPT, call()).map(({ code }) => code)).toEqual(["extent", "burning"])
    expect(questionsOf(SCRIPT, call({ answers: { extent: "only_me" } })).map(({ code }) => code)).toEqual(["extent", "switch", "burning"])
    const changed = call({ answers: { extent: "building", switch: "holds" } })
    expect(reportOf(SCRIPT, changed)).toEqual({ extent: "building", hazards: [], advice: [] })
    expect(endingOf(SCRIPT, changed, "2026-01-05T04:00:00Z", "zh").answers).toEqual([["extent", "building"]])
  })

  test("an answer may say what the caller can do without a crew", () => {
    expect(reportOf(SCRIPT, call({ answers: { extent: "only_me", switch: "holds" } })).advice).toEqual(["switch_on"])
  })

  test("another symptom begins anew", () => {
    expect(withSymptom(call({ answers: { extent: "only_me" }, attachTo: 3 }), "electricity", "downed_line")).toMatchObject({ answers: {}, attachTo: null })
    const same = call({ answers: { extent: "only_me" } })
    expect(withSymptom(same, "electricity", "no_power")).toBe(same)
  })
})

describe("safety words", () => {
  test("come before anything else that is missing", () => {
    expect(missingOf(SCRIPT, call({ symptom: "downed_line", address: "" }))).toBe("safety")
    expect(missingOf(SCRIPT, call({ symptom: "downed_line", address: "", said: ["safety.line", "safety.119"] }))).toBe("place")
  })

  test("a hazard that is named later asks for its own, and not again for what was said", () => {
    const later = call({ symptom: "downed_line", hazards: ["fire"], said: ["safety.line", "safety.119"] })
    expect(safetyOf(SCRIPT, later)).toEqual(["safety.leave", "safety.119", "safety.line"])
    expect(unsaidOf(SCRIPT, later)).toEqual(["safety.leave"])
  })

  test("nobody is there to hear them once the caller has hung up, and that is what is sent", () => {
    const gone = call({ symptom: "downed_line", isGone: true })
    expect(missingOf(SCRIPT, gone)).toBeNull()
    expect(endingOf(SCRIPT, gone, "2026-01-05T04:00:00Z", "zh")).toMatchObject({ safety: "caller_gone", said: [] })
  })

  test("an answer may bring lives into it", () => {
    expect(isLifeSafety(SCRIPT, call())).toBe(false)
    expect(isLifeSafety(SCRIPT, call({ answers: { burning: "yes" } }))).toBe(true)
  })
})

describe("what is sent", () => {
  test("is whole only when nothing is missing", () => {
    expect(missingOf(SCRIPT, emptyContent())).toBe("utility")
    expect(missingOf(SCRIPT, call({ symptom: "" }))).toBe("symptom")
    expect(missingOf(SCRIPT, call())).toBeNull()
    expect(missingOf(SCRIPT, call({ address: " ", place: { lon: 1, lat: 2, source: "map" } }))).toBeNull()
  })

  test("names the fault it is attached to, and no place where none is known", () => {
    const sent = endingOf(SCRIPT, call({ attachTo: 7 }), "2026-01-05T04:00:00Z", "en")
    expect(sent.attach_to).toBe(7)
    expect(sent.form).not.toHaveProperty("place")
    expect(sent.form).toMatchObject({ language: "en", extent: "household", contact_phone: "13800001111" })
    expect(endingOf(SCRIPT, call(), "", "zh")).not.toHaveProperty("attach_to")
  })

  test("the outlook is asked as soon as there is something to look for", () => {
    expect(sketchOf(SCRIPT, emptyContent("13800001111"))).toBeNull()
    expect(sketchOf(SCRIPT, call({ symptom: "", address: "" }))).toMatchObject({ contact_phone: "13800001111", symptom: "" })
    expect(sketchOf(SCRIPT, call({ phone: "138", address: "湖" }))).toBeNull()
  })

  test("a call in which nothing was entered is blank", () => {
    expect(isBlank(emptyContent())).toBe(true)
    expect(isBlank(emptyContent("1"))).toBe(false)
  })
})
