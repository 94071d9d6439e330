import type { AlarmCard } from "../../shared/types"

/** What must sound now: new ones since the last look, and life safety in any case. Pure. */
export function dueOf(waiting: readonly AlarmCard[], known: ReadonlySet<number>): { fresh: AlarmCard[]; isCritical: boolean } {
  return { fresh: waiting.filter(({ id }) => !known.has(id)), isCritical: waiting.some(({ severity }) => severity === "critical") }
}
