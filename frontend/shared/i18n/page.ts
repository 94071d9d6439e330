import type { Language } from "../types"

/** The language that the server's page was written in. */
export function languageOfPage(): Language {
  return document.documentElement.lang.toLowerCase().startsWith("en") ? "en" : "zh"
}
