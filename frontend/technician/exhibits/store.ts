/**
 * Photos, signatures and voice notes on the phone until the server has them. A database of its own beside the outbox's,
 * so that megabytes never stand in the way of a tap.
 */

import { openDB, type DBSchema } from "idb"

import type { Deed } from "../outbox/machine"
import type { Upload } from "./machine"

export type ExhibitKind = "photo" | "signature" | "voice"

/** What the phone knows of one exhibit; its bytes are kept apart and let go first. */
export interface Exhibit extends Upload {
  readonly visitId: number
  readonly number: string
  readonly kind: ExhibitKind
  readonly purpose: string
  readonly takenAt: string
  readonly type: string
  readonly thumb: Blob | null
  /** Announces it; of the same id, so that a page that dies in between says it again under the same key. */
  readonly deed: Deed
}

export interface ExhibitStore {
  /** Resolves only when both are on the disk. */
  add(exhibit: Exhibit, bytes: ArrayBuffer): Promise<void>
  keep(exhibit: Exhibit): Promise<void>
  bytes(id: string): Promise<ArrayBuffer | null>
  release(id: string): Promise<void>
  drop(id: string): Promise<void>
  all(): Promise<Exhibit[]>
}

interface Schema extends DBSchema {
  exhibits: { key: string; value: Exhibit }
  bytes: { key: string; value: ArrayBuffer }
}

export async function openExhibitStore(userId: number): Promise<ExhibitStore> {
  try {
    return await openDurable(userId)
  } catch {
    return openFleeting()
  }
}

const byTime = (a: Exhibit, b: Exhibit): number => (a.takenAt < b.takenAt ? -1 : Number(a.takenAt > b.takenAt))

async function openDurable(userId: number): Promise<ExhibitStore> {
  const db = await openDB<Schema>(`paidan-exhibits-${userId}`, 1, {
    upgrade(fresh) {
      fresh.createObjectStore("exhibits", { keyPath: "id" })
      fresh.createObjectStore("bytes")
    },
  })
  return {
    async add(exhibit, bytes) {
      const tx = db.transaction(["exhibits", "bytes"], "readwrite", { durability: "strict" })
      await Promise.all([tx.objectStore("bytes").put(bytes, exhibit.id), tx.objectStore("exhibits").put(exhibit), tx.done])
    },
    async keep(exhibit) {
      await db.put("exhibits", exhibit)
    },
    bytes: async (id) => (await db.get("bytes", id)) ?? null,
    async release(id) {
      await db.delete("bytes", id)
    },
    async drop(id) {
      const tx = db.transaction(["exhibits", "bytes"], "readwrite")
      await Promise.all([tx.objectStore("bytes").delete(id), tx.objectStore("exhibits").delete(id), tx.done])
    },
    all: async () => (await db.getAll("exhibits")).sort(byTime),
  }
}

function openFleeting(): ExhibitStore {
  const exhibits = new Map<string, Exhibit>()
  const kept = new Map<string, ArrayBuffer>()
  return {
    async add(exhibit, bytes) {
      exhibits.set(exhibit.id, exhibit)
      kept.set(exhibit.id, bytes)
    },
    async keep(exhibit) {
      exhibits.set(exhibit.id, exhibit)
    },
    bytes: async (id) => kept.get(id) ?? null,
    async release(id) {
      kept.delete(id)
    },
    async drop(id) {
      exhibits.delete(id)
      kept.delete(id)
    },
    all: async () => [...exhibits.values()].sort(byTime),
  }
}
