/** Every key of the console that works outside of a field, told in one place, and when a key is none of them. */

import type { TextKey } from "../../texts"

export interface Shortcut {
  keys: readonly string[]
  words: TextKey
}

export const SHORTCUTS: readonly { title: TextKey; keys: readonly Shortcut[] }[] = [
  {
    title: "keys.everywhere",
    keys: [
      { keys: ["Ctrl", "K"], words: "keys.palette" },
      { keys: ["?"], words: "keys.help" },
      { keys: ["Esc"], words: "keys.escape" },
    ],
  },
  {
    title: "queue.title",
    keys: [
      { keys: ["/"], words: "keys.search" },
      { keys: ["↑", "↓"], words: "keys.walk" },
      { keys: ["Enter"], words: "keys.open" },
      { keys: ["←", "→"], words: "keys.fold" },
      { keys: ["Space"], words: "keys.tick" },
      { keys: ["Shift", "↑", "↓"], words: "keys.range" },
      { keys: ["Ctrl", "A"], words: "keys.tick_all" },
      { keys: ["B"], words: "keys.act" },
      { keys: ["."], words: "keys.take" },
    ],
  },
  {
    title: "keys.decisions",
    keys: [
      { keys: ["A"], words: "keys.approve" },
      { keys: ["R"], words: "keys.refuse" },
    ],
  },
]

/** Whether the key belongs to a field, to a dialog, or to the browser. */
export function isTyping(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return true
  const target = event.target as Partial<Element> | null
  return target?.closest?.("input, textarea, select, [contenteditable], [role=dialog]") != null
}
