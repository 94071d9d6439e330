import { createHash } from "node:crypto"

import fc from "fast-check"
import { expect, it } from "vitest"

import { ownSha256, sha256 } from "./sha256"

const known = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

it("is the hash that everybody else computes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (drawn) => {
      const bytes = new Uint8Array(drawn)
      expect(ownSha256(bytes)).toBe(known(bytes))
      expect(await sha256(bytes)).toBe(known(bytes))
    }),
  )
})

it.each([0, 55, 56, 63, 64, 65, 119, 120, 100_000])("holds for %i bytes, where the padding turns", (length) => {
  const bytes = new Uint8Array(length).fill(97)
  expect(ownSha256(bytes)).toBe(known(bytes))
})
