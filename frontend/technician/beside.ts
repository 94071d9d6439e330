/** What helps at each visit: read once when there is a line, kept on the phone as long as the visit is on the day. */

import { shallowRef } from "vue"

import type { PhoneStore } from "./phone/store"

export interface Before {
  number: string
  symptom: string
  state: string
  opened_at: string
  cause: string
  note: string
}

export interface Beside {
  history: readonly Before[]
  tools: readonly string[]
}

type Kept = Readonly<Record<number, Beside>>

const NAME = "beside"

export function openBeside(read: (path: string) => Promise<unknown>) {
  const all = shallowRef<Kept>({})
  let store: Pick<PhoneStore, "readNotes" | "writeNotes"> | null = null
  let isReading = false

  return {
    all,
    async open(from: Pick<PhoneStore, "readNotes" | "writeNotes">) {
      store = from
      all.value = { ...(await from.readNotes<Kept>(NAME)), ...all.value }
    },
    /** Ask for what is not known yet, one after the other: the line may be thin. A failure is asked again next time. */
    async follow(visits: readonly number[]) {
      if (isReading) return
      isReading = true
      try {
        for (const id of visits) {
          if (all.value[id]) continue
          const found = (await read(`/api/v1/field/visits/${id}/beside`)) as Beside
          all.value = { ...Object.fromEntries(Object.entries(all.value).filter(([known]) => visits.includes(Number(known)))), [id]: found }
          await store?.writeNotes(NAME, all.value)
        }
      } catch {
        // Help is nice to have; the visit stands without it.
      } finally {
        isReading = false
      }
    },
  }
}
