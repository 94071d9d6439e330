/** What was typed survives a detour to another symptom. It lives in this tab only and goes once the report is sent. */

const DRAFT = "paidan.report"
const FIELDS = ["address", "description", "contact_name", "contact_phone"] as const

export function keepDraft(form: HTMLFormElement): void {
  const field = (name: string): HTMLInputElement => form.elements.namedItem(name) as HTMLInputElement
  try {
    const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "{}") as Record<string, string>
    for (const name of FIELDS) if (!field(name).value && draft[name]) field(name).value = draft[name]
    form.addEventListener("input", () => {
      sessionStorage.setItem(DRAFT, JSON.stringify(Object.fromEntries(FIELDS.map((name) => [name, field(name).value]))))
    })
  } catch {
    // No storage, no draft.
  }
}

export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(DRAFT)
  } catch {
    // Nothing was kept.
  }
}
