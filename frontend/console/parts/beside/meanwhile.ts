/** What happens to an order while somebody has a question about it open: told inside the question, before it is answered. */

import { inject, provide, type ComputedRef, type InjectionKey } from "vue"

const MEANWHILE: InjectionKey<ComputedRef<readonly string[]>> = Symbol("what happens meanwhile")

export function provideMeanwhile(sentences: ComputedRef<readonly string[]>): void {
  provide(MEANWHILE, sentences)
}

/** Sentences to show in a question; none outside of an order's panel. */
export function useMeanwhile(): ComputedRef<readonly string[]> | null {
  return inject(MEANWHILE, null)
}
