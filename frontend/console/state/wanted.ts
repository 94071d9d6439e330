/** What was asked for away from where it is answered: an action of the open order, the palette, the list of keys. */

import { ref, shallowRef } from "vue"

import type { Action } from "../parts/actions"

/** The order's panel puts its question. */
export const wanted = shallowRef<Action | null>(null)

/** Somebody whom the map shall show. */
export const sought = ref<number | null>(null)

/** What the palette shows. */
export const summoned = ref<"commands" | "keys" | null>(null)
