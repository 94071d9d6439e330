/** Return visits as the quality desk reads them. */

import type { Utility } from "../../../shared/types"

export interface Line {
  key: string
  answer: "" | "yes_no" | "stars" | "text"
  zh: string
  en: string
}

export interface Visit {
  id: number
  order_id: number | null
  case_id: number | null
  number: string
  utility: Utility
  business_type: string
  symptom: string
  address: string
  kind: string
  why: { code: string; percent: number | null; draw: number | null }
  station_name: string
  station_name_en: string
  opened_at: string
  due_at: string
  is_overdue: boolean
  state: string
  attempts: { at: string; by: string; outcome: string; note: string }[]
  tries_left: number
  contact_name: string
  contact_phone: string
  language: "zh" | "en"
  script: Line[]
}

export type Answers = Record<string, boolean | number | string | null>

/** What the two marks of a visit are made of: both must be given before it can be saved. */
export function isAnswered(answers: Answers): boolean {
  return typeof answers["solved"] === "boolean" && typeof answers["satisfaction"] === "number"
}

/** The one after `id` in the list, for whoever works it off; the one before the end where it was the last. */
export function following(visits: readonly Visit[], id: number): number | null {
  const here = visits.findIndex((visit) => visit.id === id)
  const left = visits.filter((visit) => visit.id !== id)
  return left[Math.min(Math.max(here, 0), left.length - 1)]?.id ?? null
}
