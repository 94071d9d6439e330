/** What a report (回单) may say, and what the server's checks would point out, known on the phone without a line. Pure. */

import { CAUSES_OF, HINTS, OWNERS, RESULTS, WORKED } from "../shared/generated/reports"

export interface Draft {
  cause: string
  result: string
  owner: string
  note: string
}

export type Warning =
  | { code: "customer_work_agreed" }
  | { code: "cause_fits_result" }
  | { code: "cause_fits_text"; words: string[] }

export const results: readonly string[] = RESULTS
export const owners: readonly string[] = OWNERS

const BY_UTILITY: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = CAUSES_OF

/** The causes that a report on the utility may name: group by group. */
export function causesOf(utility: string): { group: string; causes: readonly string[] }[] {
  return Object.entries(BY_UTILITY[utility] ?? {}).map(([group, causes]) => ({ group, causes }))
}

export function groupOf(cause: string): string {
  for (const groups of Object.values(BY_UTILITY)) {
    for (const [group, causes] of Object.entries(groups)) if (causes.includes(cause)) return group
  }
  return ""
}

/** What a report usually says of a cause; the server fills in the same where nothing is said. */
export function usual(cause: string): Pick<Draft, "result" | "owner"> {
  return { result: cause === "no_fault_found" ? "no_fault_found" : "repaired", owner: groupOf(cause) === "customer" ? "customer" : "utility" }
}

/** What a reviewer would be shown; the server's word is the last one. `isAgreed`: the customer agreed to pay. */
export function warningsOf({ cause, result, owner, note }: Draft, isAgreed: boolean): Warning[] {
  const worked = (WORKED as readonly string[]).includes(result)
  const found: Warning[] = []
  if (owner === "customer" && worked && !isAgreed) found.push({ code: "customer_work_agreed" })
  const saysNothing = cause === "no_fault_found"
  if ((saysNothing && worked) || (result === "no_fault_found" && !saysNothing)) found.push({ code: "cause_fits_result" })
  const spoken = hinted(note)
  const chosen = groupOf(cause)
  if (!(chosen in spoken) && chosen !== "unclear") {
    const words = Object.values(spoken).flat()
    if (words.length) found.push({ code: "cause_fits_text", words })
  }
  return found
}

function hinted(text: string): Record<string, string[]> {
  const lowered = text.toLowerCase()
  const found: Record<string, string[]> = {}
  for (const [group, words] of Object.entries(HINTS)) {
    const said = words.filter((word) => lowered.includes(word))
    if (said.length) found[group] = said
  }
  return found
}
