/**
 * The phone's page without a line, and its outbox after the page was closed.
 *
 * One generation of the page is kept whole or not at all, so nobody ever sees half of a new one: what is shown comes
 * from the generation that is in charge, and a newer one waits until the technician takes it. Nothing of the API is
 * ever answered from here.
 */

/// <reference lib="webworker" />

import { drain, waits } from "./drain"
import { addressOf, isShownAlready, noticeOf, readPush, type Pushed } from "./notices"
import { isShell } from "./paths"
import { renew, tellShown, type SubscriptionChange } from "./renewal"

declare const self: ServiceWorkerGlobalScope
/** Written in front of this script by the server: the generation and all its files. */
declare const GENERATION: { readonly name: string; readonly shell: string; readonly files: readonly string[] }

const PREFIX = "paidan-phone-"
const CACHE = PREFIX + GENERATION.name

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll())
})

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name)
      await self.clients.claim()
    })(),
  )
})

self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting()
})

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return
  if (event.request.mode === "navigate" ? isShell(url.pathname) : GENERATION.files.includes(url.pathname)) {
    event.respondWith(kept(event.request, event.request.mode === "navigate" ? GENERATION.shell : url.pathname))
  }
})

self.addEventListener("sync", (event) => {
  const { tag } = event as SyncEvent
  const found = /^outbox-(\d+)$/.exec(tag)
  if (found) (event as SyncEvent).waitUntil(deliver(Number(found[1])))
})

self.addEventListener("push", (event) => {
  const pushed = readPush(parse(event.data))
  if (pushed) event.waitUntil(announce(pushed))
})

self.addEventListener("notificationclick", (event) => {
  event.notification.close()
  event.waitUntil(open((event.notification.data as { visitId?: number | null } | null)?.visitId ?? null))
})

self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew(self.registration, event as ExtendableEvent & SubscriptionChange))
})

interface SyncEvent extends ExtendableEvent {
  readonly tag: string
}

/** All files of this generation, or none: a failure ends the install, and the one before stays in charge. */
async function keepAll(): Promise<void> {
  const cache = await caches.open(CACHE)
  const shell = await fetch(GENERATION.shell, { cache: "no-cache", credentials: "same-origin" })
  // Somebody who is logged out gets the log-in here, which is not the page.
  if (!shell.ok || shell.redirected) throw new Error(`the shell: ${shell.status}`)
  await cache.put(GENERATION.shell, shell)
  await cache.addAll([...GENERATION.files])
}

async function kept(request: Request, path: string): Promise<Response> {
  const found = await caches.match(path, { cacheName: CACHE })
  return found ?? fetch(request)
}

/** An open page sends by itself. Fails where something is left, so that the browser tries again later. */
async function deliver(userId: number): Promise<void> {
  const isOpen = (await pages()).length > 0
  if (isOpen ? await waits(userId) : !(await drain(userId))) throw new Error("something still waits")
}

function parse(data: PushMessageData | null): unknown {
  try {
    return data?.json() as unknown
  } catch {
    return null
  }
}

async function pages(): Promise<WindowClient[]> {
  const all = await self.clients.matchAll({ type: "window", includeUncontrolled: true })
  return all.filter((client) => isShell(new URL(client.url).pathname))
}

async function announce(pushed: Pushed): Promise<void> {
  const isVisible = (await pages()).some((client) => client.visibilityState === "visible")
  if (isShownAlready(pushed, isVisible)) return
  await self.registration.showNotification(pushed.title, noticeOf(pushed))
  if (pushed.version !== null) await tellShown(pushed.version).catch(() => undefined)
}

/** The page that is there goes to the visit; a new one is opened where none is. */
async function open(visitId: number | null): Promise<void> {
  const [page] = await pages()
  if (!page) return void (await self.clients.openWindow(addressOf(visitId)))
  page.postMessage({ t: "open", visitId })
  await page.focus().catch(() => undefined)
}
