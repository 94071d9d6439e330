/** What a push says on the locked phone, and what a tap on it opens. Pure. */

import { SCOPE } from "./paths"

export interface Pushed {
  readonly title: string
  readonly body: string
  readonly kind: "new" | "changed" | "withdrawn" | "help" | "offered" | "test"
  readonly is_urgent: boolean
  readonly visit_id: number | null
  readonly version: number | null
}

/** Null for what is none of ours. */
export function readPush(said: unknown): Pushed | null {
  if (typeof said !== "object" || said === null) return null
  const { title, body } = said as Partial<Pushed>
  return typeof title === "string" && typeof body === "string" ? (said as Pushed) : null
}

/** What is newer of a visit takes the place of what is older; danger stays until somebody looks. */
export function noticeOf(pushed: Pushed): NotificationOptions & { renotify: boolean; vibrate: number[] } {
  const { body, is_urgent: isUrgent, visit_id: visitId, kind } = pushed
  return {
    body,
    tag: visitId === null ? kind : `visit-${visitId}`,
    renotify: true,
    requireInteraction: isUrgent,
    vibrate: isUrgent ? [300, 120, 300, 120, 600] : [200, 100, 200],
    icon: "/technician/icon.svg",
    data: { visitId },
  }
}

/** An open page shows it by itself, and rings where it must. */
export function isShownAlready(pushed: Pushed, hasVisiblePage: boolean): boolean {
  return hasVisiblePage && pushed.kind !== "test"
}

export function addressOf(visitId: number | null): string {
  return visitId === null ? SCOPE : `${SCOPE}?visit=${visitId}`
}

/** The visit that the page's own address asks for. */
export function visitIn(search: string): number | null {
  const found = new URLSearchParams(search).get("visit")
  return found !== null && /^\d{1,15}$/.test(found) ? Number(found) : null
}
