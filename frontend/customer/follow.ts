/**
 * Keeps a ticket's page fresh: the socket says that the ticket moved, and the page is fetched again and what
 * changed of it replaced. The words are made in one place, the server's template; this knows none of them.
 */

import { openSocket, type Link } from "../shared/socket/driver"

const OVERSIGHT_MS = 60_000

export function follow(ticket: HTMLElement): void {
  const code = ticket.dataset["ticket"] ?? ""
  const stream = `ticket:${code}`
  const sign = document.querySelector<HTMLElement>("[data-live]")
  let isFetching = false
  let isBehind = false

  async function refresh(): Promise<void> {
    if (isFetching) {
      isBehind = true
      return
    }
    isFetching = true
    try {
      const response = await fetch(location.href, { credentials: "same-origin" })
      if (!response.ok) return
      const page = new DOMParser().parseFromString(await response.text(), "text/html")
      const fresh = page.querySelector<HTMLElement>("[data-ticket]")
      if (fresh) take(fresh)
    } catch {
      // The line is down; the socket comes back first and asks again.
    } finally {
      isFetching = false
      if (isBehind) {
        isBehind = false
        void refresh()
      }
    }
  }

  function take(fresh: HTMLElement): void {
    Object.assign(ticket.dataset, fresh.dataset)
    for (const here of ticket.querySelectorAll<HTMLElement>("[data-part]")) {
      const part = fresh.querySelector<HTMLElement>(`[data-part="${here.dataset["part"]}"]`)
      if (part && !isSame(here, part)) replace(here, document.adoptNode(part))
    }
    if (isOver(ticket)) stop()
  }

  function replace(here: HTMLElement, part: HTMLElement): void {
    // The heading stays the same element, so that a screen reader announces its new words.
    const heading = here.querySelector("h1")
    const words = part.querySelector("h1")
    if (heading && words) {
      heading.textContent = words.textContent
      words.replaceWith(heading)
    }
    here.replaceWith(part)
  }

  function show({ state }: Pick<Link, "state">): void {
    if (!sign) return
    const words = { live: "wordsLive", catching_up: "wordsCatching", offline: "wordsOffline" }[state]
    sign.dataset["state"] = state
    sign.textContent = sign.dataset[words] ?? ""
  }

  function stop(): void {
    socket.stop()
    clearInterval(oversight)
    if (sign) sign.hidden = true
  }

  const socket = openSocket({
    // What the page was rendered from may be older than the stream's state: the version decides.
    onReset: (_, state) => {
      if (versionOf(state) !== ticket.dataset["version"]) void refresh()
    },
    onEntries: () => void refresh(),
    onLink: show,
  })
  // The promised time passes without any entry, and some networks let no socket through.
  const oversight = setInterval(() => {
    if (document.visibilityState === "visible") void refresh()
  }, OVERSIGHT_MS)

  show({ state: "catching_up" })
  if (isOver(ticket)) stop()
  else socket.follow([stream])
}

/** A part that names what it offers stays while it offers the same: somebody may be typing into it. */
function isSame(here: HTMLElement, part: HTMLElement): boolean {
  const offered = part.dataset["as"]
  return offered === undefined ? here.outerHTML === part.outerHTML : here.dataset["as"] === offered
}

function isOver(ticket: HTMLElement): boolean {
  return ticket.dataset["over"] === "1"
}

function versionOf(state: unknown): string {
  const version = (state as { version?: number; ticket?: { version?: number } } | null) ?? {}
  return String(version.ticket?.version ?? version.version ?? "")
}
