/** The console's one voice: its own words, and sentences of the server whose facts are codes that need words too. */

import { languageOfPage, openSpeech } from "../shared/i18n/speech"
import type { AlarmCard, Facts, Reason, StoryLine } from "../shared/types"
import { TEXTS, type TextKey } from "./texts"

export const speech = openSpeech(TEXTS, languageOfPage())
export const { t, word, nameOf } = speech

/** Which words a fact of a sentence is a code of. */
const CODED: Record<string, readonly string[]> = {
  symptom: ["symptom"],
  clock: ["clock"],
  skill: ["skill"],
  why: ["reason", "return_reason"],
  reason: ["return_reason", "decline_reason", "visit_end", "reason"],
}

function worded(facts: Facts): Facts {
  const said: Facts = { ...facts }
  for (const [name, value] of Object.entries(facts)) {
    if (typeof value !== "string" || !value) continue
    const group = CODED[name]?.find((group) => word(group, value) !== value.replaceAll("_", " "))
    if (group) said[name] = word(group, value)
  }
  if (speech.language.value === "en" && typeof facts["station_en"] === "string" && facts["station_en"]) said["station"] = facts["station_en"]
  return said
}

export function reasonWords({ code, ...facts }: Reason): string {
  const said = worded(facts)
  const skill = typeof facts["skill"] === "string" ? (speech.language.value === "zh" ? `：${said["skill"]}` : `: ${said["skill"]}`) : ""
  return word("reason", code, said) + skill
}

export function reasonsWords(reasons: readonly Reason[]): string {
  return reasons.map(reasonWords).join(speech.language.value === "zh" ? "；" : "; ")
}

export function alarmWords(alarm: AlarmCard): string {
  return word("alarm", alarm.kind, worded(alarm.facts))
}

export function storyWords({ kind, data }: StoryLine): string {
  const facts = worded(data)
  const alarm = data["alarm"] as AlarmCard | undefined
  if (alarm) {
    facts["alarm"] = alarmWords(alarm)
    facts["names"] = alarm.acknowledged_by.join(speech.language.value === "zh" ? "、" : ", ")
  }
  facts["reason"] ??= ""
  const key = data["automatic"] === true ? `story.${kind}.automatic` : `story.${kind}`
  return key in TEXTS ? t(key as TextKey, facts) : kind.replaceAll(/[._]/g, " ")
}

/** A role or person as the log names them. */
export function whoOf(line: StoryLine): string {
  const by = line.data["by"]
  return typeof by === "string" && by ? by : line.actor
}
