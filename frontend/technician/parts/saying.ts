/** How a sheet says something: send it when it is whole, else point at what is missing until it is there. */

import { computed, nextTick, ref, type ComputedRef } from "vue"

import type { ShownVisit } from "../day"
import type { Checked, Missing } from "../special"
import { usePhone } from "./phone-key"

export interface Saying {
  /** The sentence for what is missing, once somebody tried to send it. */
  lacks(...what: Missing[]): string | undefined
  /** Keep it on the phone and send it; false while something is missing, which is shown, or it could not be kept. */
  confirm(tap: Event): Promise<boolean>
  /** Nothing is missing as long as nobody tries again. */
  anew(): void
}

export function useSaying(visit: () => ShownVisit, said: () => Checked): Saying {
  const phone = usePhone()
  const isTried = ref(false)
  const missing: ComputedRef<readonly Missing[]> = computed(() => {
    const checked = isTried.value ? said() : null
    return checked && "missing" in checked ? checked.missing : []
  })
  return {
    lacks(...what) {
      const first = what.find((each) => missing.value.includes(each))
      return first && phone.say(`special.lacks.${first}`)
    },
    async confirm({ currentTarget }) {
      const checked = said()
      isTried.value = true
      if ("talk" in checked) return phone.talk(visit().card, checked.talk)
      await nextTick()
      pointAt((currentTarget as HTMLElement | null)?.closest("dialog")?.querySelector(".bad"))
      return false
    },
    anew() {
      isTried.value = false
    },
  }
}

/** What is missing may lie far above the button, out of sight on a small phone. */
export function pointAt(place: Element | null | undefined): void {
  const typed = place?.querySelector<HTMLElement>("input:not([type=radio]), textarea")
  ;(typed ?? place?.querySelector<HTMLElement>("input"))?.focus({ preventScroll: true })
  place?.scrollIntoView({ block: "nearest" })
}
