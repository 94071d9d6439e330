/** Pages made to be read and printed: the order sheet, the manual. All this script does is open the print dialog. */

import "./paper.css"

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => window.print())
}
