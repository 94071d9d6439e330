/** Telling the person what a command came to, in a line that goes by itself. */

import { ElMessage } from "element-plus"

import { Problem } from "../shared/problem"

export function tell(error: unknown): void {
  if (!(error instanceof Problem)) throw error
  ElMessage({ type: "error", message: error.title, duration: 6000, showClose: true, grouping: true })
}

export function tellDone(sentence: string): void {
  ElMessage({ type: "success", message: sentence, duration: 2500, grouping: true })
}
