/** Outages and customers served, as the server lists them. */

export interface OutageRow {
  id: number
  node_name: string
  node_name_en: string
  utility: string
  order_number: string
  began_at: string
  customers: number
  still_out: number
  is_planned: boolean
  note: string
  said_by: string
  void_reason: string
  void_by: string
  steps: { at: string; customers: number; said_by: string }[]
}

export interface ServedRow {
  id: number
  node_name: string
  node_name_en: string
  utility: string
  from_day: string
  customers: number
  said_by: string
}

export interface OutageData {
  may_edit: boolean
  may_say_served: boolean
  outages: OutageRow[]
  served: ServedRow[]
}

export const UTILITIES = ["electricity", "water", "gas", "heating"] as const
