/** Which addresses are the phone's page. Pure. */

export const WORKER_PATH = "/technician/worker.js"
export const MANIFEST_PATH = "/technician/app.webmanifest"
export const SCOPE = "/technician/"

export function isShell(path: string): boolean {
  return path.startsWith(SCOPE) && path !== WORKER_PATH && path !== MANIFEST_PATH
}

/** The name under which the browser wakes the worker for somebody's outbox. */
export function syncTag(userId: number): string {
  return `outbox-${userId}`
}
