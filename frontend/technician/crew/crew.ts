/** The crew that the technician belongs to, as the server gives it; kept on the phone for when there is no line. */

import { shallowRef } from "vue"

import type { VisitState } from "../model"
import type { PhoneStore } from "../phone/store"

export interface CrewPerson {
  membership_id: number
  technician_id: number
  name: string
  name_en: string
  state: "off" | "available" | "busy" | "break"
  open_visits: number
  phone: string
  belonging: "member" | "helping"
  until: string | null
  helps: string
  helps_en: string
}

export interface Crew {
  id: number
  name: string
  name_en: string
  leader_id: number | null
  deputy_id: number | null
  acting_id: number | null
  people: readonly CrewPerson[]
}

export interface CrewJob {
  id: number
  number: string
  symptom: string
  skill: string
  state: VisitState
  address: string
  is_life_safety: boolean
  technician_id: number
  offered_to: string
}

export interface OwnCrew {
  crew: Crew | null
  leads: boolean
  jobs: readonly CrewJob[]
  others: readonly { id: number; name: string; name_en: string }[]
}

const NAME = "crew"

export function openCrew(read: (path: string) => Promise<unknown>) {
  const own = shallowRef<OwnCrew | null>(null)
  let store: Pick<PhoneStore, "readNotes" | "writeNotes"> | null = null

  return {
    own,
    async open(from: Pick<PhoneStore, "readNotes" | "writeNotes">) {
      store = from
      own.value ??= await from.readNotes<OwnCrew>(NAME)
    },
    /** Without a line what was known stays. */
    async look(): Promise<void> {
      try {
        own.value = (await read("/api/v1/field/crew")) as OwnCrew
        await store?.writeNotes(NAME, own.value)
      } catch {
        // Asked again when the page is looked at again.
      }
    },
  }
}

/** Who somebody is in the crew. */
export function roleOf(crew: Crew, person: CrewPerson): "leader" | "deputy" | "member" | "helping" {
  if (person.belonging === "helping") return "helping"
  if (person.technician_id === crew.leader_id) return "leader"
  return person.technician_id === crew.deputy_id ? "deputy" : "member"
}

const RANK = { leader: 0, deputy: 1, member: 2, helping: 3 }

/** Leader, stand-in, members, helpers; who is on shift before who is not. */
export function inOrder(crew: Crew): CrewPerson[] {
  const rank = (one: CrewPerson): number => RANK[roleOf(crew, one)] + (one.state === "off" ? 10 : 0)
  return [...crew.people].sort((a, b) => rank(a) - rank(b))
}
