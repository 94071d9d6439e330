/** A call while the caller speaks: what is known, what to ask next, what must be said first, and what is sent. Pure. */

export type Both = Record<"zh" | "en", string>

export interface Reply {
  code: string
  words: Both
  extent: string
  hazard: string
  symptom: string
  advice: string
}

export interface Question {
  code: string
  symptoms: string[]
  words: Both
  after: { question: string; in: string[] } | null
  replies: Reply[]
}

export interface Script {
  questions: Question[]
  advice: Record<string, Both>
  symptoms: { code: string; utility: string; is_life_safety: boolean; safety: string[] }[]
  hazards: { code: string; is_life_safety: boolean; safety: string[] }[]
}

export interface CallPlace {
  lon: number
  lat: number
  source: "map" | "address" | ""
}

export interface CallContent {
  phone: string
  name: string
  utility: string
  symptom: string
  /** By question; what the script asks no more is left out when it is sent. */
  answers: Record<string, string>
  hazards: string[]
  address: string
  place: CallPlace | null
  scene: string
  description: string
  /** Keys of the safety words that the caller heard; `isGone`: they hung up before they could hear them. */
  said: string[]
  isGone: boolean
  attachTo: number | null
  isHeld: boolean
}

export function emptyContent(phone = ""): CallContent {
  return { phone, name: "", utility: "", symptom: "", answers: {}, hazards: [], address: "", place: null, scene: "city", description: "", said: [], isGone: false, attachTo: null, isHeld: false }
}

/** Whether anything was entered that would be missed. */
export function isBlank(content: CallContent): boolean {
  return !content.phone && !content.name && !content.utility && !content.address && !content.description && content.place === null
}

/** The questions that are to be asked now, those that follow from an answer included. */
export function questionsOf(script: Script, content: CallContent): Question[] {
  return script.questions.filter(({ symptoms, after }) => symptoms.includes(content.symptom) && (after === null || after.in.includes(content.answers[after.question] ?? "")))
}

export function repliesOf(script: Script, content: CallContent): { question: Question; reply: Reply }[] {
  return questionsOf(script, content).flatMap((question) => {
    const reply = question.replies.find(({ code }) => code === content.answers[question.code])
    return reply ? [{ question, reply }] : []
  })
}

/** What the answers make of the report. Urgency follows from it by the server's rules. */
export function reportOf(script: Script, content: CallContent): { extent: string; hazards: string[]; advice: string[] } {
  const replies = repliesOf(script, content).map(({ reply }) => reply)
  const hazards = [...content.hazards, ...replies.map(({ hazard }) => hazard).filter(Boolean)]
  return {
    extent: replies.map(({ extent }) => extent).filter(Boolean).at(-1) ?? "household",
    hazards: script.hazards.map(({ code }) => code).filter((code) => hazards.includes(code)),
    advice: [...new Set(replies.map(({ advice }) => advice).filter(Boolean))],
  }
}

export function isLifeSafety(script: Script, content: CallContent): boolean {
  const { hazards } = reportOf(script, content)
  return script.symptoms.some(({ code, is_life_safety }) => code === content.symptom && is_life_safety) || script.hazards.some(({ code, is_life_safety }) => is_life_safety && hazards.includes(code))
}

/** Every safety word that this call asks for, those of the hazards first, each once. */
export function safetyOf(script: Script, content: CallContent): string[] {
  const { hazards } = reportOf(script, content)
  const words = [...script.hazards.filter(({ code }) => hazards.includes(code)).flatMap(({ safety }) => safety), ...(script.symptoms.find(({ code }) => code === content.symptom)?.safety ?? [])]
  return [...new Set(words)]
}

/** Those that the caller has not heard yet; none once they have hung up. */
export function unsaidOf(script: Script, content: CallContent): string[] {
  return content.isGone ? [] : safetyOf(script, content).filter((key) => !content.said.includes(key))
}

export type Missing = "utility" | "symptom" | "safety" | "place"

/** The first thing without which the call cannot be filed; null where it can. */
export function missingOf(script: Script, content: CallContent): Missing | null {
  if (!content.utility) return "utility"
  if (!content.symptom) return "symptom"
  if (unsaidOf(script, content).length > 0) return "safety"
  if (!content.address.trim() && content.place === null) return "place"
  return null
}

/** What the outlook is asked about; null while too little is known. */
export function sketchOf(script: Script, content: CallContent): Record<string, unknown> | null {
  const { utility, symptom, place, phone, scene } = content
  const address = content.address.trim()
  if (!utility || (address.length < 3 && place === null && digitsOf(phone).length < 7)) return null
  const { extent, hazards } = reportOf(script, content)
  return { utility, symptom, place, address, contact_phone: phone.trim(), extent, hazards, scene }
}

export function digitsOf(phone: string): string {
  return phone.replace(/\D/g, "")
}

export interface Ending {
  form: Record<string, unknown>
  safety: "" | "said" | "caller_gone"
  said: string[]
  answers: [string, string][]
  begun_at: string
  attach_to?: number
}

/** The body that ends the call, as a request or as advice. */
export function endingOf(script: Script, content: CallContent, begunAt: string, language: string): Ending {
  const { extent, hazards } = reportOf(script, content)
  const due = safetyOf(script, content)
  const form = {
    utility: content.utility,
    symptom: content.symptom,
    ...(content.place ? { place: content.place } : {}),
    address: content.address.trim(),
    extent,
    hazards,
    contact_name: content.name.trim(),
    contact_phone: content.phone.trim(),
    description: content.description.trim(),
    language,
    scene: content.scene,
  }
  return {
    form,
    safety: content.isGone ? "caller_gone" : due.length > 0 ? "said" : "",
    said: due.filter((key) => content.said.includes(key)),
    answers: repliesOf(script, content).map(({ question, reply }) => [question.code, reply.code]),
    begun_at: begunAt,
    ...(content.attachTo === null ? {} : { attach_to: content.attachTo }),
  }
}

/** Another utility or symptom: what was answered about the one before does not speak of this one. */
export function withSymptom(content: CallContent, utility: string, symptom: string): CallContent {
  return utility === content.utility && symptom === content.symptom ? content : { ...content, utility, symptom, answers: {}, attachTo: null }
}
