import { describe, expect, it } from "vitest"

import { Replay, type History } from "./replay"

const HISTORY: History = {
  since: 1000,
  until: 2000,
  orders: [
    [7, "2611230000017", "gas", "smell", 1, true, 113.5, 34.5, 400],
    [8, "2611230000025", "water", "no_water", 3, false, 113.6, 34.6, 1200],
    [9, "2611230000033", "water", "no_water", 3, false, null, null, 1990],
  ],
  steps: [
    [0, 900, "offered", 3],
    [0, 1100, "accepted", null],
    [0, 1500, "closed", null],
    [1, 1200, "waiting", null],
    [1, 1300, "offered", 4],
    [2, 1990, "waiting", null],
  ],
  clocks: [
    [0, 400, 1300, 1100],
    [0, 400, 1400, null],
    [1, 1200, 5000, null],
  ],
  is_cut: false,
}

describe("the last hours", () => {
  const replay = new Replay(HISTORY)

  it("begin with the orders that were open already, in the state they were in", () => {
    expect(replay.at(1000).map(({ id, state, station_id }) => [id, state, station_id])).toEqual([[7, "offered", 3]])
  })

  it("show an order from when it came until it ended, with the station that had it", () => {
    expect(replay.at(1350).map(({ id, state, station_id }) => [id, state, station_id])).toEqual([
      [7, "accepted", 3],
      [8, "offered", 4],
    ])
    expect(replay.at(1500).map(({ id }) => id)).toEqual([8])
    expect(replay.at(1199).map(({ id }) => id)).toEqual([7])
  })

  it("know the nearest deadline that was running then", () => {
    expect(replay.at(1050)[0]!.due_at).toBe(new Date(1_300_000).toISOString())
    expect(replay.at(1100)[0]!.due_at).toBe(new Date(1_400_000).toISOString())
  })

  it("count what came, also what has no place", () => {
    expect(replay.counts(2)).toEqual([1, 1])
    expect(replay.opened(1000, 2000)).toEqual([[113.6, 34.6]])
  })
})
