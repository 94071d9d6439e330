/** Owns `watchPosition` and sends what `positions` thinks worth sending; runs only while told to. */

import type { Here, Position } from "../model"
import { dueAt, NO_TRAIL, noted, paceOf, powered, returned, RHYTHMS, taken, type Pace, type Trail } from "../positions"

export type Sharing = "off" | "asking" | "sharing" | "denied" | "unavailable" | "insecure"

export interface GeoPorts {
  send(items: readonly Position[]): Promise<boolean>
  changed(sharing: Sharing, here: Here | null, pace: Pace): void
}

/** Browsers that tell of the battery; the others are taken for charged. */
interface Battery extends EventTarget {
  readonly level: number
  readonly charging: boolean
}

export interface Geo {
  start(): void
  stop(): void
}

export function openGeo({ send, changed }: GeoPorts): Geo {
  let watch: number | null = null
  let isExact = true
  let trail: Trail = NO_TRAIL
  let here: Here | null = null
  let battery: Battery | null = null
  let timer: ReturnType<typeof setTimeout> | undefined

  const tell = (sharing: Sharing, at: Here | null): void => changed(sharing, at, paceOf(trail))

  /** The pace may have changed since the last time. */
  function schedule(): void {
    clearTimeout(timer)
    const at = dueAt(trail)
    timer = at === null ? undefined : setTimeout(flush, Math.max(0, at - Date.now()))
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
    tell("sharing", here)
    schedule()
  }

  function onError(error: GeolocationPositionError): void {
    tell(error.code === error.PERMISSION_DENIED ? "denied" : "unavailable", here)
  }

  function look(): void {
    isExact = RHYTHMS[paceOf(trail)].isExact
    watch = navigator.geolocation.watchPosition(onFix, onError, { enableHighAccuracy: isExact, maximumAge: 10_000, timeout: 60_000 })
  }

  function onPower(): void {
    if (battery) trail = powered(trail, battery)
    if (watch === null || RHYTHMS[paceOf(trail)].isExact === isExact) return
    navigator.geolocation.clearWatch(watch)
    look()
    tell(here ? "sharing" : "asking", here)
  }

  async function hearBattery(): Promise<void> {
    const ask = (navigator as { getBattery?: () => Promise<Battery> }).getBattery
    if (battery || !ask) return
    battery = await ask.call(navigator).catch(() => null)
    battery?.addEventListener("levelchange", onPower)
    battery?.addEventListener("chargingchange", onPower)
    onPower()
  }

  return {
    start() {
      if (watch !== null) return
      if (!window.isSecureContext) return tell("insecure", null)
      if (!("geolocation" in navigator)) return tell("unavailable", null)
      tell("asking", here)
      look()
      void hearBattery()
    },
    stop() {
      if (watch !== null) navigator.geolocation.clearWatch(watch)
      watch = null
      clearTimeout(timer)
      timer = undefined
      trail = { ...NO_TRAIL, isSaving: trail.isSaving }
      here = null
      tell("off", null)
    },
  }
}
