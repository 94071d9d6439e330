/** Windows by the place's days. Pure. */

import type { Times } from "../../../shared/time"

export interface SlotView {
  station_id: number
  station_name: string
  station_name_en: string
  starts_at: string
  ends_at: string
  free: number
}

export interface Day {
  name: string
  slots: (SlotView & { hours: string })[]
}

/** In the order given, which is by time. */
export function daysOf(slots: readonly SlotView[], times: Times): Day[] {
  const days: Day[] = []
  for (const slot of slots) {
    const name = times.day(slot.starts_at)
    const shown = { ...slot, hours: times.hours(slot.starts_at, slot.ends_at) }
    const last = days.at(-1)
    if (last?.name === name) last.slots.push(shown)
    else days.push({ name, slots: [shown] })
  }
  return days
}
