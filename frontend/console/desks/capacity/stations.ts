/** The stations to choose from on the capacity desk, and the one that the address names. */

import { computed, ref, watch, type ComputedRef, type Ref } from "vue"

import type { StationCard } from "../../../shared/types"
import { nameOf } from "../../speech"
import { useBoard } from "../../state/board"
import { useDesk } from "../../state/desk"

export interface Chosen {
  stations: ComputedRef<StationCard[]>
  id: Ref<number | null>
  station: ComputedRef<StationCard | undefined>
  mayAnywhere(...roles: string[]): boolean
  may(station: { path: string } | undefined, ...roles: string[]): boolean
}

/** `id` starts as the address's `station`, else as the first; a change of it goes back into the address. */
export function useStations(): Chosen {
  const boards = useBoard()
  const desk = useDesk()
  const stations = computed(() => [...boards.stations.values()].sort((a, b) => nameOf(a).localeCompare(nameOf(b))))
  const asked = Number(new URLSearchParams(window.location.search).get("station"))
  const id = ref<number | null>(Number.isSafeInteger(asked) && asked > 0 ? asked : null)
  watch(stations, (list) => {
    if (list.length && !list.some((one) => one.id === id.value)) id.value = list[0]!.id
  }, { immediate: true })

  return {
    stations,
    id,
    station: computed(() => boards.stations.get(id.value ?? 0)),
    mayAnywhere: (...roles) => roles.some((role) => desk.session?.roles.some((grant) => grant.role === role)),
    may: (station, ...roles) => station !== undefined && roles.some((role) => desk.holds(role, station.path)),
  }
}
