/** Limits of the trade as rows: grouped, worded, and what a new one says. Pure but for the words given in. */

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

/** The first part of a code: what family a limit belongs to. */
export function familyOf(code: string): string {
  return code.split(".")[0]!
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
