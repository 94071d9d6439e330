/** Which layers somebody wants to see; remembered on this machine. */

export interface Shown {
  areas: boolean
  stations: boolean
  technicians: boolean
  heat: boolean
  /** People jump instead of walking, and redraws are fewer: for machines without a graphics card. */
  light: boolean
}

export const LAYERS = ["areas", "stations", "technicians", "heat", "light"] as const
const KEY = "paidan.console.layers"
const FIRST: Shown = { areas: true, stations: true, technicians: true, heat: false, light: false }

export function readShown(): Shown {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Shown>
    return { ...FIRST, ...Object.fromEntries(LAYERS.flatMap((name) => (typeof kept[name] === "boolean" ? [[name, kept[name]]] : []))) }
  } catch {
    return { ...FIRST }
  }
}

export function keepShown(shown: Shown): void {
  localStorage.setItem(KEY, JSON.stringify(shown))
}
