/** A list of the server that is asked for again whenever the board says that something of it happened. */

import { ref, shallowRef, watch, type Ref, type ShallowRef } from "vue"

import { Problem } from "../../shared/problem"

/** Several things happen at once: ask once for them. */
const QUIET_MS = 300

export interface Fresh<T> {
  value: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  isLoading: Ref<boolean>
  read(): Promise<void>
}

/** `about` gives what the list is about, null for nothing to ask; a change of it empties the list. `changes` only asks again. */
export function useFresh<K extends string | number, T>(about: () => K | null, ask: (about: K) => Promise<T>, changes: () => unknown = () => null): Fresh<T> {
  const value = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isLoading = ref(false)
  let turn = 0

  async function read(): Promise<void> {
    const wanted = about()
    const mine = (turn += 1)
    if (wanted === null) return
    isLoading.value = value.value === null
    try {
      const found = await ask(wanted)
      if (mine !== turn) return
      value.value = found
      problem.value = null
    } catch (error) {
      if (mine !== turn) return
      if (!(error instanceof Problem)) throw error
      problem.value = error
    } finally {
      if (mine === turn) isLoading.value = false
    }
  }

  let soon = 0
  watch(about, () => {
    value.value = problem.value = null
    void read()
  }, { immediate: true })
  watch(changes, () => {
    window.clearTimeout(soon)
    soon = window.setTimeout(() => void read(), QUIET_MS)
  })

  return { value, problem, isLoading, read }
}
