/** What headings of the queue need to know of the place: which area a station lies in, and how far one incident reaches. Asked when first needed. */

import { defineStore } from "pinia"
import { ref, shallowRef } from "vue"

import { tell } from "../telling"
import { http } from "./desk"
import type { Reach } from "./queue-incidents"
import type { Grouping } from "./queue-lines"

interface NodeRow {
  id: number
  parent_id: number | null
  kind: string
  name: string
  name_en: string
}

interface PolicyRow {
  code: string
  value: number
  unit: string
  is_in_effect: boolean
}

const UNIT_MS: Record<string, number> = { min: 60_000, h: 3_600_000, s: 1_000, d: 86_400_000 }

export const useGround = defineStore("queue-ground", () => {
  const nodes = shallowRef<ReadonlyMap<number, NodeRow>>(new Map())
  const reach = ref<Reach | null>(null)

  function learn(by: Grouping): void {
    if (by === "area" && nodes.value.size === 0) readNodes().catch(tell)
    if (by === "incident" && reach.value === null) readReach().catch(tell)
  }

  async function readNodes(): Promise<void> {
    const found = await http.get<NodeRow[]>("/api/v1/coverage/nodes")
    nodes.value = new Map(found.map((node) => [node.id, node]))
  }

  async function readReach(): Promise<void> {
    const [radius, window] = await Promise.all([limit("merge.radius_m"), limit("merge.window")])
    if (radius && window) reach.value = { radiusM: radius.value, windowMs: window.value * (UNIT_MS[window.unit] ?? 1_000) }
  }

  /** The order's area: the node above its station's, or its own node while it has no station. */
  function areaOf(nodeId: number): number | null {
    const node = nodes.value.get(nodeId)
    if (!node) return null
    return node.kind === "station" ? (node.parent_id ?? node.id) : node.id
  }

  return { nodes, reach, learn, areaOf }
})

async function limit(code: string): Promise<PolicyRow | null> {
  const { policies } = await http.get<{ policies: PolicyRow[] }>(`/api/v1/policies?code=${code}`)
  return policies.find(({ is_in_effect }) => is_in_effect) ?? null
}
