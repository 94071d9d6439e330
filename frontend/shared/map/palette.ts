/** What the ground of a map is drawn in, by day and by night. Signs keep their colours: they mean something. */

export interface MapPalette {
  ground: string
  land: string
  border: string
  placeName: string
  ink: string
  halo: string
}

export const DAY: MapPalette = { ground: "#f3f6f7", land: "#fbfcfc", border: "#aebdc2", placeName: "#6d8189", ink: "#2b4650", halo: "#ffffff" }
export const NIGHT: MapPalette = { ground: "#0c171b", land: "#142329", border: "#3b5159", placeName: "#8aa0a8", ink: "#d5e2e6", halo: "#0c171b" }
