/** The page as an app: its worker, a newer generation that waits to be taken, and being put on the home screen. */

import { shallowRef } from "vue"

import { SCOPE, syncTag, WORKER_PATH } from "../worker/paths"

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>
}

interface WithSync {
  readonly sync?: { register(tag: string): Promise<void> }
}

const LOOK_AGAIN_MS = 30 * 60_000

export interface Install {
  /** A newer page is here and waits. */
  readonly hasNewer: Readonly<{ value: boolean }>
  readonly canInstall: Readonly<{ value: boolean }>
  take(): void
  install(): Promise<void>
  /** Have the outbox sent although the page may be closed by then. */
  deliverLater(userId: number): void
}

export function openInstall(): Install {
  const hasNewer = shallowRef(false)
  const canInstall = shallowRef(false)
  let registration: ServiceWorkerRegistration | null = null
  let prompt: InstallPrompt | null = null
  let isTaken = false

  function watch(found: ServiceWorkerRegistration): void {
    registration = found
    const look = () => (hasNewer.value = found.waiting !== null && navigator.serviceWorker.controller !== null)
    look()
    found.addEventListener("updatefound", () => found.installing?.addEventListener("statechange", look))
    setInterval(() => void found.update().catch(() => undefined), LOOK_AGAIN_MS)
  }

  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(WORKER_PATH, { scope: SCOPE, updateViaCache: "none" }).then(watch, () => undefined)
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      if (isTaken) location.reload()
    })
  }
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault()
    prompt = event as InstallPrompt
    canInstall.value = true
  })
  window.addEventListener("appinstalled", () => (canInstall.value = false))

  return {
    hasNewer,
    canInstall,
    take() {
      isTaken = true
      registration?.waiting?.postMessage("take over")
    },
    async install() {
      canInstall.value = false
      await prompt?.prompt()
    },
    deliverLater(userId) {
      // Only some browsers can; in the others the page sends when it is opened again.
      void (registration as WithSync | null)?.sync?.register(syncTag(userId)).catch(() => undefined)
    },
  }
}
