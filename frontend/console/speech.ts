/** The console's one voice: its own words, and sentences of the server whose facts are codes that need words too. */

import { languageOfPage } from "../shared/i18n/page"
import { openSpeech } from "../shared/i18n/speech"
import type { AlarmCard, Facts, Reason, StoryLine, TodoCard } from "../shared/types"
import { TEXTS, type TextKey } from "./texts"

export const speech = openSpeech(TEXTS, languageOfPage())
export const { t, word, nameOf } = speech

/** Which words a fact of a sentence is a code of. */
const CODED: Record<string, readonly string[]> = {
  symptom: ["symptom"],
  clock: ["clock"],
  skill: ["skill"],
  why: ["reason", "return_reason"],
  reason: ["return_reason", "decline_reason", "visit_end", "reason", "withdrawal_reason", "suspend_reason", "promise_reason", "reject_reason"],
  outcome: ["contact_outcome"],
  milestone: ["milestone"],
  channel: ["channel"],
  cause: ["cause"],
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

/** `station` names the alarm's station in the language spoken, where the board knows it. */
export function alarmWords(alarm: AlarmCard, station?: string): string {
  return word("alarm", alarm.kind, { ...worded(alarm.facts), ...(station ? { station } : {}) })
}

/** A phone's clock that is off by less than this is not worth a word. */
const WORTH_TELLING_MS = 60_000

/** Steps that the order's own line tells already, unless the phone says that they were taken at another time. */
const TOLD_TWICE = new Set(["visit.assigned", "visit.departed", "visit.arrived", "visit.repaired", "visit.reported"])

/** The lines worth reading, newest first. */
export function storyLines(story: readonly StoryLine[]): StoryLine[] {
  return story.filter((line) => !TOLD_TWICE.has(line.kind) || deviceTime(line) !== null).reverse()
}

/** When the phone says that a step was taken, where that is not when the server heard of it. */
function deviceTime({ at, data }: StoryLine): string | null {
  const device = data["device"] as { at?: string } | undefined
  return device?.at && Math.abs(Date.parse(device.at) - Date.parse(at)) >= WORTH_TELLING_MS ? device.at : null
}

/** These quote a note where there is one. */
const NOTED = new Set(["order.job_offered", "order.job_offer_declined"])

export function storyWords(line: StoryLine): string {
  const { kind, data } = line
  const facts = worded(data)
  const alarm = data["alarm"] as AlarmCard | undefined
  const todo = data["todo"] as TodoCard | undefined
  const device = TOLD_TWICE.has(kind) ? deviceTime(line) : null
  if (device !== null) return t("story.device", { step: word("visit_state", kind.slice("visit.".length)), at: speech.times.value.at(device) })
  if (alarm) {
    const title = `alarm.title.${alarm.kind}`
    facts["alarm"] = title in TEXTS ? t(title as TextKey) : alarmWords(alarm)
    facts["names"] = alarm.acknowledged_by.join(speech.language.value === "zh" ? "、" : ", ")
  }
  if (todo) {
    facts["todo"] = word("todo", todo.kind)
    facts["name"] = todo.called_name || todo.owner_name || word("role", todo.role)
  }
  if (kind.startsWith("order.exhibit_")) facts["what"] = word("exhibit_purpose", String(data["purpose"]))
  if (kind === "order.form_handed_in" || kind === "order.form_waived") facts["what"] = word("site_form", String(data["form"]))
  if (kind === "order.arrival_judged") facts["verdict"] = t(`arrival.${data["verdict"]}` as TextKey)
  if (kind === "order.place_decided") facts["decision"] = t(`address.decide.${data["decision"]}` as TextKey)
  for (const name of ["promised_for", "becomes", "until", "resume_by", "appointed_from", "appointed_to"]) if (typeof data[name] === "string") facts[name] = speech.times.value.at(data[name] as string)
  for (const name of ["reason", "note", "outcome", "milestone", "promised_for", "becomes", "resume_by"]) facts[name] ??= ""
  const how = data["automatic"] === true ? "automatic" : kind === "visit.told" ? String(data["way"]) : NOTED.has(kind) && !data["note"] ? "plain" : ""
  const key = how ? `story.${kind}.${how}` : `story.${kind}`
  return key in TEXTS ? t(key as TextKey, facts) : kind.replaceAll(/[._]/g, " ")
}

/** A role or person as the log names them. */
export function whoOf(line: StoryLine): string {
  const { by, technician } = line.data
  if (typeof by === "string" && by) return by
  if (/^(visit\.|order\.exhibit_|order\.form_|order\.job_)/.test(line.kind) && typeof technician === "string") return technician
  return line.actor === "system" ? t("story.system") : ""
}
