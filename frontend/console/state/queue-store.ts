/** The queue's filters and what they leave of the board. */

import { defineStore } from "pinia"
import { computed, reactive, ref } from "vue"

import { useBoard } from "./board"
import { NO_FILTERS, queueOf, type Filters, type Group } from "./queue"

export const useQueue = defineStore("queue", () => {
  const boards = useBoard()
  const filters = reactive<Filters>({ ...NO_FILTERS, group: "act" })
  /** The row that the keyboard stands on. */
  const activeId = ref<number | null>(null)

  const queue = computed(() => queueOf(boards.orders.values(), filters))
  const isFiltered = computed(() => filters.utility !== null || filters.stationId !== null || filters.state !== null || filters.text !== "")

  function show(group: Group): void {
    filters.group = group
  }

  function clear(): void {
    Object.assign(filters, { ...NO_FILTERS, group: filters.group })
  }

  return { filters, queue, isFiltered, activeId, show, clear }
})
