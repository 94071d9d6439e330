/** What script adds to pages that are whole without it: position, map, one press per report, and a ticket that stays fresh. */

import "./customer.css"
import { forgetDraft } from "./draft"

const report = document.querySelector<HTMLFormElement>("form[data-report]")
if (report) void import("./report").then(({ enhance }) => enhance(report))

const ticket = document.querySelector<HTMLElement>("[data-ticket]")
if (ticket) void import("./follow").then(({ follow }) => follow(ticket))

const copy = document.querySelector<HTMLButtonElement>("[data-copy]")
const link = document.querySelector<HTMLAnchorElement>("[data-track-link]")
if (link) forgetDraft()
if (copy && link && navigator.clipboard) {
  copy.hidden = false
  copy.addEventListener("click", () => {
    void navigator.clipboard.writeText(link.href).then(() => {
      copy.textContent = copy.dataset["copied"] ?? ""
    })
  })
}
