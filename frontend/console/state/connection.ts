/** The page's own alarm: what it shows may be old, because the line to the server is cut or has not caught up. */

import { computed, ref, type ComputedRef } from "vue"

import type { AlarmCard } from "../../shared/types"
import { speech } from "../speech"
import { useBoard } from "./board"

/** A line that blinks is no alarm. */
const PATIENCE_MS = 12_000
/** No row of the server has it. */
export const CONNECTION = -1

export function useConnectionAlarm(name: () => string): { alarm: ComputedRef<AlarmCard | null>; acknowledge(): void } {
  const boards = useBoard()
  /** The break that this person has seen; another one is another alarm. */
  const seen = ref<number | null>(null)
  const since = computed(() => (boards.link.state === "live" ? null : boards.link.since))

  const alarm = computed<AlarmCard | null>(() => {
    if (since.value === null || !boards.isLoaded || boards.now - since.value < PATIENCE_MS) return null
    return {
      id: CONNECTION,
      kind: "connection_degraded",
      severity: "high",
      order_id: null,
      order_number: null,
      station_id: null,
      technician_id: null,
      text_key: "alarm.connection_degraded",
      facts: { since: speech.times.value.at(since.value, boards.now) },
      raised_at: new Date(since.value).toISOString(),
      needs: 1,
      acknowledged_by: seen.value === since.value ? [name()] : [],
      cleared_at: null,
      escalated: false,
    }
  })

  return {
    alarm,
    acknowledge: () => {
      seen.value = since.value
    },
  }
}
