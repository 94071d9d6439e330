/** What the server's answer to "how far is it" and to a piece means for an upload. Pure. */

import { judge, type Answer, type Verdict } from "../outbox/verdict"
import type { Standing } from "./machine"

export type UploadVerdict = { t: "standing"; standing: Standing } | { t: "gap" } | Exclude<Verdict, { t: "done" }>

export function judgeUpload(answer: Answer): UploadVerdict {
  const verdict = judge(answer)
  if (verdict.t === "refused" && verdict.problem.code === "exhibit.gap") return { t: "gap" }
  if (verdict.t !== "done") return verdict
  const standing = standingOf(answer.body)
  // A page of some gateway, not our server: ask again later.
  return standing ? { t: "standing", standing } : { t: "failed", cause: "server" }
}

function standingOf(body: unknown): Standing | null {
  const said = (body as { exhibit?: Record<string, unknown> } | null)?.exhibit
  const state = said?.["state"]
  const received = said?.["received"]
  if ((state !== "announced" && state !== "whole" && state !== "refused") || typeof received !== "number") return null
  const problem = said?.["problem"] as { code: string; title: string } | null | undefined
  return { state, received, isLate: said?.["is_late"] === true, problem: problem ? { ...problem, status: 422 } : null }
}
