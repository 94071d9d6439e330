import { expect, test } from "vitest"

import { timesIn } from "../../../shared/time"
import { daysOf, type SlotView } from "./windows"

const slot = (starts_at: string, ends_at: string): SlotView => ({ station_id: 1, station_name: "一站", station_name_en: "One", starts_at, ends_at, free: 2 })

test("windows stand under the day of the place, whatever the day in UTC", () => {
  const slots = [slot("2026-03-01T14:00:00Z", "2026-03-01T16:00:00Z"), slot("2026-03-01T16:00:00Z", "2026-03-01T18:00:00Z")]
  expect(daysOf(slots, timesIn("en", "Asia/Shanghai"))).toMatchObject([
    { name: "Sun 1 Mar", slots: [{ hours: "22:00–00:00" }] },
    { name: "Mon 2 Mar", slots: [{ hours: "00:00–02:00" }] },
  ])
  expect(daysOf(slots, timesIn("zh", "Asia/Shanghai")).map(({ name }) => name)).toEqual(["3月1日周日", "3月2日周一"])
})

test("nothing free is no day", () => {
  expect(daysOf([], timesIn("en", "UTC"))).toEqual([])
})
