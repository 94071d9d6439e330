/** Photos, signatures and voice notes for the page: taken and kept, listed by visit, and how far they are. */

import { computed, shallowRef } from "vue"

import type { Position, VisitCard } from "../model"
import type { Deed, Outbox } from "../outbox/machine"
import { newId } from "../phone/deeds"
import type { Wire } from "../phone/wire"
import { openExhibits, type ExhibitsDriver } from "./driver"
import { isWaiting, NO_UPLOADS } from "./machine"
import { sha256 } from "./sha256"
import { openExhibitStore, type Exhibit, type ExhibitKind } from "./store"

export interface ExhibitPorts {
  wire: Wire
  tap(deed: Deed): Promise<void>
  here(): Position | null
  /** The phone could not keep it. */
  failed(): void
}

export interface Shown extends Exhibit {
  /** Per cent of its bytes that the server has; null while that is not known. */
  percent: number | null
}

export function openPhoneExhibits({ wire, tap, here, failed }: ExhibitPorts) {
  const all = shallowRef<readonly Exhibit[]>([])
  const uploads = shallowRef(NO_UPLOADS)
  let driver: ExhibitsDriver | null = null

  const shown = computed<Shown[]>(() =>
    all.value.map((each) => {
      const received = uploads.value.received[each.id]
      return { ...each, percent: received === undefined ? null : Math.floor((100 * received) / each.size) }
    }),
  )

  return {
    waiting: computed(() => shown.value.filter(isWaiting)),
    refused: computed(() => shown.value.filter(({ fate }) => fate.state === "refused")),
    /** Delivered for a job that was no longer the technician's: told until it was read. */
    late: computed(() => shown.value.filter(({ fate }) => fate.state === "whole" && fate.isLate)),
    of: (visitId: number) => shown.value.filter((each) => each.visitId === visitId),
    /** Photos of a purpose that a visit has on this phone or at the server, refused ones aside. */
    count: (visitId: number, purpose: string) =>
      all.value.filter((each) => each.visitId === visitId && each.purpose === purpose && each.fate.state !== "refused").length,
    async open(userId: number, box: Outbox) {
      if (driver) return
      driver = await openExhibits({
        name: `paidan-exhibits-${userId}`,
        store: await openExhibitStore(userId),
        ask: (id) => wire.askExhibit(id),
        put: (id, from, bytes) => wire.putExhibit(id, from, bytes),
        tap,
        changed(exhibits, next) {
          all.value = exhibits
          uploads.value = next
        },
      })
      driver.outbox(box)
    },
    /** Keep it on the phone, and announce it after whatever was tapped before. Gives its id, or null where the phone could not keep it. */
    async take(visit: VisitCard, kind: ExhibitKind, purpose: string, blob: Blob, thumb: Blob | null): Promise<string | null> {
      try {
        const bytes = await blob.arrayBuffer()
        const said = { id: newId(), kind, purpose, sha256: await sha256(new Uint8Array(bytes)), size: bytes.byteLength }
        const deed = exhibitDeed(visit, said, here())
        const exhibit: Exhibit = {
          id: said.id, size: said.size, isAnnounced: false, fate: { state: "waiting" }, visitId: visit.id, number: visit.number,
          kind, purpose, takenAt: deed.at, type: blob.type, thumb, deed,
        }
        if (!driver) throw new Error("nothing is open")
        await driver.take(exhibit, bytes)
        navigator.vibrate?.(15)
        return said.id
      } catch (error) {
        console.warn("the phone could not keep an exhibit", error)
        failed()
        return null
      }
    },
    outbox: (box: Outbox) => driver?.outbox(box),
    seen: (id: string) => driver?.seen(id),
    push: () => driver?.push(),
    signedIn: () => driver?.signedIn(),
    link: (online: boolean) => driver?.link(online),
    stop: () => driver?.stop(),
  }
}

export type PhoneExhibits = ReturnType<typeof openPhoneExhibits>

interface Said {
  id: string
  kind: ExhibitKind
  purpose: string
  sha256: string
  size: number
}

/** The deed has the exhibit's own id: said again after a crash, it is the same deed. */
export function exhibitDeed(visit: VisitCard, said: Said, here: Position | null): Deed {
  const at = new Date().toISOString()
  const position = here ? { position: { lon: here.lon, lat: here.lat, accuracy_m: here.accuracy_m } } : {}
  const path = `/api/v1/field/visits/${visit.id}/exhibits`
  return { id: said.id, at, verb: "exhibits", visitId: visit.id, number: visit.number, path, body: { device_at: at, ...position, ...said } }
}
