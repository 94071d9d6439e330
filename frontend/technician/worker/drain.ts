/** Sends what waits in somebody's outbox, and the bytes of their photos, while no page is open. */

import { openExhibits, type ExhibitsDriver } from "../exhibits/driver"
import { isWaiting as isUploadWaiting, NO_UPLOADS } from "../exhibits/machine"
import { openExhibitStore, type Exhibit } from "../exhibits/store"
import { openOutbox, type OutboxDriver } from "../outbox/driver"
import { EMPTY, isWaiting, type Outbox } from "../outbox/machine"
import { openStore } from "../phone/store"
import { openWire } from "../phone/wire"

/** A browser gives a worker some minutes; whatever is left then is for the next time. */
const LONGEST_MS = 120_000
const MOST_FAILURES = 3

/** Whether anything of theirs still waits on this phone. */
export async function waits(userId: number): Promise<boolean> {
  const [deeds, exhibits] = await Promise.all([openStore(userId), openExhibitStore(userId)])
  return (await deeds.all()).some(isWaiting) || (await exhibits.all()).some(isUploadWaiting)
}

/** True when nothing waits any more. Sends nothing where somebody else is logged in meanwhile. */
export async function drain(userId: number): Promise<boolean> {
  if (!(await waits(userId))) return true
  const wire = openWire(() => navigator.language)
  const session = await wire.session()
  if (session.user?.id !== userId) return false
  const store = await openStore(userId)
  const exhibitStore = await openExhibitStore(userId)
  return new Promise((resolve) => {
    let box: Outbox = EMPTY
    let exhibits: readonly Exhibit[] | null = null
    let uploads = NO_UPLOADS
    let outbox: OutboxDriver | null = null
    let uploader: ExhibitsDriver | null = null
    let isOver = false
    const late = setTimeout(() => end(false), LONGEST_MS)

    function end(isEmpty: boolean): void {
      if (isOver) return
      isOver = true
      clearTimeout(late)
      outbox?.stop()
      uploader?.stop()
      resolve(isEmpty)
    }

    /** Before both have read what they keep, nothing can be said of what waits. */
    function look(): void {
      if (exhibits === null) return
      if (!box.items.some(isWaiting) && !exhibits.some(isUploadWaiting)) end(true)
      else if (box.hold?.why === "login" || uploads.hold?.why === "login") end(false)
      else if (box.failures >= MOST_FAILURES || uploads.failures >= MOST_FAILURES) end(false)
    }

    async function open(): Promise<void> {
      outbox = await openOutbox({
        name: `paidan-outbox-${userId}`,
        store,
        send: (deed) => wire.send(deed),
        changed(next) {
          box = next
          uploader?.outbox(next)
          look()
        },
      })
      const deeds = outbox
      uploader = await openExhibits({
        name: `paidan-exhibits-${userId}`,
        store: exhibitStore,
        ask: (id) => wire.askExhibit(id),
        put: (id, from, bytes) => wire.putExhibit(id, from, bytes),
        tap: (deed) => deeds.tap(deed),
        changed(all, next) {
          exhibits = all
          uploads = next
          look()
        },
      })
      uploader.outbox(box)
      if (isOver) {
        deeds.stop()
        uploader.stop()
      }
    }

    open().catch(() => end(false))
  })
}
