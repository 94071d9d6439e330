/** Who could take a job on: asked when there is a line, kept on the phone for when there is none. */

import { shallowRef } from "vue"

import type { PhoneStore } from "../phone/store"
import type { Colleague } from "./handing"

interface Known {
  all: readonly Colleague[]
  at: number
}

const NAME = "colleagues"

export function openColleagues(read: (path: string) => Promise<unknown>) {
  const known = shallowRef<Known | null>(null)
  let store: Pick<PhoneStore, "readNotes" | "writeNotes"> | null = null

  return {
    known,
    async open(from: Pick<PhoneStore, "readNotes" | "writeNotes">) {
      store = from
      known.value ??= await from.readNotes<Known>(NAME)
    },
    /** Whether the answer is fresh; without a line what was known stays. */
    async look(): Promise<boolean> {
      try {
        const { colleagues } = (await read("/api/v1/field/colleagues")) as { colleagues: Colleague[] }
        known.value = { all: colleagues, at: Date.now() }
        await store?.writeNotes(NAME, known.value)
        return true
      } catch {
        return false
      }
    },
    nameOf: (id: number) => known.value?.all.find((each) => each.id === id)?.name ?? "",
  }
}
