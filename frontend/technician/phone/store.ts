/**
 * What the phone keeps: the deeds, and the day as last seen. One IndexedDB per person, so that a phone that changes
 * hands neither mixes up nor loses anybody's taps.
 */

import { openDB, type DBSchema } from "idb"

import type { Day } from "../day"
import type { Deed, Item } from "../outbox/machine"

export interface StoredDay {
  day: Day
  savedAt: number
}

export interface PhoneStore {
  /** False when the browser refused a database: taps then live only as long as the page. */
  readonly isDurable: boolean
  /** Write the deed down; resolves only when it is on the disk. */
  add(deed: Deed): Promise<Item>
  keep(item: Item): Promise<void>
  drop(seq: number): Promise<void>
  all(): Promise<Item[]>
  readDay(): Promise<StoredDay | null>
  writeDay(stored: StoredDay): Promise<void>
  readNotes<T>(name: string): Promise<T | null>
  writeNotes(name: string, value: unknown): Promise<void>
}

interface Schema extends DBSchema {
  deeds: { key: number; value: Item }
  notes: { key: string; value: unknown }
}

const DAY = "day"

export async function openStore(userId: number): Promise<PhoneStore> {
  try {
    return await openDurable(userId)
  } catch {
    return openFleeting()
  }
}

async function openDurable(userId: number): Promise<PhoneStore> {
  const db = await openDB<Schema>(`paidan-phone-${userId}`, 1, {
    upgrade(fresh) {
      fresh.createObjectStore("deeds", { keyPath: "seq", autoIncrement: true })
      fresh.createObjectStore("notes")
    },
  })
  return {
    isDurable: true,
    async add(deed) {
      // "strict" asks the browser to flush before it says done: an acknowledged tap survives a pulled battery.
      const tx = db.transaction("deeds", "readwrite", { durability: "strict" })
      const unnumbered = { deed, fate: { state: "waiting" } } as unknown as Item
      const seq = await tx.store.add(unnumbered)
      await tx.done
      return { seq, deed, fate: { state: "waiting" } }
    },
    async keep(item) {
      await db.put("deeds", item)
    },
    async drop(seq) {
      await db.delete("deeds", seq)
    },
    all: () => db.getAll("deeds"),
    readDay: async () => ((await db.get("notes", DAY)) as StoredDay | undefined) ?? null,
    async writeDay(stored) {
      await db.put("notes", stored, DAY)
    },
    readNotes: async <T>(name: string) => ((await db.get("notes", name)) as T | undefined) ?? null,
    async writeNotes(name, value) {
      await db.put("notes", value, name)
    },
  }
}

function openFleeting(): PhoneStore {
  const deeds = new Map<number, Item>()
  const notes = new Map<string, unknown>()
  let last = 0
  return {
    isDurable: false,
    async add(deed) {
      const item: Item = { seq: ++last, deed, fate: { state: "waiting" } }
      deeds.set(item.seq, item)
      return item
    },
    async keep(item) {
      deeds.set(item.seq, item)
    },
    async drop(seq) {
      deeds.delete(seq)
    },
    all: async () => [...deeds.values()],
    readDay: async () => (notes.get(DAY) as StoredDay | undefined) ?? null,
    async writeDay(stored) {
      notes.set(DAY, stored)
    },
    readNotes: async <T>(name: string) => (notes.get(name) as T | undefined) ?? null,
    async writeNotes(name, value) {
      notes.set(name, value)
    },
  }
}
