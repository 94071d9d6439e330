/** Notices while the page is closed: asked for by a tap only, kept by the browser, told to the server. */

import { shallowRef, type ShallowRef } from "vue"

import type { Language } from "../../shared/types"
import { SCOPE } from "../worker/paths"
import { subscriptionBody } from "./subscription"
import type { Wire } from "./wire"

/** `missing`: this browser or this address cannot; `blocked`: only the browser's own settings can undo it. */
export type PushState = "unknown" | "missing" | "blocked" | "off" | "asking" | "on" | "failed"

const PATH = "/api/v1/field/push/subscriptions"

export interface Push {
  readonly state: Readonly<ShallowRef<PushState>>
  /** What the browser knows, without asking anybody; tells the server again what it may have lost. */
  look(): Promise<void>
  turnOn(): Promise<void>
  turnOff(): Promise<void>
  /** True when a test is on its way. */
  test(): Promise<boolean>
}

export function openPush(wire: Wire, language: () => Language): Push {
  const state = shallowRef<PushState>("unknown")

  async function registration(): Promise<ServiceWorkerRegistration | null> {
    if (!("serviceWorker" in navigator) || !("PushManager" in window) || typeof Notification === "undefined") return null
    return (await navigator.serviceWorker.getRegistration(SCOPE)) ?? null
  }

  async function tell(subscription: PushSubscription): Promise<boolean> {
    const said = subscriptionBody(subscription, language())
    return said !== null && (await wire.post(PATH, said)).status === 200
  }

  async function known(): Promise<PushSubscription | null> {
    const found = await registration()
    return found?.active ? found.pushManager.getSubscription() : null
  }

  return {
    state,
    async look() {
      const found = await registration()
      if (!found) state.value = "missing"
      else if (Notification.permission === "denied") state.value = "blocked"
      else {
        const subscription = await known().catch(() => null)
        state.value = subscription && Notification.permission === "granted" ? "on" : "off"
        if (subscription) await tell(subscription).catch(() => false)
      }
    },
    async turnOn() {
      const found = await registration()
      if (!found) return
      state.value = "asking"
      const answer = await Notification.requestPermission()
      if (answer !== "granted") {
        state.value = answer === "denied" ? "blocked" : "off"
        return
      }
      try {
        const { key } = (await wire.read("/api/v1/field/push")) as { key: string }
        const subscription = await found.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key })
        state.value = (await tell(subscription)) ? "on" : "failed"
      } catch (error) {
        console.warn("no push subscription", error)
        state.value = "failed"
      }
    },
    async turnOff() {
      const subscription = await known().catch(() => null)
      if (!subscription) return
      await wire.post(`${PATH}/end`, { endpoint: subscription.endpoint }).catch(() => null)
      await subscription.unsubscribe().catch(() => false)
      state.value = "off"
    },
    test: async () => (await wire.post("/api/v1/field/push/test", {}).catch(() => null))?.status === 200,
  }
}
