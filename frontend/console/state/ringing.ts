/**
 * Alarms that are heard: life safety again and again until this person has acknowledged it, anything else once. Off until
 * somebody turns it on, which is also the tap that browsers want before a page may sound or notify.
 */

import { onScopeDispose, readonly, ref, watch } from "vue"

import { sound } from "../../shared/sound"
import type { AlarmCard } from "../../shared/types"
import { dueOf } from "./heard"

const KEY = "paidan.console.ringing"
/** Life safety sounds this often. */
const AGAIN_MS = 6_000

export interface Notice {
  title: string
  body: string
  open(): void
}

const isOn = ref(localStorage.getItem(KEY) === "1")

/** The switch; turning it on sounds once, so that somebody hears what they will hear. */
export function useRingingSwitch() {
  return {
    isOn: readonly(isOn),
    turn(): void {
      isOn.value = !isOn.value
      localStorage.setItem(KEY, isOn.value ? "1" : "0")
      if (!isOn.value) return
      sound("other")
      if (typeof Notification !== "undefined" && Notification.permission === "default") void Notification.requestPermission()
    },
  }
}

/** Have what waits for this person heard for as long as the caller lives. */
export function useRinging(waiting: () => readonly AlarmCard[], noticeOf: (alarm: AlarmCard) => Notice): void {
  let known: Set<number> | null = null
  let again = 0

  function notify(alarm: AlarmCard): void {
    if (!document.hidden || typeof Notification === "undefined" || Notification.permission !== "granted") return
    const { title, body, open } = noticeOf(alarm)
    const shown = new Notification(title, { body, tag: `alarm-${alarm.id}`, requireInteraction: alarm.severity === "critical" })
    shown.onclick = () => {
      window.focus()
      open()
      shown.close()
    }
  }

  watch(
    [waiting, isOn],
    ([alarms, on]) => {
      // What was there before the page is not news, but life safety rings all the same.
      const { fresh, isCritical } = dueOf(alarms, known ?? new Set(alarms.map(({ id }) => id)))
      known = new Set(alarms.map(({ id }) => id))
      window.clearInterval(again)
      if (!on) return
      for (const alarm of fresh) notify(alarm)
      if (fresh.length > 0 || isCritical) sound(isCritical ? "critical" : "other")
      if (isCritical) again = window.setInterval(() => sound("critical"), AGAIN_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => window.clearInterval(again))
}
