/** Shapes on a 24 × 24 grid, drawn by the page as SVG and by the map on canvas, so that both show the same sign. */

import type { OrderCard, OrderState, Utility } from "../shared/types"

export const UTILITY_GLYPHS: Record<Utility, string> = {
  electricity: "M13.500 2 5 13.500h5.400L8.800 22 19 9.500h-5.800z",
  water: "M12 2.200c3.900 4.900 6.400 8.100 6.400 11.700a6.400 6.400 0 0 1-12.800 0c0-3.600 2.500-6.800 6.400-11.700z",
  gas: "M12.800 1.800c.5 4-4.700 6.100-4.700 10.900 0 .8.2 1.500.5 2.200-1.300-.8-1.900-2.100-1.800-3.700-1.500 1.500-2.300 3.200-2.300 5 0 3.500 3.300 6 7.500 6s7.500-2.700 7.500-6.600c0-4.900-5.200-7.200-6.700-13.800z",
  heating: "M4 4.500h3.200V7h3.200V4.500h3.200V7h3.200V4.500H20V21h-3.200v-2.200h-3.200V21h-3.200v-2.200H7.200V21H4zm3.200 5v6.800h3.200V9.500zm6.400 0v6.800h3.200V9.500z",
}

export const UTILITY_COLOURS: Record<Utility, string> = {
  electricity: "#8a5a00",
  water: "#0c62a6",
  gas: "#b0420e",
  heating: "#a3244a",
}

/** What a state looks like: six families, each with a colour and a mark of its own. */
export type Family = "wait" | "taken" | "way" | "site" | "done" | "held"

export const FAMILY_OF: Record<OrderState, Family> = {
  waiting: "wait",
  hand_queue: "wait",
  offered: "wait",
  withdrawal_asked: "wait",
  accepted: "taken",
  assigned: "way",
  departed: "way",
  arrived: "site",
  repaired: "done",
  reported: "done",
  closed: "done",
  suspended: "held",
  withdrawn: "held",
  merged: "held",
  handed_over: "held",
}

export const FAMILY_COLOURS: Record<Family, string> = {
  wait: "#c2410c",
  taken: "#8a5a00",
  way: "#1d5fb8",
  site: "#5b3fb5",
  done: "#1a7446",
  held: "#5c6f77",
}

/** Urgency as a shape. */
export type Shape = "octagon" | "triangle" | "diamond" | "circle"

export function shapeOf(order: { is_life_safety: boolean; priority: number }): Shape {
  if (order.is_life_safety || order.priority <= 1) return "octagon"
  if (order.priority === 2) return "triangle"
  return order.priority === 3 ? "diamond" : "circle"
}

export const SHAPES: Record<Shape, string> = {
  octagon: "M8 2h8l6 6v8l-6 6H8l-6-6V8z",
  triangle: "M12 2.200 22.300 20.500H1.700z",
  diamond: "M12 1.500 22.500 12 12 22.500 1.500 12z",
  circle: "M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
}

/** What a sign is drawn from. */
export type Signed = Pick<OrderCard, "is_life_safety" | "priority" | "state" | "due_at">

/** The name of an order's sign on the map. */
export function iconOf(order: Signed, now: number): string {
  const isLate = order.due_at !== null && Date.parse(order.due_at) <= now
  return `order:${shapeOf(order)}:${FAMILY_OF[order.state]}:${isLate ? 1 : 0}`
}

/** White marks on the coloured shape; an octagon of life safety always carries the exclamation mark. */
export const MARKS: Record<Family, string> = {
  wait: "M12 8.200a4.300 4.300 0 1 1 0 8.600 4.300 4.300 0 0 1 0-8.600z",
  taken: "M7.800 11.200h8.400v2.600H7.800z",
  way: "M9.300 7.800 16.500 12.500l-7.200 4.700z",
  site: "M9.200 9.600h5.800v5.800H9.200z",
  done: "m7.600 12.600 1.500-1.600 2.200 2.100 4-4.400 1.500 1.500-5.500 6z",
  held: "M8.800 8.800h2.300v7.400H8.800zm4.100 0h2.300v7.400h-2.300z",
}

export const DANGER_MARK = "M10.700 5.800h2.600l-.4 8h-1.800zM12 15.300a1.600 1.600 0 1 1 0 3.200 1.600 1.600 0 0 1 0-3.200z"
