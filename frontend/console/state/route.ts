/** Which desk is on screen and which order is open, kept in the address: a link leads back to both. */

import { ref, watch, type Ref } from "vue"

export const DESKS = ["map", "station", "region", "quality", "cases", "coverage", "capacity", "reports", "policies"] as const
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

export function addressOf({ desk, order }: Route): string {
  return `${ROOT}${desk === "map" ? "" : desk}${order === null ? "" : `?order=${order}`}`
}

export interface Router {
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
  const desk = ref<DeskName>(first.desk)
  const order = ref<number | null>(first.order)

  window.addEventListener("popstate", () => {
    const found = routeOf(window.location.pathname, window.location.search)
    desk.value = found.desk
    order.value = found.order
  })
  watch(order, () => {
    const address = addressOf({ desk: desk.value, order: order.value })
    if (address !== window.location.pathname + window.location.search) window.history.replaceState(null, "", address)
  })

  return {
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
