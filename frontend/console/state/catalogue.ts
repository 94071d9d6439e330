/** The trade's catalogue, asked for once: which symptoms a utility has. */

import { http } from "./desk"

export interface Symptom {
  code: string
  utility: string
  is_life_safety: boolean
  safety: { zh: string; en: string }[]
}

let asked: Promise<Symptom[]> | null = null

export function symptoms(): Promise<Symptom[]> {
  asked ??= http.get<{ symptoms: Symptom[] }>("/api/v1/catalogue").then(
    (found) => found.symptoms,
    (error: unknown) => {
      asked = null
      throw error
    },
  )
  return asked
}
