/** Everything that can be done by name: this order's actions, the queue's looks, desks, stations, people. */

import { computed, type ComputedRef } from "vue"

import { spoken } from "../../../shared/numbers"
import { isUsedBy } from "../../desks/due"
import { nameOf, speech, t, word } from "../../speech"
import { useBoard } from "../../state/board"
import { useDesk } from "../../state/desk"
import { useOrder } from "../../state/order"
import { GROUPS, SORTS } from "../../state/queue"
import { GROUPINGS } from "../../state/queue-lines"
import { useQueue } from "../../state/queue-store"
import { useViews } from "../../state/queue-views"
import { DESKS, useRoute } from "../../state/route"
import { sought, wanted } from "../../state/wanted"
import { tell } from "../../telling"
import { TEXTS } from "../../texts"
import { actionsOf, type Action } from "../actions"
import type { Command } from "./palette"

/** All but the orders; those are looked for while somebody types. */
export function useCommands(help: () => void): ComputedRef<Command[]> {
  const boards = useBoard()
  const desk = useDesk()
  const orders = useOrder()
  const queues = useQueue()
  const views = useViews()
  const route = useRoute()

  const roles = computed(() => (desk.session?.roles ?? []).map(({ role }) => role))

  function acts(): Command[] {
    const { detail } = orders
    if (!detail || detail.order.id !== orders.id || boards.isOffline) return []
    const { first, beside, more } = actionsOf(detail.order, detail.allowed, roles.value)
    const all: Action[] = [...(first ? [first] : []), ...beside, ...more.flatMap(({ actions }) => actions)]
    return all.map((action) => ({
      id: `act ${action}`,
      kind: "act",
      words: t(`action.${action}`),
      more: spoken(detail.order.number),
      also: both(`action.${action}`),
      run: () => (wanted.value = action),
    }))
  }

  function looks(): Command[] {
    const onQueue = (run: () => void) => () => {
      route.go("map")
      run()
    }
    return [
      ...GROUPS.map((group): Command => ({ id: `group ${group}`, kind: "queue", words: t("palette.group", { group: t(`queue.group.${group}`) }), also: both(`queue.group.${group}`), run: onQueue(() => queues.show(group)) })),
      ...views.views.map((view): Command => ({ id: `view ${view.id}`, kind: "queue", words: t("palette.view", { name: view.name }), more: speech.times.value.number(views.counts.get(view.id) ?? 0), run: onQueue(() => views.choose(view)) })),
      ...GROUPINGS.map((by): Command => ({ id: `by ${by}`, kind: "queue", words: t("palette.by", { by: t(`queue.by.${by}`) }), also: both(`queue.by.${by}`), run: onQueue(() => (queues.by = by)) })),
      ...SORTS.map((sort): Command => ({ id: `sort ${sort}`, kind: "queue", words: t("palette.sort", { sort: t(`queue.sort.${sort}`) }), also: both(`queue.sort.${sort}`), run: onQueue(() => (queues.filters.sort = sort)) })),
      ...(queues.by === "none" ? [] : [{ id: "fold", kind: "queue" as const, words: t("palette.fold"), also: both("palette.fold"), run: onQueue(() => queues.foldAll()) }]),
      { id: "tick all", kind: "queue", words: t("palette.tick_all"), also: both("palette.tick_all"), run: onQueue(() => queues.tick(queues.shownOrders.map(({ id }) => id), true)) },
      { id: "clear", kind: "queue", words: t("palette.clear"), also: both("palette.clear"), run: onQueue(() => queues.clear()) },
    ]
  }

  function places(): Command[] {
    const desks = DESKS.filter((name) => isUsedBy(name, roles.value)).map(
      (name): Command => ({ id: `desk ${name}`, kind: "desk", words: t(`nav.${name}.title`), also: `${both(`nav.${name}`)} ${both(`nav.${name}.title`)}`, run: () => route.go(name) }),
    )
    const stations = [...boards.stations.values()].map(
      (station): Command => ({
        id: `station ${station.id}`,
        kind: "station",
        words: t("palette.station", { name: nameOf(station) }),
        also: `${station.name} ${station.name_en} ${station.code}`,
        more: t("queue.heading.load", { open: boards.loads.get(station.id) ?? 0, ceiling: station.open_ceiling }),
        run: () => {
          route.go("map")
          queues.filters.group = "all"
          queues.filters.stationId = station.id
        },
      }),
    )
    const people = [...boards.technicians.values()].map(
      (one): Command => ({
        id: `person ${one.id}`,
        kind: "person",
        words: t("palette.person", { name: nameOf(one) }),
        also: `${one.name} ${one.name_en}`,
        more: [word("technician_state", one.state), nameOf(boards.stations.get(one.station_id) ?? { name: "" })].filter(Boolean).join(" · "),
        run: () => {
          route.go("map")
          sought.value = one.id
        },
      }),
    )
    return [...desks, ...stations, ...people]
  }

  return computed(() => [
    ...acts(),
    ...looks(),
    ...places(),
    { id: "language", kind: "other", words: t("palette.language"), also: both("palette.language"), run: () => void desk.speak(speech.language.value === "zh" ? "en" : "zh").catch(tell) },
    { id: "help", kind: "other", words: t("palette.help"), also: `${both("palette.help")} ?`, run: help },
  ])
}

/** The words of a key in both languages: a dispatcher types whichever comes first. */
function both(key: keyof typeof TEXTS): string {
  return `${TEXTS[key].zh} ${TEXTS[key].en}`
}

/** An order as a line of the palette. */
export function orderCommand(order: { id: number; number: string; symptom: string; state: string; address: string; caller?: string }, choose: (id: number) => void): Command {
  return {
    id: `order ${order.id}`,
    kind: "order",
    words: `${spoken(order.number)} · ${word("symptom", order.symptom)}`,
    more: [word("state", order.state), order.address, order.caller].filter(Boolean).join(" · "),
    also: `${order.number} ${order.address} ${order.caller ?? ""}`,
    run: () => choose(order.id),
  }
}
