/** The keyboard on a desk: arrows move through every list of it, letters act on the row that has the focus, "?" helps. */

import { onBeforeUnmount, onMounted, type Ref } from "vue"

export interface Keys {
  /** A letter, on the row's id. */
  onLetter?(letter: string, row: HTMLElement | null): void
  onHelp?(): void
}

const TYPING = "input, textarea, select, [contenteditable], [role=dialog], [role=menu]"

export function useRows(root: Ref<HTMLElement | undefined>, { onLetter, onHelp }: Keys): void {
  function rows(): HTMLElement[] {
    return [...(root.value?.querySelectorAll<HTMLElement>("[data-row] > .row-main") ?? [])]
  }

  function onKey(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key.length === 1) return
    const target = event.target as HTMLElement
    if (target.closest(TYPING) || document.querySelector(".el-overlay:not([style*='display: none']) [role=dialog]")) return
    if (target !== document.body && !root.value?.contains(target)) return
    const all = rows()
    const row = target.closest<HTMLElement>("[data-row]")
    const here = row ? all.findIndex((one) => row.contains(one)) : -1
    const goal: Record<string, number> = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: all.length - 1 }
    if (event.key in goal) {
      event.preventDefault()
      all[Math.max(0, Math.min(all.length - 1, goal[event.key]!))]?.focus()
    } else if (event.key === "?" && onHelp) {
      event.preventDefault()
      onHelp()
    } else if (/^[a-z]$/i.test(event.key) && onLetter) {
      onLetter(event.key.toLowerCase(), row ?? all[0]?.closest<HTMLElement>("[data-row]") ?? null)
    }
  }

  onMounted(() => window.addEventListener("keydown", onKey))
  onBeforeUnmount(() => window.removeEventListener("keydown", onKey))
}
