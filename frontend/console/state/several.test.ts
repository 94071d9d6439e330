import { describe, expect, test } from "vitest"

import type { OrderCard } from "../../shared/types"
import { outlookOf, verbsOf, wayBack, type SeveralVerb } from "./several"

let next = 1
const order = (over: Partial<OrderCard> = {}): OrderCard => ({ id: next++, state: "waiting", station_id: null, technician_id: null, technician_name: "", version: 1, ...over }) as OrderCard

describe("what a rehearsal says", () => {
  const a = order({ state: "assigned", station_id: 7, technician_id: 3, technician_name: "周强" })
  const b = order({ state: "accepted", station_id: 7 })
  const c = order({ state: "repaired" })
  const d = order({ state: "repaired" })
  const e = order({ state: "closed" })
  const said = [
    { id: a.id, will: true as const, order: { ...a, state: "offered", station_id: 8, technician_id: null } },
    { id: b.id, will: true as const, order: { ...b, state: "offered", station_id: 8 } },
    { id: c.id, will: false as const, code: "order.step_not_open", why: "Not in this state" },
    { id: e.id, will: false as const, code: "not_found", why: "Not there" },
    { id: d.id, will: false as const, code: "order.step_not_open", why: "Not in this state" },
  ] as Parameters<typeof outlookOf>[1]

  test("is counted: who will, who will not and why, the most common reason first", () => {
    const { will, willNot } = outlookOf([a, b, c, d, e], said)
    expect(will.map(({ before }) => before.id)).toEqual([a.id, b.id])
    expect(willNot).toEqual([
      { why: "Not in this state", state: "repaired", orders: [c, d] },
      { why: "Not there", state: null, orders: [e] },
    ])
  })

  test("tells what else happens: states, visits that end, stations that are left", () => {
    const { becomes, loses, leaves } = outlookOf([a, b, c, d, e], said)
    expect(becomes).toEqual([
      { before: "assigned", after: "offered", count: 1 },
      { before: "accepted", after: "offered", count: 1 },
    ])
    expect(loses).toEqual([{ id: 3, name: "周强" }])
    expect([...leaves]).toEqual([[7, 2]])
  })
})

describe("the way back", () => {
  const after = (before: OrderCard, over: Partial<OrderCard>) => ({ ...before, version: before.version + 1, ...over })

  test.each<[SeveralVerb, Partial<OrderCard>, Partial<OrderCard>, string | null, object]>([
    ["suspend", { state: "accepted", station_id: 7 }, { state: "suspended" }, "resume", { note: "back" }],
    ["merge", { state: "waiting" }, { state: "merged" }, "unmerge", { note: "back" }],
    ["offer", { state: "accepted", station_id: 7 }, { state: "offered", station_id: 8 }, "offer", { station_id: 7, reason: "back" }],
    ["offer", { state: "hand_queue" }, { state: "offered", station_id: 8 }, "queue", { note: "back" }],
    ["queue", { state: "offered", station_id: 7 }, { state: "hand_queue", station_id: null }, "offer", { station_id: 7, reason: "back" }],
    ["queue", { state: "waiting" }, { state: "hand_queue" }, null, {}],
    ["assign", { state: "assigned", technician_id: 3 }, { technician_id: 4 }, "assign", { technician_id: 3, override_reason: "back" }],
    ["assign", { state: "accepted" }, { technician_id: 4 }, null, {}],
    ["accept", { state: "offered", station_id: 7 }, { state: "accepted" }, null, {}],
    ["urge", { state: "assigned" }, {}, null, {}],
    ["withdrawal", { state: "accepted" }, { state: "withdrawal_asked" }, null, {}],
    ["resume", { state: "suspended" }, { state: "accepted" }, null, {}],
  ])("of %s from %o to %o is %s", (verb, was, became, back, body) => {
    const before = order(was)
    const found = wayBack(verb, before, after(before, became), "back")
    expect(found?.verb ?? null).toBe(back)
    if (found) expect(found).toMatchObject({ body, order: { version: before.version + 1 } })
  })
})

test("roles leave out what the server would refuse for every order", () => {
  expect(verbsOf(["dispatcher"])).toContain("offer")
  expect(verbsOf(["coordinator"])).not.toContain("offer")
  expect(verbsOf(["quality"])).toEqual(["urge"])
  expect(verbsOf(["auditor"])).toEqual([])
})
