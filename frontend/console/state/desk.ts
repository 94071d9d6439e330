/** Who sits here: session, language, the node watched, and the one HTTP client of the page. */

import { defineStore } from "pinia"
import { computed, ref, shallowRef } from "vue"

import { openHttp } from "../../shared/http"
import type { Grant, Language, Session } from "../../shared/types"
import { speech } from "../speech"

/** Roles that the access table lets watch a board. */
const DESKS = new Set(["agent", "dispatcher", "coordinator", "quality", "reviewer", "auditor", "admin"])
const SCOPE_KEY = "paidan.console.node"

export const http = openHttp({
  language: () => speech.language.value,
  onLoggedOut: toLogIn,
})

function toLogIn(): void {
  window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname)}`)
}

export interface Scope {
  nodeId: number
  name: string
  name_en: string
  path: string
  roles: string[]
}

export const useDesk = defineStore("desk", () => {
  const session = shallowRef<Session | null>(null)
  const nodeId = ref<number | null>(null)

  const scopes = computed(() => scopesOf(session.value?.roles ?? []))
  const scope = computed(() => scopes.value.find((one) => one.nodeId === nodeId.value) ?? null)

  async function open(): Promise<void> {
    const known = await http.session()
    if (!known.authenticated) return toLogIn()
    session.value = known
    speech.setZone(known.time_zone)
    speech.speak(known.language ?? known.user?.language ?? speech.language.value)
    const last = Number(localStorage.getItem(SCOPE_KEY))
    nodeId.value = (scopes.value.find((one) => one.nodeId === last) ?? scopes.value[0])?.nodeId ?? null
  }

  function watchNode(id: number): void {
    nodeId.value = id
    localStorage.setItem(SCOPE_KEY, String(id))
  }

  async function speak(language: Language): Promise<void> {
    speech.speak(language)
    await http.command("PATCH", "/api/v1/session", { body: { language } })
  }

  async function logOut(): Promise<void> {
    await http.command("DELETE", "/api/v1/session")
    window.location.assign("/")
  }

  /** Whether one of the person's roles holds at a node above (or at) the path. */
  function holds(role: string, path: string): boolean {
    return (session.value?.roles ?? []).some((grant) => grant.role === role && path.startsWith(grant.path))
  }

  return { session, nodeId, scopes, scope, open, watchNode, speak, logOut, holds }
})

/** One scope per node, widest first. */
function scopesOf(grants: readonly Grant[]): Scope[] {
  const scopes = new Map<number, Scope>()
  for (const { role, node_id, node_name, node_name_en, path } of grants) {
    if (!DESKS.has(role)) continue
    const known = scopes.get(node_id) ?? { nodeId: node_id, name: node_name, name_en: node_name_en, path, roles: [] }
    scopes.set(node_id, { ...known, roles: [...known.roles, role] })
  }
  return [...scopes.values()].sort((a, b) => a.path.length - b.path.length || a.nodeId - b.nodeId)
}
