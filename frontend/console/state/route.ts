/** Which desk is on screen and which order is open, kept in the address: a link leads back to both. */

import { ref, watch, type Ref } from "vue"

export const DESKS = ["map", "board", "agent", "station", "region", "storm", "wall", "quality", "cases", "coverage", "capacity", "reports", "policies"] as const
export type DeskName = (typeof DESKS)[number]

export interface Route {
  desk: DeskName
  order: number | null
}

const ROOT = "/console/"

export function routeOf(path: string, query: string): Route {
  const name = path.startsWith(ROOT) ? path.slice(ROOT.length).replace(/\/$/, "") : ""
  const order = Number(new URLSearchParams(query).get("order"))
  return {
    desk: name !== "map" && (DESKS as readonly string[]).includes(name) ? (name as DeskName) : "map",
    order: Number.isSafeInteger(order) && order > 0 ? order : null,
  }
}

export function addressOf({ desk, order }: Route, isAlone = false): string {
  const asked = [...(isAlone ? ["alone=1"] : []), ...(order === null ? [] : [`order=${order}`])]
  return `${ROOT}${desk === "map" ? "" : desk}${asked.length > 0 ? `?${asked.join("&")}` : ""}`
}

/** The same address with another order: what else a desk keeps in it stays. */
export function withOrder(path: string, query: string, order: number | null): string {
  const asked = new URLSearchParams(query)
  asked.delete("order")
  if (order !== null) asked.set("order", String(order))
  return asked.size > 0 ? `${path}?${asked}` : path
}

export interface Router {
  /** A window of its own for the map: no queue, no panel, the orders chosen in the other window. */
  isAlone: boolean
  desk: Readonly<Ref<DeskName>>
  order: Readonly<Ref<number | null>>
  go(desk: DeskName): void
  show(order: number | null): void
}

let opened: Router | null = null

/** The page's one route. Another desk is a step that "back" undoes; another order is not. */
export function useRoute(): Router {
  return (opened ??= open())
}

function open(): Router {
  const first = routeOf(window.location.pathname, window.location.search)
  const isAlone = new URLSearchParams(window.location.search).has("alone")
  const desk = ref<DeskName>(isAlone ? "map" : first.desk)
  const order = ref<number | null>(first.order)

  window.addEventListener("popstate", () => {
    const found = routeOf(window.location.pathname, window.location.search)
    desk.value = found.desk
    order.value = found.order
  })
  watch(order, () => {
    const address = withOrder(window.location.pathname, window.location.search, order.value)
    if (address !== window.location.pathname + window.location.search) window.history.replaceState(null, "", address)
  })

  return {
    isAlone,
    desk,
    order,
    go(wanted) {
      if (wanted === desk.value) return
      desk.value = wanted
      window.history.pushState(null, "", addressOf({ desk: wanted, order: order.value }))
    },
    show(wanted) {
      order.value = wanted
    },
  }
}
