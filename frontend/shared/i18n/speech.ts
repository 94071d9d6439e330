/** The language that a page speaks now, for Vue: words of the page, words of the server, dates in the place's zone. */

import { computed, readonly, ref, type DeepReadonly, type Ref } from "vue"

import { WORDS } from "../generated/words"
import { timesIn, type Times } from "../time"
import type { Facts, Language } from "../types"
import { fill, type Catalogue } from "./words"

export interface Speech<Key extends string> {
  language: DeepReadonly<Ref<Language>>
  times: DeepReadonly<Ref<Times>>
  /** IANA name of the zone that the place lives in. */
  zone: DeepReadonly<Ref<string>>
  /** A sentence of the page. */
  t(key: Key, facts?: Facts): string
  /** A word of the server, such as `state.waiting`; a code that nobody worded is shown as it is. */
  word(group: string, code: string | null | undefined, facts?: Facts): string
  /** The name in the language spoken, where things carry two. */
  nameOf(thing: { name: string; name_en?: string | null }): string
  speak(language: Language): void
  setZone(zone: string): void
}

export function openSpeech<Key extends string>(catalogue: Record<Key, Catalogue[string]>, first: Language): Speech<Key> {
  const language = ref<Language>(first)
  const zone = ref("Asia/Shanghai")
  const times = computed(() => timesIn(language.value, zone.value))

  return {
    language: readonly(language),
    times: times as DeepReadonly<Ref<Times>>,
    zone: readonly(zone),
    t: (key, facts) => fill(catalogue[key][language.value], facts),
    word(group, code, facts) {
      if (!code) return ""
      const known = (WORDS as Catalogue)[`${group}.${code}`]
      return known ? fill(known[language.value], facts) : code.replaceAll("_", " ")
    },
    nameOf: (thing) => (language.value === "en" && thing.name_en) || thing.name,
    speak(wanted) {
      language.value = wanted
      document.documentElement.lang = wanted === "zh" ? "zh-Hans" : "en"
    },
    setZone(wanted) {
      zone.value = wanted
    },
  }
}
