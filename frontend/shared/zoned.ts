/** Instants as the fields of a form hold them: wall-clock time in the place's zone, whatever the reader's machine thinks. */

/** `2026-11-23T09:05` in the zone. */
export function wallOf(instant: number | string, zone: string): string {
  const parts = new Map(partsIn(zone).formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
  return `${parts.get("year")}-${parts.get("month")}-${parts.get("day")}T${parts.get("hour")}:${parts.get("minute")}`
}

/** The instant of a wall-clock time in the zone, ISO 8601 in UTC; null where the text is none. A time that a change of clocks skips is the one after. */
export function instantOf(wall: string, zone: string): string | null {
  const asUtc = Date.parse(`${wall}Z`)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(wall) || Number.isNaN(asUtc)) return null
  let guess = asUtc
  for (let turn = 0; turn < 2; turn += 1) guess += asUtc - Date.parse(`${wallOf(guess, zone)}Z`)
  return new Date(guess).toISOString()
}

const kept = new Map<string, Intl.DateTimeFormat>()

function partsIn(zone: string): Intl.DateTimeFormat {
  let format = kept.get(zone)
  if (!format) {
    const two = "2-digit" as const
    format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", year: "numeric", month: two, day: two, hour: two, minute: two })
    kept.set(zone, format)
  }
  return format
}
