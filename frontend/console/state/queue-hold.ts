/** Changes that would move rows under somebody's cursor wait and are counted. Pure. */

import type { OrderCard } from "../../shared/types"

export interface Changes {
  come: number
  gone: number
  /** Rows that would stand elsewhere. */
  moved: number
  /** Orders of life safety that are not on screen because of it. */
  lifeSafety: readonly OrderCard[]
}

export const NO_CHANGES: Changes = { come: 0, gone: 0, moved: 0, lifeSafety: [] }

/** What taking `fresh` in place of the rows `shown` would do. */
export function changesOf(shown: readonly OrderCard[], fresh: readonly OrderCard[]): Changes {
  if (shown === fresh) return NO_CHANGES
  const places = new Map(shown.map(({ id }, place) => [id, place]))
  const kept: number[] = []
  const lifeSafety: OrderCard[] = []
  let come = 0
  for (const order of fresh) {
    const place = places.get(order.id)
    if (place !== undefined) {
      kept.push(place)
      continue
    }
    come += 1
    if (order.is_life_safety) lifeSafety.push(order)
  }
  return { come, gone: shown.length - kept.length, moved: kept.length - longestRise(kept), lifeSafety }
}

export function countOf({ come, gone, moved }: Changes): number {
  return come + gone + moved
}

/** The most rows that can stay where they are relative to one another: everything else moves. */
function longestRise(places: readonly number[]): number {
  const tails: number[] = []
  for (const place of places) {
    let low = 0
    let high = tails.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (tails[middle]! < place) low = middle + 1
      else high = middle
    }
    tails[low] = place
  }
  return tails.length
}
