/** What a browser gives away of its subscription. Pure: the worker uses it too. */

import type { Language } from "../../shared/types"

/** What the server keeps of a subscription; null for one without keys. */
export function subscriptionBody(subscription: PushSubscription, language: Language): Record<string, string> | null {
  const { endpoint, keys } = subscription.toJSON()
  const [p256dh, auth] = [keys?.["p256dh"], keys?.["auth"]]
  return endpoint && p256dh && auth ? { endpoint, p256dh, auth, language } : null
}
