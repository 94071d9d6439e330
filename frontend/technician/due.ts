/** Words for how long is left. Pure; milliseconds in, a text key and its facts out. */

export interface Due {
  key: "due.left" | "due.left_hours" | "due.late" | "due.late_hours"
  facts: { minutes: number; hours: number }
  mood: "calm" | "soon" | "late"
}

const SOON_MS = 15 * 60_000

export function dueIn(dueAt: string, now: number): Due {
  const left = Date.parse(dueAt) - now
  const isLate = left < 0
  // What is left is rounded down and what is over is rounded up: the screen never promises more time than there is.
  const minutes = isLate ? Math.ceil(-left / 60_000) : Math.floor(left / 60_000)
  const facts = { hours: Math.floor(minutes / 60), minutes: minutes % 60 }
  const long = minutes >= 60
  if (isLate) return { key: long ? "due.late_hours" : "due.late", facts, mood: "late" }
  return { key: long ? "due.left_hours" : "due.left", facts, mood: left < SOON_MS ? "soon" : "calm" }
}
