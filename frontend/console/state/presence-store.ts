/** Who else is at the orders of this board, and telling the others what is open here. */

import { defineStore } from "pinia"
import { shallowRef } from "vue"

import { Problem } from "../../shared/problem"
import type { PresenceItem } from "../../shared/types"
import { http } from "./desk"
import { heard, NOBODY } from "./presence"

/** The server forgets after 45 s; one word may get lost. */
const SAY_AGAIN_MS = 20_000

interface Said {
  order: number
  doing: "looking" | "deciding"
  about: string
}

export const usePresence = defineStore("presence", () => {
  const known = shallowRef(NOBODY)
  let said: Said | null = null
  let again = 0

  function hear(items: readonly PresenceItem[]): void {
    known.value = heard(known.value, items, Date.now())
  }

  async function tell(order: number, doing: PresenceItem["doing"], about: string): Promise<void> {
    try {
      const answer = await http.command<{ people: PresenceItem[] }>("PUT", `/api/v1/board/orders/${order}/presence`, { body: { doing, about } })
      hear(answer.people)
    } catch (error) {
      // It is said again soon; nobody is kept from work by it.
      if (!(error instanceof Problem)) throw error
    }
  }

  /** From now on this is what is open here; null: nothing. */
  function attend(next: Said | null): void {
    window.clearInterval(again)
    if (said && said.order !== next?.order) void tell(said.order, "gone", "")
    said = next
    if (!next) return
    void tell(next.order, next.doing, next.about)
    again = window.setInterval(() => void tell(next.order, next.doing, next.about), SAY_AGAIN_MS)
  }

  return { known, hear, attend }
})
