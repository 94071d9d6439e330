/** What is drawn, as ECharts is told it: colours of the theme, patterns beside colours, words instead of HTML. Pure. */

import type { EChartsCoreOption } from "echarts/core"

import type { Drawn } from "./option"

export interface Ink {
  font: string
  text: string
  quiet: string
  line: string
  ground: string
  series: string[]
}

const TOKENS = ["--brand", "--gas", "--info", "--heating", "--good", "--electricity", "--family-site", "--ink-3"]
const SYMBOLS = ["circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow", "emptyCircle"]
/** With more bars than this the figures above them would lie over each other. */
const MOST_LABELS = 14

/** The theme's tokens as they are now. */
export function inkOf(style: CSSStyleDeclaration): Ink {
  // Named, not inherited: the chart measures its words before they are on the page.
  const of = (name: string) => style.getPropertyValue(name).trim()
  return { font: of("--font"), text: of("--ink"), quiet: of("--ink-2"), line: of("--line-2"), ground: of("--surface"), series: TOKENS.map(of) }
}

export function heightOf(drawn: Drawn): number {
  if (!drawn.isLying) return 280
  const bars = drawn.kind === "stack" ? 1 : Math.max(1, drawn.series.length * 0.7)
  return Math.min(900, 90 + drawn.categories.length * Math.max(24, 16 * bars + 8))
}

export function optionOf(drawn: Drawn, ink: Ink, write: (value: number) => string): EChartsCoreOption {
  const isLine = drawn.kind === "lines"
  const isHigh = drawn.unit === "share" && drawn.series.some(({ bars }) => bars.some((bar) => (bar?.value ?? 0) > 0.5))
  const bars = drawn.categories.length * (drawn.kind === "stack" ? 1 : drawn.series.length)
  const category = {
    type: "category",
    data: drawn.categories,
    inverse: drawn.isLying,
    axisLabel: { color: ink.quiet, fontSize: 12, hideOverlap: true, ...(drawn.isLying ? { width: 150, overflow: "truncate" } : {}) },
    axisLine: { lineStyle: { color: ink.line } },
    axisTick: { show: false },
  }
  const value = {
    type: "value",
    // A share that is near the whole is read against the whole.
    ...(isHigh ? { min: 0, max: 1 } : { min: 0, minInterval: drawn.unit === "number" ? 1 : 0 }),
    axisLabel: { color: ink.quiet, fontSize: 12, formatter: write, hideOverlap: true },
    splitLine: { lineStyle: { color: ink.line, opacity: 0.6 } },
  }
  return {
    animation: false,
    textStyle: { fontFamily: ink.font, color: ink.text },
    color: ink.series,
    // Its words are ours, beside it; from it come the patterns.
    aria: { enabled: true, label: { enabled: false }, decal: { show: drawn.series.length > 1 && !isLine } },
    grid: { left: 12, right: 24, top: drawn.series.length > 1 ? 40 : 18, bottom: 8, containLabel: true },
    legend: { show: drawn.series.length > 1, type: "plain", top: 2, left: 8, textStyle: { color: ink.text, fontSize: 12 }, itemWidth: 22, itemHeight: 12 },
    tooltip: {
      trigger: "item",
      renderMode: "richText",
      confine: true,
      backgroundColor: ink.ground,
      borderColor: ink.line,
      textStyle: { color: ink.text, fontSize: 12 },
      formatter: (one: { name: string; seriesName: string; value: number }) =>
        [one.name, drawn.series.length > 1 || !one.name ? one.seriesName : ""].filter(Boolean).join(" · ") + `\n${write(one.value)}`,
    },
    xAxis: drawn.isLying ? value : category,
    yAxis: drawn.isLying ? category : value,
    series: drawn.series.map(({ name, bars: own }, place) => ({
      name,
      type: isLine ? "line" : "bar",
      data: own.map((bar) => bar?.value ?? null),
      ...(drawn.kind === "stack" ? { stack: "all" } : {}),
      ...(isLine ? { symbol: SYMBOLS[place % SYMBOLS.length], symbolSize: 8, connectNulls: false } : { barMaxWidth: 26 }),
      label: {
        show: drawn.kind !== "stack" && !isLine && bars <= MOST_LABELS,
        position: drawn.isLying ? "right" : "top",
        color: ink.text,
        fontSize: 12,
        formatter: ({ value: shown }: { value: number }) => write(shown),
      },
    })),
  }
}
