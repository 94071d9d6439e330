/** The looks at the queue that the person keeps under names, with how many orders each holds now. */

import { defineStore } from "pinia"
import { computed, ref, shallowRef, watch } from "vue"

import { useBoard } from "./board"
import { http } from "./desk"
import { CLOCKS, countOf, GROUPS, NO_FILTERS, SORTS, type Filters } from "./queue"
import { GROUPINGS, type Grouping } from "./queue-lines"
import { useQueue } from "./queue-store"

export interface Settings {
  group: string
  utility: string | null
  station_id: number | null
  state: string | null
  text: string
  clock: string
  sort: string
  by: string
}

export interface View {
  id: number
  name: string
  settings: Settings
}

const COUNT_MS = 2_000
const PATH = "/api/v1/board/queue-views"

export const useViews = defineStore("queue-views", () => {
  const boards = useBoard()
  const queues = useQueue()
  const views = shallowRef<readonly View[]>([])
  /** The view last chosen; what was changed since makes it another look. */
  const chosenId = ref<number | null>(null)

  const present = computed(() => settingsOf(queues.filters, queues.by))
  const chosen = computed(() => views.value.find(({ id }) => id === chosenId.value) ?? null)
  const isChanged = computed(() => chosen.value !== null && !isSame(filtersOf(chosen.value.settings), chosen.value.settings.by, queues.filters, queues.by))
  const counts = shallowRef<ReadonlyMap<number, number>>(new Map())
  const counted = computed(() => Math.floor(boards.now / COUNT_MS))
  // Not with every change of the board: thirty views of a storm would be counted eight times a second.
  watch([views, counted, () => boards.isLoaded], count)

  function count(): void {
    counts.value = new Map(views.value.map(({ id, settings }) => [id, countOf(boards.orders.values(), filtersOf(settings), boards.now)]))
  }

  async function read(): Promise<void> {
    views.value = (await http.get<{ views: View[] }>(PATH)).views
  }

  async function keep(name: string): Promise<void> {
    views.value = (await http.command<{ views: View[] }>("PUT", PATH, { body: { name, settings: present.value } })).views
    chosenId.value = views.value.find((view) => view.name === name.trim())?.id ?? null
  }

  async function drop(id: number): Promise<void> {
    views.value = (await http.command<{ views: View[] }>("DELETE", `${PATH}/${id}`)).views
    if (chosenId.value === id) chosenId.value = null
  }

  function choose(view: View): void {
    Object.assign(queues.filters, filtersOf(view.settings))
    queues.by = groupingOf(view.settings.by)
    chosenId.value = view.id
  }

  return { views, chosen, chosenId, isChanged, counts, read, keep, drop, choose }
})

export function settingsOf(filters: Filters, by: Grouping): Settings {
  const { stationId, ...rest } = filters
  return { ...rest, station_id: stationId, by }
}

/** What an older or newer page kept is shown as far as this one knows it. */
export function filtersOf(settings: Settings): Filters {
  const { group, utility, station_id, state, text, clock, sort } = settings
  return {
    group: GROUPS.find((known) => known === group) ?? NO_FILTERS.group,
    utility: utility as Filters["utility"],
    stationId: station_id,
    state: state as Filters["state"],
    text: text ?? "",
    clock: CLOCKS.find((known) => known === clock) ?? "any",
    sort: SORTS.find((known) => known === sort) ?? "due",
  }
}

export function groupingOf(by: string): Grouping {
  return GROUPINGS.find((known) => known === by) ?? "none"
}

function isSame(one: Filters, oneBy: string, other: Filters, otherBy: string): boolean {
  return oneBy === otherBy && (Object.keys(NO_FILTERS) as (keyof Filters)[]).every((name) => one[name] === other[name])
}
