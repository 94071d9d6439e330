/** Who calls, and what is known here: asked while the caller speaks, the last question only. */

import type { Facts, OrderCard } from "../../../shared/types"
import { http } from "../../state/desk"

export interface UsualPlace {
  address: string
  lon: number | null
  lat: number | null
  scene: string
  times: number
}

/** What the order's customer reads at this moment. */
export interface Told {
  zone: string
  status: string
  notes: string[]
  promise: { words: string; at: string | null; window: string; late: string } | null
}

export interface EarlierRequest {
  order: OrderCard
  is_open: boolean
  may_urge: boolean
  may_note: boolean
  told: Told | null
}

export interface Caller {
  is_known: boolean
  names: string[]
  customer_numbers: string[]
  places: UsualPlace[]
  requests: EarlierRequest[]
  cases: { id: number; number: string; business_type: string; subject: string; state: string; taken_at: string }[]
  important_user: string
}

export interface KnownFault {
  order: OrderCard
  score: number | null
  reasons: ({ code: string } & Facts)[]
  is_of_many: boolean
  same_caller: boolean
  told: Told
  may_attach: boolean
  why_not: string
}

export interface Preview {
  station: { id: number; name: string; name_en: string; path: string; way: string; distance_m: number | null; reasons: ({ code: string } & Facts)[] } | null
  facts: string[]
  over_capacity: boolean
  is_life_safety: boolean
  priority: number
  arrive_by: string
  zone: string
  likely_at: string | null
  crews: number
}

export interface Outlook {
  known: KnownFault[]
  preview: Preview | null
}

export function callerBy(asked: { phone: string } | { customer_number: string }): Promise<Caller> {
  return http.command<{ caller: Caller }>("POST", "/api/v1/calling/caller", { body: asked }).then(({ caller }) => caller)
}

export function outlookOf(sketch: Record<string, unknown>, signal: AbortSignal): Promise<Outlook> {
  return http.command<Outlook>("POST", "/api/v1/calling/outlook", { body: sketch, signal })
}
