/** The panel's part in presence: what is open here is told to the others, and what they do is put into words. */

import { computed, onBeforeUnmount, onMounted, ref, watch, type ComputedRef } from "vue"

import { speech, storyLines, storyWords, t, whoOf } from "../../speech"
import { useBoard } from "../../state/board"
import { useDesk } from "../../state/desk"
import { useOrder } from "../../state/order"
import { othersAt } from "../../state/presence"
import { usePresence } from "../../state/presence-store"
import { TEXTS, type TextKey } from "../../texts"

/** Actions whose question is named otherwise. */
const NAMED: Record<string, string> = { queue: "queue_for_hand" }

export interface Line {
  key: string
  words: string
  isActing: boolean
}

export function useAttendance(asked: ComputedRef<string | null>, seen: ComputedRef<number | null>) {
  const boards = useBoard()
  const desk = useDesk()
  const orders = useOrder()
  const presence = usePresence()
  const isSeen = ref(document.visibilityState === "visible")
  const look = () => (isSeen.value = document.visibilityState === "visible")
  onMounted(() => document.addEventListener("visibilitychange", look))
  onBeforeUnmount(() => {
    document.removeEventListener("visibilitychange", look)
    presence.attend(null)
  })

  // What cannot be read is not attended; a page that nobody looks at looks at nothing; after a cut it is said at once.
  watch(
    [() => orders.detail?.order.id ?? null, asked, isSeen, () => boards.isOffline] as const,
    ([order, about, seenNow, isOffline]) => {
      if (order === null || !seenNow || isOffline) presence.attend(null)
      else presence.attend({ order, doing: about === null ? "looking" : "deciding", about: about ?? "" })
    },
    { immediate: true },
  )

  const others = computed(() => (orders.id === null ? [] : othersAt(presence.known, orders.id, desk.session?.user?.id ?? null, boards.now)))

  const lines = computed<Line[]>(() =>
    others.value.map(({ user_id, name, doing, about }) => {
      const action = actionOf(about)
      const words = doing === "looking" ? t("presence.looking", { name }) : action ? t("presence.deciding", { name, action }) : t("presence.deciding.some", { name })
      return { key: `${user_id}`, words, isActing: doing === "deciding" }
    }),
  )

  /** What came since a version was looked at, as sentences, the newest first. */
  function changes(version: number | null): string[] {
    return storyLines(orders.changesSince(version) ?? []).map((line) => {
      const who = whoOf(line)
      return t(who ? "meanwhile.line" : "meanwhile.line.nobody", { at: speech.times.value.at(line.at, boards.now), what: storyWords(line), who })
    })
  }

  const meanwhile = computed<string[]>(() => {
    if (asked.value === null) return []
    const told = others.value
      .filter(({ doing }) => doing === "deciding")
      .map(({ name, about }) => (actionOf(about) ? t("presence.ask", { name, action: actionOf(about) }) : t("presence.deciding.some", { name })))
    const isStale = seen.value !== null && orders.card !== null && orders.card.version > seen.value && !orders.isBusy
    return isStale ? [t("meanwhile.ask"), ...changes(seen.value), ...told] : told
  })

  return { lines, meanwhile, changes }
}

function actionOf(about: string): string {
  const key = `action.${NAMED[about] ?? about}`
  if (about === "reveal") return t("fact.reveal")
  return key in TEXTS ? t(key as TextKey) : ""
}
