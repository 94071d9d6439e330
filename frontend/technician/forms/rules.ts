/**
 * Whether a filled form may be handed in, and what in it somebody should look at. Pure.
 *
 * The server judges again (field/site_forms/rules.py); both are held to the cases of tests/rules/site_form_cases.json.
 */

import { FORMS } from "../../shared/generated/forms"

export interface FormItem {
  readonly code: string
  readonly kind: "confirm" | "choice" | "reading" | "code" | "text" | "person" | "photo"
  readonly part: string
  readonly is_needed: boolean
  readonly choices: readonly string[]
  readonly unit: string
  readonly decimals: number
  readonly least: number | null
  readonly most: number | null
  readonly usual_from: number | null
  readonly usual_to: number | null
  readonly must_be_usual: boolean
  readonly purpose: string
  readonly asked_if: readonly [string, readonly string[]] | readonly (string | readonly string[])[] | null
}

export interface SiteForm {
  readonly code: string
  readonly version: number
  readonly items: readonly FormItem[]
  readonly is_duty: boolean
  readonly outside_only: boolean
}

export type Answer = boolean | number | string
export type Answers = Readonly<Record<string, Answer>>

export interface Beside {
  technician: string
  photos(purpose: string): number
}

export interface Remark {
  item: string
  code: string
}

const LONGEST: Readonly<Record<string, number>> = { text: 300, person: 60 }
const CODE = /^[A-Za-z0-9-]{4,24}$/

/** The newest version of a form that this page knows. */
export function formOf(code: string): SiteForm | null {
  const known: readonly SiteForm[] = FORMS
  return known.filter((form) => form.code === code).reduce<SiteForm | null>((best, form) => (best && best.version > form.version ? best : form), null)
}

export function isAsked({ asked_if }: FormItem, answers: Answers): boolean {
  if (!asked_if) return true
  const [above, choices] = asked_if as readonly [string, readonly string[]]
  return choices.includes(answers[above] as string)
}

export function faults(form: SiteForm, answers: Answers, beside: Beside): Remark[] {
  const found: Remark[] = []
  for (const item of form.items) {
    const asked = isAsked(item, answers)
    if (!asked && item.code in answers) found.push({ item: item.code, code: "not_asked" })
    const code = asked ? faultOf(item, answers[item.code], beside) : ""
    if (code) found.push({ item: item.code, code })
  }
  const known = new Set(form.items.filter(({ kind }) => kind !== "photo").map(({ code }) => code))
  const told = new Set(found.map(({ item }) => item))
  const strange = Object.keys(answers).filter((code) => !known.has(code) && !told.has(code)).sort()
  return [...found, ...strange.map((item) => ({ item, code: "unknown" }))]
}

export function findings(form: SiteForm, answers: Answers): Remark[] {
  return form.items.flatMap((item) => {
    const value = answers[item.code]
    const code = item.kind === "reading" && typeof value === "number" && isAsked(item, answers) ? unusual(item, value) : ""
    return code ? [{ item: item.code, code }] : []
  })
}

function faultOf(item: FormItem, value: Answer | undefined, beside: Beside): string {
  if (item.kind === "photo") return beside.photos(item.purpose) < (item.least ?? 0) ? "photos_missing" : ""
  if (value === undefined || (typeof value === "string" && !value.trim())) return item.is_needed ? "needed" : ""
  if (item.kind === "confirm") return value === true ? "" : "needed"
  if (item.kind === "choice") return item.choices.includes(value as string) ? "" : "no_choice"
  if (item.kind === "reading") return readingFault(item, value)
  if (typeof value !== "string") return "no_text"
  if (item.kind === "code") return CODE.test(value.trim()) ? "" : "no_code"
  if ([...value].length > (LONGEST[item.kind] ?? 0)) return "too_long"
  return item.kind === "person" && value.trim() === beside.technician ? "same_person" : ""
}

function readingFault(item: FormItem, value: Answer): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return "no_number"
  if (item.least !== null && value < item.least) return "too_low"
  if (item.most !== null && value > item.most) return "too_high"
  if (Number(value.toFixed(item.decimals)) !== value) return "too_fine"
  return item.must_be_usual && unusual(item, value) ? "not_safe" : ""
}

function unusual({ usual_from, usual_to }: FormItem, value: number): string {
  if (usual_from !== null && value < usual_from) return "unusually_low"
  if (usual_to !== null && value > usual_to) return "unusually_high"
  return ""
}

/** What stands in the lines of the form, as typed. */
export type Typed = Readonly<Record<string, boolean | string>>

/** What was typed as the answers it means: numbers as numbers, nothing for what is empty or not asked. */
export function answersOf(form: SiteForm, typed: Typed): Record<string, Answer> {
  const answers: Record<string, Answer> = {}
  for (const item of form.items) {
    const value = typed[item.code]
    if (value === undefined || value === false || value === "" || !isAsked(item, answers)) continue
    if (typeof value === "string" && !value.trim()) continue
    answers[item.code] = item.kind === "reading" && typeof value === "string" ? numberOf(value) : typeof value === "string" ? value.trim() : value
  }
  return answers
}

/** A number as it is typed with either decimal mark; what is none stays as it is and is pointed at. */
function numberOf(text: string): number | string {
  const plain = text.trim().replace(",", ".")
  return /^-?\d{1,9}(\.\d{1,9})?$/.test(plain) ? Number(plain) : text
}
