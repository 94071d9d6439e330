/** The keys of the editor: what is drawn first, then history and saving, then the corners of the chosen area. */

import type { Ref } from "vue"

import * as doc from "./document"
import type { EditorMap } from "./editor-map"
import type { PlanState } from "./plan-state"

const NUDGE: Record<string, [east: number, north: number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
const FAR = 10

export interface Keyed {
  plan: PlanState
  map: Ref<EditorMap | null>
  mayEdit: Ref<boolean>
  /** Nothing is drawn or picked: arrows and letters belong to the corners. */
  isChoosing: Ref<boolean>
  change(edit: (document: doc.Document, key: string) => doc.Document, held: doc.Corner | null): void
  save(): void
  giveUp(): void
}

export function useKeys({ plan, map, mayEdit, isChoosing, change, save, giveUp }: Keyed): (event: KeyboardEvent) => void {
  function actOf(event: KeyboardEvent): (() => void) | null {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
    if (event.ctrlKey || event.metaKey) {
      if (key === "z") return event.shiftKey ? plan.redo : plan.undo
      if (key === "y") return plan.redo
      return key === "s" ? save : null
    }
    if (key === "Escape") return giveUp
    const area = plan.area.value
    if (!area || !isChoosing.value || !mayEdit.value) return null
    if (key === "n" || key === "p") return () => (plan.held.value = doc.nextCorner(area, plan.held.value, key === "n" ? 1 : -1))
    const held = plan.held.value
    if (!held) return null
    if (key === "Delete" || key === "Backspace") return () => change((document, name) => doc.removeCorner(document, name, held), null)
    if (key === "Insert" || key === "i") return () => insert(area, held)
    const way = NUDGE[key]
    return way ? () => nudge(area, held, way, event.shiftKey ? FAR : 1) : null
  }

  function nudge(area: doc.Area, held: doc.Corner, [east, north]: [number, number], pixels: number): void {
    const place = doc.placeOf(area, held)
    if (!place || !map.value) return
    const [lon, lat] = map.value.pixel(place)
    change((document, key) => doc.moveCorner(document, key, held, [place[0]! + east * pixels * lon!, place[1]! + north * pixels * lat!]), held)
  }

  /** A corner half way to the next one, and that is held from now on. */
  function insert(area: doc.Area, held: doc.Corner): void {
    const ring = area.parts[held.part]![held.ring]!
    const [here, next] = [ring[held.at]!, ring[(held.at + 1) % ring.length]!]
    change((document, key) => doc.insertCorner(document, key, held, [(here[0]! + next[0]!) / 2, (here[1]! + next[1]!) / 2]), { ...held, at: held.at + 1 })
  }

  return (event) => {
    if ((event.target as HTMLElement).closest("input, select, textarea, [role='dialog']")) return
    if (map.value?.key(event)) return event.preventDefault()
    const act = actOf(event)
    if (!act) return
    event.preventDefault()
    act()
  }
}
