/**
 * A page's words: a table of sentences in both languages, facts in braces. The type asks for both; `gapsOf` is the check
 * that neither is empty and that both speak of the same facts.
 */

import type { Facts, Language } from "../types"

export type Sentence = Readonly<Record<Language, string>>
export type Catalogue = Readonly<Record<string, Sentence>>

const BRACES = /\{(\w+)\}/g

/** Facts in their places; a fact that is not given stays visible as its name in braces. */
export function fill(sentence: string, facts: Facts = {}): string {
  return sentence.replace(BRACES, (whole, name: string) => {
    const fact = facts[name]
    return fact === undefined || fact === null ? whole : String(fact)
  })
}

/** What is missing in a catalogue, as lines for a person; empty when it is whole. */
export function gapsOf(catalogue: Catalogue): string[] {
  const factsIn = (sentence: string) => [...new Set([...sentence.matchAll(BRACES)].map((match) => match[1]))].sort().join()
  return Object.entries(catalogue).flatMap(([key, { zh, en }]) => {
    const found: string[] = []
    if (!zh.trim()) found.push(`${key}: no Chinese`)
    if (!en.trim()) found.push(`${key}: no English`)
    if (/[\u4e00-\u9fff]/.test(en)) found.push(`${key}: Chinese in the English`)
    if (factsIn(zh) !== factsIn(en)) found.push(`${key}: other facts in Chinese (${factsIn(zh)}) than in English (${factsIn(en)})`)
    return found
  })
}
