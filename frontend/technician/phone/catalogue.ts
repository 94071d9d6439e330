/** Words that belong to the server: symptoms, safety rules, causes. Kept on the phone for work without a line. */

import type { PhoneStore } from "./store"
import type { Wire } from "./wire"

interface Words {
  zh: string
  en: string
}

export interface Catalogue {
  symptoms: Record<string, Words & { safety: Words[] }>
  causes: (Words & { code: string })[]
}

const NAME = "catalogue"

export async function loadCatalogue(store: PhoneStore, wire: Wire): Promise<Catalogue | null> {
  try {
    const catalogue = shape(await wire.read("/api/v1/catalogue"))
    void store.writeNotes(NAME, catalogue).catch(() => undefined)
    return catalogue
  } catch {
    return store.readNotes<Catalogue>(NAME)
  }
}

function shape(raw: unknown): Catalogue {
  const given = raw as {
    symptoms?: (Words & { code: string; safety?: Words[] })[]
    causes?: Catalogue["causes"]
  }
  const symptoms = Object.fromEntries(
    (given.symptoms ?? []).map(({ code, zh, en, safety }) => [code, { zh, en, safety: safety ?? [] }]),
  )
  return { symptoms, causes: given.causes ?? [] }
}
