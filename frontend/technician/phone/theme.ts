/** How bright the page is: as the phone wants it, by day, in sunlight, by night. Kept on the phone. */

import { shallowRef } from "vue"

export const THEMES = ["auto", "day", "sun", "night"] as const
export type Theme = (typeof THEMES)[number]

const NAME = "paidan.phone.theme"

export function openTheme() {
  const theme = shallowRef<Theme>(kept())
  const dark = window.matchMedia("(prefers-color-scheme: dark)")
  const show = () => {
    document.documentElement.dataset["theme"] = theme.value === "auto" ? (dark.matches ? "night" : "day") : theme.value
  }
  dark.addEventListener("change", show)
  show()
  return {
    theme,
    choose(next: Theme) {
      theme.value = next
      show()
      try {
        localStorage.setItem(NAME, next)
      } catch {
        // The choice lasts as long as the page.
      }
    },
  }
}

function kept(): Theme {
  try {
    return THEMES.find((one) => one === localStorage.getItem(NAME)) ?? "auto"
  } catch {
    return "auto"
  }
}
