import { describe, expect, test } from "vitest"

import { timesIn } from "./time"

const noon = Date.parse("2026-01-05T04:00:00Z")
const zh = timesIn("zh", "Asia/Shanghai")
const en = timesIn("en", "Asia/Shanghai")

describe("an instant", () => {
  test("is told in the place's zone, not the machine's", () => {
    expect(zh.at("2026-01-05T04:05:09Z", noon)).toBe("12:05")
    expect(timesIn("zh", "Asia/Urumqi").at("2026-01-05T04:05:09Z", noon)).toBe("10:05")
  })

  test("of another day names the day", () => {
    expect(zh.at("2026-01-04T15:59:00Z", noon)).toBe("1月4日 23:59")
    expect(en.at("2026-01-04T15:59:00Z", noon)).toBe("4 Jan 23:59")
  })

  test("after midnight is 00, not 24", () => {
    expect(zh.at("2026-01-04T16:00:30Z", noon)).toBe("00:00")
  })

  test("that is missing or broken is empty", () => {
    expect(zh.at(null)).toBe("")
    expect(zh.at("soon")).toBe("")
  })
})

describe("a span", () => {
  test.each([
    [59_000, "00:59", "00:59"],
    [-272_000, "04:32", "04:32"],
    [3_600_000, "1时00分", "1h 00m"],
    [7_500_000, "2时05分", "2h 05m"],
    [3 * 86_400_000, "3 天", "3 days"],
  ])("of %i ms left", (ms, chinese, english) => {
    expect(zh.left(ms)).toBe(chinese)
    expect(en.left(ms)).toBe(english)
  })

  test.each([
    [10_000, "不到 1 分钟", "under 1 min"],
    [2_700_000, "45 分钟", "45 min"],
    [7_200_000, "2 小时", "2 h"],
    [7_500_000, "2 小时 5 分", "2 h 5 min"],
    [172_800_000, "2 天", "2 days"],
  ])("of %i ms", (ms, chinese, english) => {
    expect(zh.span(ms)).toBe(chinese)
    expect(en.span(ms)).toBe(english)
  })
})

test("distances are as exact as they are useful", () => {
  expect([4, 847, 3249, 12_700].map(zh.distance)).toEqual(["0 m", "850 m", "3.2 km", "13 km"])
})

test("counts stay short", () => {
  expect([0, 9999, 12_345].map(zh.count)).toEqual(["0", "9,999", "1.2万"])
  expect(en.count(20_000)).toBe("20k")
})
