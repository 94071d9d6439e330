/** Which actions the panel shows for an order, in which groups, and which one comes first. Pure. */

import type { OrderCard, OrderState } from "../../shared/types"

export const GROUPS = {
  place: ["offer", "accept", "assign", "return", "queue_for_hand"],
  talk: ["contact", "promise", "appoint", "urge"],
  special: ["suspend", "resume", "hand_over", "paid_work"],
  join: ["merge", "unmerge"],
  stop: ["ask_withdrawal", "decide_withdrawal"],
  finish: ["write_report", "review", "correct", "reopen"],
} as const

export type ActionGroup = keyof typeof GROUPS
export type Action = (typeof GROUPS)[ActionGroup][number]

/** Steps of the lifecycle table that stand behind an action of the panel, where the name is another. */
const STEPS: Partial<Record<Action, readonly string[]>> = {
  decide_withdrawal: ["approve_withdrawal", "refuse_withdrawal"],
  review: ["close", "reject_report"],
}

const BEGUN: readonly OrderState[] = ["accepted", "assigned", "departed", "arrived"]
const LIVING: readonly OrderState[] = ["waiting", "hand_queue", "offered", ...BEGUN, "suspended"]

/** Actions that do not move the order, so that the table says nothing of them: roles as the access table has them, and states in which they make sense. */
const BESIDE: Partial<Record<Action, { roles: readonly string[]; states: readonly OrderState[] }>> = {
  contact: { roles: ["agent", "coordinator", "dispatcher"], states: LIVING },
  promise: { roles: ["agent", "coordinator", "dispatcher"], states: [...BEGUN, "suspended"] },
  appoint: { roles: ["agent", "coordinator", "dispatcher"], states: ["waiting", "hand_queue", "offered", "accepted", "assigned"] },
  urge: { roles: ["agent", "dispatcher", "coordinator", "quality"], states: [...LIVING, "repaired", "withdrawal_asked"] },
  paid_work: { roles: ["coordinator", "dispatcher"], states: BEGUN },
  write_report: { roles: ["coordinator"], states: ["repaired", "reported"] },
  correct: { roles: ["coordinator", "dispatcher", "quality"], states: [...BEGUN, "suspended", "repaired", "reported", "closed"] },
}

/** Life safety is never parked, withdrawn, merged or given away. */
const NOT_FOR_LIFE_SAFETY: readonly Action[] = ["suspend", "ask_withdrawal", "hand_over", "merge", "appoint"]

const FIRST: Partial<Record<OrderState, readonly Action[]>> = {
  waiting: ["offer"],
  hand_queue: ["offer"],
  offered: ["accept", "offer"],
  accepted: ["assign"],
  suspended: ["resume"],
  withdrawal_asked: ["decide_withdrawal"],
  repaired: ["write_report"],
  reported: ["review", "write_report"],
}

/** Kept beside the first one because they are wanted so often. */
const BESIDE_FIRST: Partial<Record<OrderState, readonly Action[]>> = {
  waiting: ["queue_for_hand"],
  hand_queue: ["merge"],
  offered: ["return", "offer"],
  accepted: ["contact", "promise"],
  assigned: ["assign", "contact"],
  departed: ["assign", "contact"],
  arrived: ["contact", "suspend"],
  closed: ["reopen"],
}

export interface Actions {
  first: Action | null
  beside: Action[]
  more: { group: ActionGroup; actions: Action[] }[]
}

export function actionsOf(order: Pick<OrderCard, "state" | "is_life_safety">, allowed: readonly string[], roles: readonly string[]): Actions {
  const state = order.state as OrderState
  const open = (Object.values(GROUPS).flat() as Action[]).filter((action) => {
    if (order.is_life_safety && NOT_FOR_LIFE_SAFETY.includes(action)) return false
    const rule = BESIDE[action]
    if (rule) return rule.states.includes(state) && roles.some((role) => rule.roles.includes(role))
    return (STEPS[action] ?? [action]).some((step) => allowed.includes(step))
  })
  const first = FIRST[state]?.find((action) => open.includes(action)) ?? null
  const beside = (BESIDE_FIRST[state] ?? []).filter((action) => open.includes(action) && action !== first)
  const rest = open.filter((action) => action !== first && !beside.includes(action))
  const more = (Object.keys(GROUPS) as ActionGroup[]).map((group) => ({ group, actions: rest.filter((action) => (GROUPS[group] as readonly Action[]).includes(action)) }))
  return { first, beside, more: more.filter(({ actions }) => actions.length > 0) }
}
