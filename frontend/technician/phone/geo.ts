/** Owns `watchPosition` and sends what `positions` thinks worth sending; runs only while told to. */

import type { Here, Position } from "../model"
import { dueAt, NO_TRAIL, noted, returned, taken, type Trail } from "../positions"

export type Sharing = "off" | "asking" | "sharing" | "denied" | "unavailable" | "insecure"

export interface GeoPorts {
  send(items: readonly Position[]): Promise<boolean>
  changed(sharing: Sharing, here: Here | null): void
}

export interface Geo {
  start(): void
  stop(): void
}

export function openGeo({ send, changed }: GeoPorts): Geo {
  let watch: number | null = null
  let trail: Trail = NO_TRAIL
  let here: Here | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  function schedule(): void {
    const at = dueAt(trail)
    if (at === null || timer !== undefined) return
    timer = setTimeout(flush, Math.max(0, at - Date.now()))
  }

  async function flush(): Promise<void> {
    timer = undefined
    if (watch === null) return
    const [rest, batch] = taken(trail, Date.now())
    trail = rest
    if (!(await send(batch).catch(() => false))) trail = returned(trail, batch)
    if (watch !== null) schedule()
  }

  function onFix({ coords, timestamp }: GeolocationPosition): void {
    const { longitude, latitude, accuracy, heading } = coords
    const fix: Position = {
      lon: longitude,
      lat: latitude,
      accuracy_m: Math.round(accuracy),
      at: new Date(timestamp).toISOString(),
      ...(heading === null || Number.isNaN(heading) ? {} : { heading: Math.round(heading) }),
    }
    const isSame = here !== null && here.lon === fix.lon && here.lat === fix.lat && here.accuracy_m === fix.accuracy_m
    here = { ...fix, same: isSame ? here!.same + 1 : 0 }
    trail = noted(trail, fix)
    changed("sharing", here)
    schedule()
  }

  function onError(error: GeolocationPositionError): void {
    changed(error.code === error.PERMISSION_DENIED ? "denied" : "unavailable", here)
  }

  return {
    start() {
      if (watch !== null) return
      if (!window.isSecureContext) return changed("insecure", null)
      if (!("geolocation" in navigator)) return changed("unavailable", null)
      changed("asking", here)
      watch = navigator.geolocation.watchPosition(onFix, onError, { enableHighAccuracy: true, maximumAge: 10_000, timeout: 60_000 })
    },
    stop() {
      if (watch !== null) navigator.geolocation.clearWatch(watch)
      watch = null
      clearTimeout(timer)
      timer = undefined
      trail = NO_TRAIL
      here = null
      changed("off", null)
    },
  }
}
