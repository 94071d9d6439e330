/** Instants and spans in words. Instants are shown in the place's time zone, whatever the reader's machine thinks. */

import type { Language } from "./types"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

export interface Times {
  /** 14:05; with the day before it when that is not today. */
  at(iso: string | number | null | undefined, now?: number): string
  /** Mon 2 Mar · 3月2日周一 */
  day(iso: string): string
  /** 14:00–16:00 */
  hours(from: string, to: string): string
  /** A window of a day: Mon 2 Mar 14:00–16:00 */
  window(from: string, to: string): string
  /** 14:05:09 */
  second(iso: string | number): string
  /** The whole date and time. */
  full(iso: string | number): string
  /** 2 h 05 min */
  span(ms: number): string
  /** Time left or overdrawn, short enough for a list: 04:32 · 2 h 05 · 3 d */
  left(ms: number): string
  /** 850 m · 3.2 km */
  distance(metres: number): string
  number(value: number): string
  /** As `number`, but short where it would be long: 9,999 · 12k · 1.2万 */
  count(value: number): string
}

export function timesIn(language: Language, zone: string): Times {
  const locale = language === "zh" ? "zh-CN" : "en-GB"
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: zone, hourCycle: "h23", ...options })
  const clock = format({ hour: "2-digit", minute: "2-digit" })
  const seconds = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" })
  const day = format({ month: "short", day: "numeric" })
  const whole = format({ dateStyle: "medium", timeStyle: "medium" })
  const weekday = format({ weekday: "short", month: "short", day: "numeric" })
  const dayOf = (iso: string) => weekday.format(new Date(iso)).replace(",", "")
  const hoursOf = (from: string, to: string) => `${clock.format(new Date(from))}–${clock.format(new Date(to))}`
  const dayNumber = new Intl.DateTimeFormat("en-CA", { timeZone: zone })
  const numbers = new Intl.NumberFormat(locale)
  const short = new Intl.NumberFormat(locale, { notation: "compact" })
  const units = UNITS[language]

  return {
    at(iso, now = Date.now()) {
      if (iso === null || iso === undefined) return ""
      const instant = new Date(iso)
      if (Number.isNaN(instant.getTime())) return ""
      const time = clock.format(instant)
      return dayNumber.format(instant) === dayNumber.format(now) ? time : `${day.format(instant)} ${time}`
    },
    day: dayOf,
    hours: hoursOf,
    window: (from, to) => `${dayOf(from)} ${hoursOf(from, to)}`,
    second: (iso) => seconds.format(new Date(iso)),
    full: (iso) => whole.format(new Date(iso)),
    span(ms) {
      const minutes = Math.round(Math.abs(ms) / MINUTE)
      if (minutes < 1) return units.moments
      if (minutes < 60) return units.minutes(minutes)
      const hours = Math.floor(minutes / 60)
      if (hours < 48) return units.hours(hours, minutes % 60)
      return units.days(Math.round(hours / 24))
    },
    left(ms) {
      const size = Math.abs(ms)
      if (size < HOUR) return `${two(Math.floor(size / MINUTE))}:${two(Math.floor((size % MINUTE) / 1000))}`
      if (size < DAY) return units.hoursShort(Math.floor(size / HOUR), two(Math.floor((size % HOUR) / MINUTE)))
      return units.days(Math.floor(size / DAY))
    },
    distance(metres) {
      if (metres < 1000) return `${numbers.format(Math.round(metres / 10) * 10)} m`
      return `${numbers.format(Math.round(metres / (metres < 10_000 ? 100 : 1000)) / (metres < 10_000 ? 10 : 1))} km`
    },
    number: (value) => numbers.format(value),
    count: (value) => (value < 10_000 ? numbers.format(value) : short.format(value)),
  }
}

interface Units {
  moments: string
  minutes(count: number): string
  hours(count: number, minutes: number): string
  hoursShort(count: number, minutes: string): string
  days(count: number): string
}

const UNITS: Record<Language, Units> = {
  zh: {
    moments: "不到 1 分钟",
    minutes: (count) => `${count} 分钟`,
    hours: (count, minutes) => (minutes ? `${count} 小时 ${minutes} 分` : `${count} 小时`),
    hoursShort: (count, minutes) => `${count}时${minutes}分`,
    days: (count) => `${count} 天`,
  },
  en: {
    moments: "under 1 min",
    minutes: (count) => `${count} min`,
    hours: (count, minutes) => (minutes ? `${count} h ${minutes} min` : `${count} h`),
    hoursShort: (count, minutes) => `${count}h ${minutes}m`,
    days: (count) => (count === 1 ? "1 day" : `${count} days`),
  },
}

function two(value: number): string {
  return String(value).padStart(2, "0")
}
