/** The technician looked at: their day as the server knows it, read anew when their work changes. */

import { computed, ref, shallowRef, watch } from "vue"

import type { TechnicianCard } from "../../../shared/types"
import type { Way } from "../../map/way"
import { useBoard } from "../../state/board"
import { http } from "../../state/desk"

export interface FullWay extends Way {
  technician: TechnicianCard
}

export function useWay() {
  const boards = useBoard()
  const id = ref<number | null>(null)
  const way = shallowRef<FullWay | null>(null)
  const hasFailed = ref(false)
  const card = computed(() => (id.value === null ? null : (boards.technicians.get(id.value) ?? null)))

  async function read(wanted: number): Promise<void> {
    try {
      const found = await http.get<FullWay>(`/api/v1/board/technicians/${wanted}/way`)
      if (id.value !== wanted) return
      way.value = found
      hasFailed.value = false
    } catch {
      hasFailed.value = id.value === wanted
    }
  }

  watch([id, () => card.value?.visit_order_id, () => card.value?.open_visits, () => card.value?.state], ([wanted], [before]) => {
    if (wanted !== before) way.value = null
    if (wanted !== null) void read(wanted)
  })

  return { id, way, card, hasFailed }
}
