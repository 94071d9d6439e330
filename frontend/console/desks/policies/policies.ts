/** Limits of the trade as rows: grouped, worded, and what a new one says. Pure but for the words given in. */

import { THEMES, themeOf, type Theme } from "./themes"

export interface PolicyRow {
  id: number
  code: string
  utility: string
  business_type: string
  symptom: string
  urgency: string
  scene: string
  season: string
  value: number
  unit: string
  effective_from: string
  effective_to: string | null
  citation: string
  mark: "S" | "P" | "U" | "D"
  is_verified: boolean
  note: string
  made_by: string
  is_in_effect: boolean
}

export const CONDITIONS = ["utility", "business_type", "symptom", "urgency", "scene", "season"] as const

/** One limit and its rows over time, the one in effect first, then the newest. */
export interface Limit {
  key: string
  code: string
  now: PolicyRow | null
  rows: PolicyRow[]
}

/** `said` is what the page says of a row, so that it is found by what is read. */
export function limitsOf(rows: readonly PolicyRow[], search: string, said: (row: PolicyRow) => string = () => ""): Limit[] {
  const limits = new Map<string, PolicyRow[]>()
  for (const row of rows) {
    const key = [row.code, ...CONDITIONS.map((name) => row[name])].join("|")
    limits.set(key, [...(limits.get(key) ?? []), row])
  }
  const wanted = search.trim().toLowerCase()
  return [...limits]
    .map(([key, found]) => {
      const sorted = [...found].sort((a, b) => (a.effective_from < b.effective_from ? 1 : -1))
      return { key, code: found[0]!.code, now: sorted.find(({ is_in_effect }) => is_in_effect) ?? null, rows: sorted }
    })
    .filter(({ key, rows: [first] }) => !wanted || key.toLowerCase().includes(wanted) || `${first!.citation} ${said(first!)}`.toLowerCase().includes(wanted))
}

/** Limits by what they are about, in the order of the themes; nothing of a theme that has none. */
export function grouped(limits: readonly Limit[]): { theme: Theme; limits: Limit[] }[] {
  const themes: Theme[] = [...(Object.keys(THEMES) as Theme[]), "other"]
  return themes.map((theme) => ({ theme, limits: limits.filter(({ code }) => themeOf(code) === theme) })).filter((group) => group.limits.length > 0)
}

/** When a row began; null for those of a new installation, which hold since ever. */
export const sinceOf = (row: PolicyRow): string | null => (row.effective_from < "2001" ? null : row.effective_from)

/**
 * Where a limit stands: in effect (`since` null: since ever), not yet, or over. `next` takes the place of the row that
 * holds now; `ends` is when it ends with nothing of its kind after it.
 */
export interface Standing {
  is: "now" | "later" | "over"
  row: PolicyRow
  since: string | null
  next: PolicyRow | null
  ends: string | null
}

export function standingOf({ now, rows }: Limit): Standing {
  // Newest first; one that was called off before it began holds for no time at all.
  const real = rows.filter(({ effective_from, effective_to }) => effective_to === null || effective_to > effective_from)
  if (now) {
    const next = real.filter((row) => row.effective_from > now.effective_from).at(-1) ?? null
    const ends = next && next.effective_from === now.effective_to ? null : now.effective_to
    return { is: "now", row: now, since: sinceOf(now), next, ends }
  }
  const newest = real[0] ?? rows[0]!
  const ahead = newest.effective_to === null
  return { is: ahead ? "later" : "over", row: newest, since: sinceOf(newest), next: null, ends: newest.effective_to }
}

export interface Preview {
  replaces: PolicyRow[]
  orders: { looked_at: number; changed: number; breached_before: number; breached_after: number } | null
}

/** What is sent to show or to save a new row in the place of an old one. */
export function bodyOf(old: PolicyRow, said: { value: string; unit: string; from: string; citation: string; mark: string; note: string }): Record<string, unknown> {
  const conditions = Object.fromEntries(CONDITIONS.map((name) => [name, old[name]]))
  return { code: old.code, ...conditions, value: said.value, unit: said.unit, ...(said.from ? { effective_from: said.from } : {}), citation: said.citation.trim(), mark: said.mark, note: said.note.trim() }
}
