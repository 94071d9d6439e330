/** Sends what waits in somebody's outbox while no page is open. */

import { openOutbox } from "../outbox/driver"
import { waiting, type Outbox } from "../outbox/machine"
import { openStore } from "../phone/store"
import { openWire } from "../phone/wire"

/** A browser gives a worker some minutes; whatever is left then is for the next time. */
const LONGEST_MS = 120_000

/** True when nothing waits any more. Sends nothing where somebody else is logged in meanwhile. */
export async function drain(userId: number): Promise<boolean> {
  const store = await openStore(userId)
  if (!(await store.all()).some((item) => item.fate.state === "waiting")) return true
  const wire = openWire(() => navigator.language)
  const session = await wire.session()
  if (session.user?.id !== userId) return false
  return new Promise((resolve) => {
    let stop = () => {}
    let isOver = false
    const end = (isEmpty: boolean) => {
      if (isOver) return
      isOver = true
      clearTimeout(late)
      stop()
      resolve(isEmpty)
    }
    const late = setTimeout(() => end(false), LONGEST_MS)
    const changed = (box: Outbox) => {
      // The first look of the driver comes before it leads; then nothing is on its way and nothing held.
      if (box.items.length && waiting(box).length === 0) end(true)
      else if (box.hold?.why === "login" || box.failures >= 3) end(false)
    }
    void openOutbox({ name: `paidan-outbox-${userId}`, store, send: (deed) => wire.send(deed), changed }).then((driver) => {
      stop = () => driver.stop()
      if (isOver) stop()
    })
  })
}
