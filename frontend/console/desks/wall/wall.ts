/** Layout of the wallboard's drawings. Pure. */

export interface Span {
  at: string
  reports: number
  restored: number
}

export interface Bar {
  key: string
  kind: "reports" | "restored"
  x: number
  y: number
  width: number
  height: number
}

export interface Bars {
  most: number
  bars: Bar[]
  /** Lines across, with what they stand for. */
  lines: { value: number; y: number }[]
  /** Times below, every half hour. */
  marks: { at: string; x: number }[]
}

const LEFT = 34
const TOP = 8
const MARK_EVERY = 6

/** Two bars a span side by side: what came in, and what was restored. The height is that of the fullest span. */
export function barsOf(flow: readonly Span[], width: number, height: number): Bars {
  const most = Math.max(0, ...flow.map(({ reports, restored }) => Math.max(reports, restored)))
  const top = niceTop(most)
  const step = (width - LEFT) / Math.max(1, flow.length)
  const tall = (count: number) => (count / top) * (height - TOP)
  const bars = flow.flatMap(({ at, reports, restored }, place): Bar[] =>
    (["reports", "restored"] as const).map((kind, side) => {
      const tallness = tall(kind === "reports" ? reports : restored)
      return { key: `${at} ${kind}`, kind, x: LEFT + step * place + side * step * 0.46, y: height - tallness, width: step * 0.42, height: tallness }
    }),
  )
  return {
    most,
    bars,
    lines: [0, top / 2, top].map((value) => ({ value, y: height - tall(value) })),
    marks: flow.flatMap(({ at }, place) => (place % MARK_EVERY === 0 && place < flow.length - 1 ? [{ at, x: LEFT + step * (place + 0.5) }] : [])),
  }
}

/** The next even figure out of 2, 4, 10, 20, 40, 100, … that is not below `most`. */
export function niceTop(most: number): number {
  for (let size = 1; ; size *= 10) for (const one of [2, 4, 10]) if (one * size >= most) return one * size
}

/** What the counts by age stand for: up to each limit in minutes, and beyond the last. */
export function labelsOf(limits: readonly number[]): { minutes: number; isOver: boolean }[] {
  return [...limits.map((minutes) => ({ minutes, isOver: false })), { minutes: limits.at(-1) ?? 0, isOver: true }]
}
