/**
 * Calls that are not filed yet, on this device: written with every change, one IndexedDB per person, so that a crash or
 * a reload loses nothing and a machine that changes hands shows nobody another's callers.
 */

import { openDB, type DBSchema } from "idb"

import type { CallContent } from "./call"

export interface KeptCall {
  id: string
  /** Grows with every change, on whatever machine; milliseconds, so that two machines agree which is newer. */
  revision: number
  begunAt: string
  content: CallContent
  /** The agent has ended it, and the server has not heard of it yet. */
  ending: "" | "file" | "advise"
}

export interface Keeping {
  /** False where the browser refused a database: then only the server keeps the calls. */
  readonly isDurable: boolean
  all(): Promise<KeptCall[]>
  put(call: KeptCall): Promise<void>
  drop(id: string): Promise<void>
}

interface Schema extends DBSchema {
  calls: { key: string; value: KeptCall }
}

export async function openKeeping(userId: number): Promise<Keeping> {
  const name = `paidan-calls-${userId}`
  try {
    const db = await openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("calls", { keyPath: "id" })
      },
    })
    for (const call of JSON.parse(localStorage.getItem(name) ?? "[]") as KeptCall[]) {
      const known = await db.get("calls", call.id)
      if (!known || known.revision < call.revision) await db.put("calls", call)
    }
    localStorage.removeItem(name)
    // A page that goes away takes writes along that were under way: those are left where writing is immediate.
    const underWay = new Map<string, KeptCall>()
    window.addEventListener("pagehide", () => {
      if (underWay.size > 0) localStorage.setItem(name, JSON.stringify([...underWay.values()]))
    })
    return {
      isDurable: true,
      all: () => db.getAll("calls"),
      async put(call) {
        underWay.set(call.id, call)
        await db.put("calls", call)
        if (underWay.get(call.id) === call) underWay.delete(call.id)
      },
      drop: (id) => db.delete("calls", id),
    }
  } catch {
    const kept = new Map<string, KeptCall>()
    return {
      isDurable: false,
      all: async () => [...kept.values()],
      async put(call) {
        kept.set(call.id, call)
      },
      async drop(id) {
        kept.delete(id)
      },
    }
  }
}

/** The next revision: newer than the one before, and than anything that another machine wrote until now. */
export function nextRevision(before: number, now: number): number {
  return Math.max(before + 1, now)
}

/** Of each call the newer of what this device and the server keep, oldest call first. What is ended here stays ended. */
export function newest(here: readonly KeptCall[], there: readonly KeptCall[]): KeptCall[] {
  const found = new Map(there.map((call) => [call.id, call]))
  for (const call of here) {
    const other = found.get(call.id)
    if (!other || call.ending !== "" || call.revision >= other.revision) found.set(call.id, call)
  }
  return [...found.values()].sort((a, b) => a.begunAt.localeCompare(b.begunAt) || a.id.localeCompare(b.id))
}
