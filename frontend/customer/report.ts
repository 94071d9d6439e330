/** The report form with script: where you are, a map behind a tap, a draft that survives a detour, one press per report. */

import { keepDraft } from "./draft"
import type { PinMap } from "./map"

export function enhance(form: HTMLFormElement): void {
  const part = <T extends HTMLElement>(name: string): T => form.querySelector<T>(`[data-${name}]`)!
  const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement
  const text = (name: string): string => form.dataset[name] ?? ""
  const found = part("place-found")
  const trouble = part("place-error")
  const mapBox = part("map-box")
  const mapButton = part("map-open")
  let map: PinMap | null = null

  part("place-tools").hidden = false
  part("place-why").hidden = false
  if (!("geolocation" in navigator) || !window.isSecureContext) part("here").hidden = true

  function setPlace(lon: number, lat: number, accuracy: number | null): void {
    field("lon").value = lon.toFixed(6)
    field("lat").value = lat.toFixed(6)
    field("accuracy_m").value = accuracy === null ? "" : String(Math.round(accuracy))
    part("place-words").textContent =
      accuracy === null ? text("marked") : text("near").replace("{metres}", String(Math.max(1, Math.round(accuracy))))
    found.hidden = false
    trouble.hidden = true
  }

  function complain(words: string): void {
    trouble.textContent = words
    trouble.hidden = !words
  }

  const clear = part<HTMLButtonElement>("place-clear")
  clear.type = "button"
  clear.addEventListener("click", () => {
    for (const name of ["lon", "lat", "accuracy_m"]) field(name).value = ""
    found.hidden = true
    map?.setPin(null)
    field("address").focus()
  })

  const here = part<HTMLButtonElement>("here")
  here.addEventListener("click", () => {
    complain("")
    here.setAttribute("aria-busy", "true")
    part("place-words").textContent = text("searching")
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        here.removeAttribute("aria-busy")
        setPlace(coords.longitude, coords.latitude, coords.accuracy)
        map?.setPin({ lon: coords.longitude, lat: coords.latitude }, true)
      },
      (error) => {
        here.removeAttribute("aria-busy")
        complain(text(error.code === error.PERMISSION_DENIED ? "denied" : "unavailable"))
      },
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 30_000 },
    )
  })

  mapButton.addEventListener("click", () => {
    const opens = mapBox.hidden
    mapBox.hidden = !opens
    mapButton.setAttribute("aria-expanded", String(opens))
    if (opens && !map) void openMap()
  })

  async function openMap(): Promise<void> {
    const hint = part("map-hint")
    const words = hint.textContent
    hint.textContent = text("mapLoading")
    try {
      const { openPinMap } = await import("./map")
      const pin = field("lon").value ? { lon: Number(field("lon").value), lat: Number(field("lat").value) } : null
      map = await openPinMap(part("map"), pin, ({ lon, lat }) => setPlace(lon, lat, null))
      hint.textContent = words
    } catch {
      mapBox.hidden = true
      mapButton.hidden = true
      complain(text("mapFailed"))
    }
  }

  keepDraft(form)

  let isSending = false
  form.addEventListener("submit", (event) => {
    const pressed = (event as SubmitEvent).submitter
    if (pressed instanceof HTMLButtonElement && pressed.name) return
    // The key in the form makes a second press harmless; this only spares the wait.
    if (isSending) return event.preventDefault()
    isSending = true
    const send = part<HTMLButtonElement>("send")
    send.setAttribute("aria-busy", "true")
    send.textContent = text("sending")
  })
  // Coming back with the browser's back button shows the page as it was left: make it work again.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload()
  })

  document.getElementById("errors")?.focus()
}
