/** The map in the past: the last hours fetched once, an instant to look at, and playing through them. */

import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from "vue"

import type { Problem } from "../../../shared/problem"
import { Replay, type History } from "../../map/replay"
import { http } from "../../state/desk"
import { asProblem } from "../../state/order"

/** Seconds of the past that go by in one step of the player, ten steps a second: a day in some fifty seconds. */
const STEP = 180
const STEP_MS = 100
/** Older than this it is fetched again. */
const FRESH_MS = 60_000

export function useHistory(node: Ref<number | null>) {
  const replay = shallowRef<Replay | null>(null)
  const past = ref<number | null>(null)
  const isLoading = ref(false)
  const isPlaying = ref(false)
  const problem = shallowRef<Problem | null>(null)
  let readAt = 0
  let player = 0

  async function load(): Promise<void> {
    const wanted = node.value
    if (wanted === null || isLoading.value || (replay.value && Date.now() - readAt < FRESH_MS)) return
    isLoading.value = true
    problem.value = null
    try {
      const found = await http.get<History>(`/api/v1/board/${wanted}/history`)
      if (wanted !== node.value) return
      replay.value = new Replay(found)
      readAt = Date.now()
    } catch (error) {
      problem.value = asProblem(error)
    } finally {
      isLoading.value = false
    }
  }

  function show(instant: number | null): void {
    past.value = instant
    if (instant === null) isPlaying.value = false
  }

  watch(isPlaying, (playing) => {
    window.clearInterval(player)
    if (!playing) return
    const { since, until } = replay.value!
    if (past.value === null || past.value >= until) past.value = since
    player = window.setInterval(() => {
      past.value = Math.min(until, past.value! + STEP)
      if (past.value >= until) isPlaying.value = false
    }, STEP_MS)
  })
  watch(node, () => {
    show(null)
    replay.value = null
  })
  onBeforeUnmount(() => window.clearInterval(player))

  return { replay, past, isLoading, isPlaying, problem, load, show, isPast: computed(() => past.value !== null) }
}

export type HistoryState = ReturnType<typeof useHistory>
