/** Day or night: the tokens of the page and the ground of its maps. Remembered on this machine. */

import { readonly, ref } from "vue"

import { DAY, NIGHT, type MapPalette } from "../../shared/map/palette"

export type Theme = "day" | "night"

const KEY = "paidan.console.theme"
const kept = localStorage.getItem(KEY)
const theme = ref<Theme>(kept === "night" || kept === "day" ? kept : "day")
document.documentElement.dataset["theme"] = theme.value

export function useTheme() {
  return {
    theme: readonly(theme),
    palette: (): MapPalette => (theme.value === "night" ? NIGHT : DAY),
    turn(): void {
      theme.value = theme.value === "night" ? "day" : "night"
      localStorage.setItem(KEY, theme.value)
      document.documentElement.dataset["theme"] = theme.value
    },
  }
}
