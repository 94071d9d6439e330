/** Windows of one person at one machine look at the same order: choose it in one, see it in the other. */

import { watch } from "vue"

const CHANNEL = "paidan.console.order"

export function shareChoice(chosen: () => number | null, choose: (order: number | null) => void): void {
  if (typeof BroadcastChannel === "undefined") return
  const channel = new BroadcastChannel(CHANNEL)
  let heard: number | null | undefined
  channel.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    if (data !== null && !Number.isSafeInteger(data)) return
    heard = data as number | null
    choose(heard)
  })
  watch(chosen, (order) => {
    // What was heard is not said again: two windows would go on for ever.
    if (order !== heard) channel.postMessage(order)
    heard = undefined
  })
}
