/** Asking what giving an order to somebody would mean, and then doing it: one way for the mouse and the keyboard. */

import { shallowReactive, type ShallowReactive } from "vue"

import { Problem } from "../../../shared/problem"
import type { OrderCard, Reason, TechnicianCard } from "../../../shared/types"
import { reasonWords, t } from "../../speech"
import { useBoard } from "../../state/board"
import { http } from "../../state/desk"
import { stepsOf } from "./layout"

export type Level = "conflict" | "warn" | "fine" | "note"

export interface Check {
  technician_id: number
  station_id: number
  findings: (Reason & { level: Level })[]
  distance_m: number | null
  travel_s: number | null
  arrives_at: string | null
  needs_reason: boolean
  moves_from: string | null
  is_same: boolean
}

export const findingWords = (finding: Check["findings"][number]): string => reasonWords(finding)

export const RANK: Record<Level, number> = { conflict: 0, warn: 1, fine: 2, note: 3 }

/** The worst thing that was found, which a row shows in colour and in words. */
export function worstOf(check: Check): Level {
  return check.findings.reduce<Level>((worst, { level }) => (RANK[level] < RANK[worst] ? level : worst), "fine")
}

export async function ask(order: OrderCard, technicianId: number): Promise<Check> {
  return http.get<Check>(`/api/v1/board/timeline/check?order=${order.id}&technician=${technicianId}`)
}

/** Checks of one order as it is dragged over people: each is asked once. */
export class Checks {
  readonly known: ShallowReactive<Map<number, Check | "asking" | Problem>> = shallowReactive(new Map())

  constructor(readonly order: OrderCard) {}

  look(technicianId: number): void {
    if (this.known.has(technicianId)) return
    this.known.set(technicianId, "asking")
    ask(this.order, technicianId)
      .then((check) => this.known.set(technicianId, check))
      .catch((error: unknown) => {
        if (!(error instanceof Problem)) throw error
        this.known.set(technicianId, error)
      })
  }
}

/**
 * Give the order to the technician: to the station first where it is not there yet. Each step is a command with the
 * version of the order that the one before gave, so whoever was quicker is told of, and nothing is done by halves unsaid.
 */
export async function give(seen: OrderCard, technician: TechnicianCard, stationId: number, reason: string): Promise<OrderCard> {
  const boards = useBoard()
  let order = seen
  for (const step of stepsOf(seen, stationId)) {
    // A station that accepts by itself has done so with the offer.
    if (step === "accept" && order.state !== "offered") continue
    const body =
      step === "offer"
        ? { station_id: stationId, reason: reason || t("plan.offer.reason", { name: technician.name }) }
        : step === "accept"
          ? {}
          : { technician_id: technician.id, override_reason: reason || null }
    const answer = await http.command<{ order: OrderCard }>("POST", `/api/v1/board/orders/${order.id}/${step}`, { body: { ...body, version: order.version } })
    order = answer.order
    boards.know(order)
  }
  return order
}
