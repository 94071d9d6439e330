/** What an address says: its parts, what else it may mean, and what speaks against it. */

import { http } from "./desk"

export interface AddressParts {
  province: string
  city: string
  district: string
  town: string
  detail: string
  adcode: string
}

export interface PlaceNode {
  node_id: number
  name: string
  name_en: string
  path?: string
}

export interface GeoPoint {
  lon: number
  lat: number
  source: string
  accuracy_m: number | null
  datum: string
  name: string
}

export interface AddressConflict {
  code: "other_place" | "elsewhere"
  pin_node: PlaceNode | null
  address_node: PlaceNode | null
}

export interface AddressLook {
  parts: AddressParts | null
  ambiguous: AddressParts[]
  /** How many places the name may mean; more than are listed where it is a common one. */
  candidates: number
  contradicts: boolean
  elsewhere: boolean
  nodes: PlaceNode[]
  conflict: AddressConflict | null
  points: GeoPoint[]
  geocoder: string
}

/** The address in an order's story: the conflict is the one that was kept, open or decided. */
export interface AddressPart extends Omit<AddressLook, "conflict" | "points" | "geocoder"> {
  conflict:
    | (AddressConflict & {
        /** Nobody has decided, and the order lives. */
        is_open: boolean
        parts: Partial<AddressParts>
        raised_at: string
        decision: "" | "pin_right" | "address_right" | "corrected"
        decided_at: string | null
        decided_by: string
        note: string
        before: { lon?: number | null; lat?: number | null; address?: string }
        may_decide: boolean
        may_rematch: boolean
      })
    | null
}

export interface Typed {
  text: string
  lon?: number
  lat?: number
  city_hint?: string
  points?: boolean
}

export function lookAt(typed: Typed, signal?: AbortSignal): Promise<AddressLook> {
  return http.command<AddressLook>("POST", "/api/v1/addresses/parse", { body: typed, ...(signal ? { signal } : {}) })
}

/** The divisions in one word, a city that is its own province said once. */
export function divisionsOf(parts: Partial<AddressParts>): string {
  return [...new Set([parts.province, parts.city, parts.district, parts.town].filter(Boolean))].join("")
}

/** A node that stands above the station, at it, or below it says the same place. */
export function isAt(nodes: readonly PlaceNode[], stationPath: string): boolean {
  return nodes.some(({ path }) => path !== undefined && (stationPath.startsWith(path) || path.startsWith(stationPath)))
}
