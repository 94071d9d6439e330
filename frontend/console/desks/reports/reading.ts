/** Asking for something that may take long: one question at a time, busy while it lasts, called off by whoever waits. */

import { onBeforeUnmount, ref, shallowRef, watch, type Ref, type ShallowRef } from "vue"

import { Problem } from "../../../shared/problem"
import { http } from "../../state/desk"

/** The server stops a question sooner, and says so; asking again because we heard nothing would ask it twice. */
const LONGEST_MS = 90_000

export interface Reading<T> {
  value: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  isBusy: Ref<boolean>
  /** Whole seconds that the question has taken so far. */
  seconds: Ref<number>
  /** Somebody did not want to wait any longer. */
  isOff: Ref<boolean>
  read(): Promise<void>
  stop(): void
}

/** `address` is null for nothing to ask. What was there stays until its successor comes. */
export function useReading<T>(address: () => string | null): Reading<T> {
  const value = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isBusy = ref(false)
  const isOff = ref(false)
  const seconds = ref(0)
  let asking: AbortController | null = null

  async function read(): Promise<void> {
    asking?.abort()
    const path = address()
    if (path === null) return
    const mine = (asking = new AbortController())
    isBusy.value = true
    isOff.value = false
    seconds.value = 0
    problem.value = null
    const ticking = window.setInterval(() => (seconds.value += 1), 1000)
    try {
      const found = await http.get<T>(path, { signal: mine.signal, limit: LONGEST_MS })
      if (mine === asking) value.value = found
    } catch (error) {
      if (mine.signal.aborted) return
      if (!(error instanceof Problem)) throw error
      value.value = null
      problem.value = error
    } finally {
      window.clearInterval(ticking)
      if (mine === asking) isBusy.value = false
    }
  }

  function stop(): void {
    asking?.abort()
    isBusy.value = false
    isOff.value = true
  }

  watch(address, () => void read(), { immediate: true })
  onBeforeUnmount(() => asking?.abort())
  return { value, problem, isBusy, seconds, isOff, read, stop }
}
