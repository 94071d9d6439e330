import { describe, expect, test } from "vitest"

import type { OrderState } from "../../shared/types"
import { actionsOf, type Actions } from "./actions"

const order = (state: OrderState, is_life_safety = false) => ({ state, is_life_safety })
const all = ({ first, beside, more }: Actions) => [...(first ? [first] : []), ...beside, ...more.flatMap(({ actions }) => actions)]

describe("the panel's actions", () => {
  test("a withdrawal is decided only by whoever the server lets", () => {
    expect(actionsOf(order("withdrawal_asked"), ["approve_withdrawal", "refuse_withdrawal"], ["dispatcher"]).first).toBe("decide_withdrawal")
    expect(all(actionsOf(order("withdrawal_asked"), [], ["coordinator"]))).toEqual(["urge"])
  })

  test("life safety is neither parked nor withdrawn, merged or given away, whatever the table allows", () => {
    const allowed = ["assign", "suspend", "ask_withdrawal", "hand_over", "merge"]
    expect(all(actionsOf(order("accepted"), allowed, ["dispatcher"]))).toEqual(expect.arrayContaining(["suspend", "ask_withdrawal", "hand_over", "merge"]))
    const safe = all(actionsOf(order("accepted", true), allowed, ["dispatcher"]))
    expect(safe).toContain("assign")
    for (const action of ["suspend", "ask_withdrawal", "hand_over", "merge"]) expect(safe).not.toContain(action)
  })

  test("each action stands in one place", () => {
    const states: OrderState[] = ["waiting", "offered", "accepted", "arrived", "reported", "closed"]
    for (const state of states) {
      const shown = all(actionsOf(order(state), ["offer", "accept", "return", "assign", "suspend", "merge", "close", "reopen"], ["dispatcher", "coordinator"]))
      expect(new Set(shown).size).toBe(shown.length)
    }
  })

  test("whoever only reads is offered nothing", () => {
    expect(all(actionsOf(order("accepted"), [], ["auditor"]))).toEqual([])
  })
})
