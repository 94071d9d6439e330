/** Tells the server what the page has shown, so that it takes no other way to the person. Best effort: not telling is safe. */

const AT_MOST_EVERY_MS = 2_000

export interface Receipts {
  /** The page shows the day as of this version; counted only while somebody can see it. */
  shown(version: number): void
}

export function openReceipts(tell: (version: number) => Promise<unknown>): Receipts {
  let told = -1
  let wanted = -1
  let timer: ReturnType<typeof setTimeout> | undefined

  function send(): void {
    timer = undefined
    if (wanted <= told || document.visibilityState !== "visible") return
    const version = wanted
    tell(version).then(
      () => (told = Math.max(told, version)),
      () => undefined,
    )
  }

  return {
    shown(version) {
      wanted = Math.max(wanted, version)
      timer ??= setTimeout(send, told < 0 ? 0 : AT_MOST_EVERY_MS)
    },
  }
}
