import { describe, expect, it } from "vitest"

import { FINDING_TEXTS } from "./finding-texts"
import { areaWords, differenceOf, fitting, kindsOf, marksOf, mayFix, percentWords, sentence, type Finding, type Saying } from "./findings"

const square = { type: "Polygon" as const, coordinates: [[[113, 23], [113.1, 23], [113.1, 23.1], [113, 23]]] }

function found(code: string, more: Partial<Finding> = {}): Finding {
  return { key: code, code, level: "warning", utility: "electricity", station_ids: [1, 2], node_id: 9, square_metres: 1_500_000, requests_90d: 0, geometry: square, bbox: null, facts: {}, fixes: [], ...more }
}

const asked: string[] = []
const say: Saying = {
  t: (key, facts) => {
    asked.push(key)
    return `${key} ${Object.values(facts ?? {}).join(" ")}`
  },
  utility: (code) => code,
  station: (id) => `S${id}`,
  node: () => "N",
  distance: (metres) => `${metres} m`,
  area: (m2) => areaWords(m2, String),
}

describe("filters", () => {
  const all = [found("gap"), found("overlap", { level: "info" }), found("gap", { utility: "", facts: { utilities: ["water", "gas"] } }), found("station_without_duty", { utility: "" })]

  it("take what fits all of them", () => {
    expect(fitting(all, { level: "", kind: "gap", utility: "" })).toEqual([all[0], all[2]])
    expect(fitting(all, { level: "info", kind: "", utility: "" })).toEqual([all[1]])
    expect(fitting(all, { level: "info", kind: "gap", utility: "" })).toEqual([])
  })

  it("take what concerns several utilities or a station as a whole with each", () => {
    expect(fitting(all, { level: "", kind: "", utility: "gas" })).toEqual([all[2], all[3]])
  })

  it("offer the kinds that there are", () => {
    expect(kindsOf(all)).toEqual([["gap", 2], ["overlap", 1], ["station_without_duty", 1]])
  })
})

describe("sentences", () => {
  it.each([
    [found("gap"), "finding.say.gap "],
    [found("gap", { facts: { is_registered: true } }), "finding.say.gap.registered"],
    [found("overlap", { facts: { rank: 1 } }), "finding.say.overlap "],
    [found("overlap", { facts: { rank: 2 } }), "finding.say.overlap.rank"],
    [found("sliver", { facts: { of: "gap" } }), "finding.say.sliver.gap "],
    [found("sliver", { facts: { of: "gap" }, station_ids: [1] }), "finding.say.sliver.gap.one"],
    [found("sliver", { facts: { of: "overlap" } }), "finding.say.sliver.overlap"],
    [found("self_intersection"), "finding.say.self_intersection"],
    [found("outside_parent"), "finding.say.outside_parent"],
    [found("station_without_area"), "finding.say.station_without_area"],
    [found("station_without_duty", { facts: { reason: "inactive" } }), "finding.say.station_without_duty.inactive"],
    [found("station_without_duty", { facts: { reason: "never_open" } }), "finding.say.station_without_duty.never_open"],
    [found("station_without_duty", { facts: { reason: "roster_ended" } }), "finding.say.station_without_duty.roster_ended"],
    [found("far_from_station", { facts: { travel_s: 700 } }), "finding.say.far_from_station "],
    [found("far_from_station", { facts: { travel_s: null } }), "finding.say.far_from_station.by_distance"],
    [found("station_outside_area"), "finding.say.station_outside_area"],
  ])("say what it is: %#", (finding, begins) => {
    expect(sentence(finding, say)).toContain(begins)
  })

  it("are all in the catalogue", () => {
    expect(asked.filter((key) => !(key in FINDING_TEXTS))).toEqual([])
    expect(asked.length).toBeGreaterThan(15)
  })
})

it("shapes are marked by their kind, and stations without a shape are not", () => {
  const marks = marksOf([found("gap"), found("far_from_station"), found("station_without_area", { geometry: null })])
  expect(marks.features.map(({ properties }) => properties?.["kind"])).toEqual(["gap", "mark"])
})

it("a difference shows what is gained and what is lost", () => {
  const change = { station_id: 1, name: "", name_en: "", before_km2: 1, after_km2: 2, gained: square, lost: null }
  expect(differenceOf([change, { ...change, gained: null, lost: square }]).features.map(({ properties }) => properties?.["kind"])).toEqual(["gained", "lost"])
})

it("a fix is offered to whoever may redraw the stations that it changes", () => {
  const mine = (id: number) => id === 1
  expect(mayFix(found("gap"), { code: "assign_gap", station_id: 1 }, mine)).toBe(true)
  expect(mayFix(found("gap"), { code: "assign_gap", station_id: 2 }, mine)).toBe(false)
  expect(mayFix(found("sliver", { facts: { of: "gap" } }), { code: "snap", station_id: 1 }, mine)).toBe(true)
  expect(mayFix(found("overlap"), { code: "cut_overlap", station_id: 1 }, mine)).toBe(false)
  expect(mayFix(found("overlap"), { code: "cut_overlap", station_id: 1 }, () => true)).toBe(true)
  expect(mayFix(found("gap"), { code: "register_gap" }, () => true)).toBe(false)
})

it("ground is told in units that can be grasped", () => {
  expect([30, 99_999, 150_000, 12_345_678, 1_424_885_673].map((m2) => areaWords(m2, String))).toEqual(["30 m²", "99999 m²", "0.15 km²", "12.35 km²", "1425 km²"])
})

it("what is not whole is never a hundred per cent", () => {
  expect([1, 0.99999, 0.987, 0].map(percentWords)).toEqual(["100%", "99.9%", "98.7%", "0.0%"])
})
