import { describe, expect, it } from "vitest"

import type { Item } from "../outbox/machine"
import { canHandOn, endOf, incoming, offerPath, withEntry, type JobOffer } from "./handing"

const offer = (id: number, over: Partial<JobOffer> = {}): JobOffer => ({
  id, visit_id: 10 + id, number: `N${id}`, symptom: "no_power", is_life_safety: false, address: "", visit_state: "arrived",
  giver_id: 1, giver: "周强", receiver_id: 2, receiver: "吴敏", note: "", offered_at: "", ...over,
})

const tapped = (path: string): Item => ({ seq: 1, fate: { state: "waiting" }, deed: { id: "d", at: "", verb: "offer.take", visitId: null, number: null, path, body: {} } })

describe("offers of jobs", () => {
  it("come with an entry and leave with it", () => {
    const open = withEntry([offer(1)], { job_offer: offer(2), state: "open", answer: "" })
    expect(open.map(({ id }) => id)).toEqual([1, 2])
    expect(withEntry(open, { job_offer: offer(1), state: "gone", answer: "" }).map(({ id }) => id)).toEqual([2])
  })

  it("are shown to the one who is asked until they answered", () => {
    const all = [offer(1), offer(2, { giver_id: 2, receiver_id: 1 })]
    expect(incoming(all, 2, []).map(({ id }) => id)).toEqual([1])
    expect(incoming(all, 2, [tapped(offerPath(1, "decline"))])).toEqual([])
    expect(incoming(all, 2, [tapped(offerPath(11, "take"))])).toHaveLength(1)
  })

  it("tell the giver what the colleague said, and nobody what they did themselves", () => {
    expect(endOf({ job_offer: offer(1), state: "taken", answer: "" }, 1)?.key).toBe("handing.taken")
    expect(endOf({ job_offer: offer(1), state: "declined", answer: "没有工具" }, 1)).toEqual({ key: "handing.declined.why", facts: { name: "吴敏", note: "没有工具" } })
    expect(endOf({ job_offer: offer(1), state: "called_off", answer: "" }, 1)).toBeNull()
    expect(endOf({ job_offer: offer(1), state: "taken", answer: "" }, 2)).toBeNull()
  })

  it("are made until the repair is done", () => {
    expect(["assigned", "arrived", "repaired", "reported"].map((state) => canHandOn(state as "assigned"))).toEqual([true, true, false, false])
  })
})
