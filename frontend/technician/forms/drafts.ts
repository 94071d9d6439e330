/** Forms half filled in: kept on the phone with every change, by visit, as long as the visit is on the day. */

import { shallowRef } from "vue"

import type { PhoneStore } from "../phone/store"
import type { Typed } from "./rules"

export interface Draft {
  code: string
  version: number
  typed: Typed
}

const NAME = "form-drafts"

export function openDrafts() {
  const all = shallowRef<Readonly<Record<number, Draft>>>({})
  let store: PhoneStore | null = null

  return {
    async open(from: PhoneStore) {
      store = from
      all.value = { ...(await from.readNotes<Record<number, Draft>>(NAME)), ...all.value }
    },
    /** What was typed for the visit, if it was this version of the form. */
    of(visitId: number, code: string, version: number): Typed {
      const draft = all.value[visitId]
      return draft?.code === code && draft.version === version ? draft.typed : {}
    },
    /** Resolves when it is on the disk; drafts of visits that are gone go too. */
    async keep(visitId: number, draft: Draft, visits: readonly number[]) {
      const live = Object.entries(all.value).filter(([id]) => visits.includes(Number(id)))
      all.value = { ...Object.fromEntries(live), [visitId]: draft }
      await store?.writeNotes(NAME, all.value)
    },
  }
}

export type Drafts = ReturnType<typeof openDrafts>
