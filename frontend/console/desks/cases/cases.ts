/** Cases as the desk reads them, and the forms they begin with. */

import type { Facts, PolicyView } from "../../../shared/types"

interface Worded {
  zh: string
  en: string
}

export interface FormField extends Worded {
  name: string
  kind: "text" | "long" | "choice" | "date" | "bool"
  required: boolean
  choices?: (Worded & { code: string })[]
}

export interface CaseForm extends Worded {
  business_type: string
  fields: FormField[]
  needs: string[]
  may_be_anonymous: boolean
  takes_order: boolean
  limits: { what: string; value: number; unit: string; working_days: boolean }[]
  one_time_notice: Worded[]
}

export interface CaseCard {
  id: number
  number: string
  business_type: string
  utility: string
  subject: string
  state: string
  grade: string
  node_id: number
  node_name: string
  node_name_en: string
  owner_name: string
  first_asked_name: string
  turn: string | null
  rounds: number
  due_at: string | null
  due_kind: string | null
  is_late: boolean
  is_confidential: boolean
  taken_at: string
  version: number
}

export interface CaseDetail {
  case: CaseCard & {
    content: string
    fields: Facts
    is_anonymous: boolean
    contact_name: string
    contact_phone: string
    address: string
    answer: string
    papers: string[]
    related: { order_id: number; number: string } | null
    readers: { id: number; name: string; named_by: string }[]
    concerned_node_name: string
  }
  notes: { id: number; round: number; kind: string; text: string; facts: Facts; at: string; by_name: string }[]
  allowed: string[]
  grades: string[]
  limits: { kind: string; started_at: string; due_at: string; stopped_at: string | null; breached_at: string | null; is_provisional: boolean; policy: PolicyView }[]
}

export interface Draft {
  business_type: string
  utility: string
  subject: string
  content: string
  address: string
  contact_name: string
  contact_phone: string
  related_number: string
  is_anonymous: boolean
  fields: Record<string, string | boolean>
}

export function emptyDraft(businessType: string): Draft {
  return { business_type: businessType, utility: "electricity", subject: "", content: "", address: "", contact_name: "", contact_phone: "", related_number: "", is_anonymous: false, fields: {} }
}

/** What of a draft the server wants: empty answers are not answers. */
export function bodyOf(draft: Draft, language: string): Record<string, unknown> {
  const fields = Object.fromEntries(Object.entries(draft.fields).filter(([, value]) => value !== "" && value !== false))
  return { ...draft, fields, channel: "hotline", language }
}

/** What must not lie about on a shared machine is never kept. */
export function mayBeKept(draft: Draft): boolean {
  return draft.business_type !== "wrongdoing_report"
}

/** What each action asks for: the member of its body, and whether it must be given. */
export const ASKS: Record<string, { member: string; must: boolean } | null> = {
  take: null,
  contact: { member: "note", must: false },
  complete: { member: "note", must: false },
  answer: { member: "text", must: true },
  contest: { member: "reason", must: true },
  decide_contest: { member: "note", must: true },
  feed_back: { member: "note", must: false },
  close: { member: "note", must: false },
  handle_again: { member: "reason", must: true },
  note: { member: "text", must: true },
  grade: { member: "reason", must: true },
  ask_papers: { member: "note", must: false },
  route: { member: "note", must: false },
  name_unit: { member: "", must: false },
}

/** The actions that this desk has a question for, in the order they are offered. */
export function offered(allowed: readonly string[]): string[] {
  return Object.keys(ASKS).filter((action) => allowed.includes(action))
}
