/** What the worker says to the server of pushes: that one was shown, and that the browser has another address now. */

import { subscriptionBody } from "../phone/subscription"
import { openWire } from "../phone/wire"

export interface SubscriptionChange {
  readonly oldSubscription?: PushSubscription | null
  readonly newSubscription?: PushSubscription | null
}

/** The server takes no other way for what the person can see. */
export async function tellShown(version: number): Promise<void> {
  await openWire(() => navigator.language).post("/api/v1/field/tellings/reached", { version, by: "notification" })
}

/** Browsers change addresses by themselves; the new one is told, the old one ended. */
export async function renew(registration: ServiceWorkerRegistration, change: SubscriptionChange): Promise<void> {
  const wire = openWire(() => navigator.language)
  const options = change.oldSubscription?.options
  const fresh = change.newSubscription ?? (options ? await registration.pushManager.subscribe(options) : null)
  if (change.oldSubscription) await wire.post("/api/v1/field/push/subscriptions/end", { endpoint: change.oldSubscription.endpoint })
  const said = fresh && subscriptionBody(fresh, navigator.language.startsWith("en") ? "en" : "zh")
  if (said) await wire.post("/api/v1/field/push/subscriptions", said)
}
