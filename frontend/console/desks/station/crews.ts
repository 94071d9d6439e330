/** Crews of a station, as its desk sees them. */

export interface CrewPerson {
  membership_id: number
  technician_id: number
  name: string
  name_en: string
  state: string
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
  version: number
  people: readonly CrewPerson[]
}

export interface Standing {
  state: string
}

/** Who leads now: the leader while on shift, else the stand-in, else nobody (the server's rule, field/crews). */
export function actingOf({ leader_id, deputy_id }: Pick<Crew, "leader_id" | "deputy_id">, stateOf: (id: number) => string | undefined): number | null {
  const isHere = (id: number | null): id is number => id !== null && (stateOf(id) ?? "off") !== "off"
  return isHere(leader_id) ? leader_id : isHere(deputy_id) ? deputy_id : null
}
