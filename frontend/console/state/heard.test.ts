import { describe, expect, it } from "vitest"

import type { AlarmCard } from "../../shared/types"
import { dueOf } from "./heard"

const alarm = (id: number, severity: AlarmCard["severity"]) => ({ id, severity }) as AlarmCard

describe("what is heard", () => {
  it("is new, or a danger to life that waits for this person", () => {
    expect(dueOf([alarm(1, "high"), alarm(2, "normal")], new Set([1]))).toEqual({ fresh: [alarm(2, "normal")], isCritical: false })
    expect(dueOf([alarm(3, "critical")], new Set([3]))).toEqual({ fresh: [], isCritical: true })
  })

  it("is nothing once everything was acknowledged", () => {
    expect(dueOf([], new Set([1, 2]))).toEqual({ fresh: [], isCritical: false })
  })
})
