/** Finding a command by what is typed. Pure. */

export const KINDS = ["act", "order", "queue", "desk", "station", "person", "other"] as const
export type Kind = (typeof KINDS)[number]

export interface Command {
  id: string
  kind: Kind
  words: string
  /** Told beside it. */
  more?: string
  /** Other words that it is found by, in either language. */
  also?: string
  run(): void
}

/** Of one kind on screen; whoever wants another types more. */
const MOST: Record<Kind, number> = { act: 30, order: 8, queue: 12, desk: 20, station: 6, person: 6, other: 6 }
/** Too many to be listed before anything is typed. */
const ONLY_WHEN_ASKED: readonly Kind[] = ["order", "station", "person"]

/** What fits the words typed, all of them, by kind; within a kind the best first, else as given. */
export function found(commands: readonly Command[], text: string): Command[] {
  const wanted = normal(text).split(" ").filter(Boolean)
  const fitting = commands
    .map((command, place) => ({ command, place, score: scoreOf(command, wanted) }))
    .filter(({ command, score }) => (wanted.length === 0 ? !ONLY_WHEN_ASKED.includes(command.kind) : score > 0))
    .sort((a, b) => b.score - a.score || a.place - b.place)
  // The kind of the best fit comes first; an exact name must not stand beneath a list of other things.
  const kinds = wanted.length === 0 ? KINDS : [...KINDS].sort((a, b) => bestOf(fitting, b) - bestOf(fitting, a))
  return kinds.flatMap((kind) => fitting.filter(({ command }) => command.kind === kind).slice(0, MOST[kind]).map(({ command }) => command))
}

function bestOf(fitting: readonly { command: Command; score: number }[], kind: Kind): number {
  return Math.max(0, ...fitting.filter(({ command }) => command.kind === kind).slice(0, 1).map(({ score }) => score))
}

/** 0 for no fit; the beginning of the name counts most, then of a word of it, then anywhere, then in its other words. */
function scoreOf(command: Command, wanted: readonly string[]): number {
  if (wanted.length === 0) return 0
  const words = normal(command.words)
  const also = normal(command.also ?? "")
  let least = 4
  for (const part of wanted) {
    const fit = words.startsWith(part) ? 4 : words.includes(` ${part}`) ? 3 : words.includes(part) ? 2 : also.includes(part) || bare(also).includes(bare(part)) || bare(words).includes(bare(part)) ? 1 : 0
    least = Math.min(least, fit)
  }
  return least
}

function normal(text: string): string {
  return text.toLowerCase().trim().replace(/\s+/g, " ")
}

/** Numbers are read in groups and typed without. */
function bare(text: string): string {
  return text.replace(/[\s\-–—·.]/g, "")
}
