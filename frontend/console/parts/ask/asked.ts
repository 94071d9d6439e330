/** What every question about an order is given, and how its answer is carried out. */

import type { OrderCard } from "../../../shared/types"
import { t } from "../../speech"
import { useOrder, type Verb } from "../../state/order"
import type { FullDetail } from "../../state/story"
import { tellDone } from "../../telling"

export interface Asked {
  detail: FullDetail
  /** The order as it was when the question was put; what happens behind the dialog must not slip under the answer. */
  seen: OrderCard
}

export async function carryOut(verb: Verb, seen: OrderCard, done: string, body: Record<string, unknown> = {}): Promise<void> {
  if (await useOrder().command(verb, seen, body)) tellDone(t("order.done", { action: done }))
}
