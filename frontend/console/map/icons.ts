/** Signs of the map as pixels. Names say everything that is drawn, so a name is drawn once. */

import type { TechnicianState, Utility } from "../../shared/types"
import { DANGER_MARK, FAMILY_COLOURS, MARKS, SHAPES, UTILITY_COLOURS, UTILITY_GLYPHS, type Family, type Shape } from "../glyphs"

export const PIXEL_RATIO = 2

const DANGER = "#b3201f"

function paper(size: number): { pen: CanvasRenderingContext2D; done: () => ImageData } {
  const canvas = document.createElement("canvas")
  canvas.width = canvas.height = size * PIXEL_RATIO
  const pen = canvas.getContext("2d", { willReadFrequently: true })!
  pen.scale(PIXEL_RATIO, PIXEL_RATIO)
  return { pen, done: () => pen.getImageData(0, 0, canvas.width, canvas.height) }
}

/** The 24-grid at a place and size on the paper. */
function at(pen: CanvasRenderingContext2D, x: number, y: number, size: number, draw: () => void): void {
  pen.save()
  pen.translate(x, y)
  pen.scale(size / 24, size / 24)
  draw()
  pen.restore()
}

export function orderIcon(shape: Shape, family: Family, isLate: boolean): ImageData {
  const { pen, done } = paper(32)
  const size = shape === "circle" ? 18 : shape === "octagon" ? 22 : 20
  const inset = (32 - size) / 2
  if (isLate) {
    pen.beginPath()
    pen.arc(16, 16, 14, 0, 7)
    pen.fillStyle = "rgb(179 32 31 / 16%)"
    pen.fill()
    pen.lineWidth = 2
    pen.strokeStyle = DANGER
    pen.stroke()
  }
  at(pen, inset, inset, size, () => {
    const outline = new Path2D(SHAPES[shape])
    pen.lineJoin = "round"
    pen.lineWidth = 4.5
    pen.strokeStyle = "#ffffff"
    pen.stroke(outline)
    pen.fillStyle = shape === "octagon" ? DANGER : FAMILY_COLOURS[family]
    pen.fill(outline)
    pen.fillStyle = "#ffffff"
    pen.fill(new Path2D(shape === "octagon" ? DANGER_MARK : MARKS[family]))
  })
  return done()
}

export function stationIcon(utility: Utility, tenths: number, isOpen: boolean): ImageData {
  const { pen, done } = paper(30)
  const colour = isOpen ? UTILITY_COLOURS[utility] : "#75878e"
  pen.beginPath()
  pen.roundRect(4, 2, 22, 22, 5)
  pen.fillStyle = "#ffffff"
  pen.fill()
  pen.lineWidth = 1.6
  pen.strokeStyle = colour
  if (!isOpen) pen.setLineDash([3, 2])
  pen.stroke()
  pen.setLineDash([])
  at(pen, 8.5, 4, 13, () => {
    pen.fillStyle = colour
    pen.fill(new Path2D(UTILITY_GLYPHS[utility]), "evenodd")
  })
  // The gauge: how full the station is, tenths of its ceiling of open orders.
  pen.fillStyle = "#dfe7e9"
  pen.fillRect(6.5, 19, 17, 3)
  pen.fillStyle = tenths >= 10 ? DANGER : tenths >= 8 ? "#c07600" : "#2c8a5a"
  pen.fillRect(6.5, 19, 1.7 * Math.min(10, tenths), 3)
  return done()
}

const TECHNICIAN_COLOURS: Record<Exclude<TechnicianState, "off">, string> = { available: "#1a7446", busy: "#1d5fb8", break: "#5c6f77" }

export function technicianIcon(state: Exclude<TechnicianState, "off">): ImageData {
  const { pen, done } = paper(18)
  const colour = TECHNICIAN_COLOURS[state]
  pen.beginPath()
  pen.arc(9, 9, 6.2, 0, 7)
  pen.fillStyle = state === "busy" ? colour : "#ffffff"
  pen.fill()
  pen.lineWidth = 2
  pen.strokeStyle = state === "busy" ? "#ffffff" : colour
  pen.stroke()
  pen.fillStyle = state === "busy" ? "#ffffff" : colour
  pen.beginPath()
  pen.arc(9, 7.4, 1.9, 0, 7)
  pen.fill()
  pen.beginPath()
  pen.arc(9, 12.4, 3, Math.PI, 2 * Math.PI)
  pen.fill()
  if (state === "break") pen.fillRect(5.4, 14.4, 7.2, 1.4)
  return done()
}
