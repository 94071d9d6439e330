/** The view as a picture: the map as it is drawn now, with a line above it that says what it is and when. */

import type { Map as MapLibre } from "maplibre-gl"

const HEAD = 40
const FOOT = 22

export interface Caption {
  title: string
  at: string
  attribution: string
}

/** A canvas in the map's own pixels. The map draws once more, since its buffer is empty between two frames. */
export function pictureOf(map: MapLibre, { title, at, attribution }: Caption): Promise<HTMLCanvasElement> {
  return new Promise((resolve) => {
    map.once("render", () => {
      const source = map.getCanvas()
      const scale = source.width / source.clientWidth
      const canvas = document.createElement("canvas")
      canvas.width = source.width
      canvas.height = source.height + Math.round((HEAD + FOOT) * scale)
      const pen = canvas.getContext("2d")!
      pen.fillStyle = "#ffffff"
      pen.fillRect(0, 0, canvas.width, canvas.height)
      pen.drawImage(source, 0, Math.round(HEAD * scale))
      pen.scale(scale, scale)
      pen.fillStyle = "#12262d"
      pen.textBaseline = "middle"
      pen.font = `600 15px ${getComputedStyle(document.body).fontFamily}`
      pen.fillText(title, 12, HEAD / 2)
      pen.font = `12px ${getComputedStyle(document.body).fontFamily}`
      pen.textAlign = "right"
      pen.fillText(at, source.clientWidth - 12, HEAD / 2)
      pen.fillStyle = "#47606a"
      pen.textAlign = "left"
      pen.font = `10.5px ${getComputedStyle(document.body).fontFamily}`
      pen.fillText(attribution, 12, canvas.height / scale - FOOT / 2)
      resolve(canvas)
    })
    map.triggerRepaint()
  })
}

export function download(canvas: HTMLCanvasElement, name: string): void {
  canvas.toBlob((blob) => {
    if (!blob) return
    const link = document.createElement("a")
    link.href = URL.createObjectURL(blob)
    link.download = name
    link.click()
    window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
  }, "image/png")
}

/** On paper there is nothing but the picture; it goes again when the dialog is left. */
export function print(canvas: HTMLCanvasElement): void {
  canvas.className = "on-paper"
  document.body.append(canvas)
  window.addEventListener("afterprint", () => canvas.remove(), { once: true })
  window.print()
}
