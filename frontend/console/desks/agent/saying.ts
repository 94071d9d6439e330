/** What the caller may be told of the preview: a time only where a station can come. */

import { speech, t } from "../../speech"
import type { Preview } from "./caller"

export function sayOf({ station, arrive_by }: Preview): string {
  return station ? t("agent.say.arrive", { at: speech.times.value.at(arrive_by) }) : t("agent.say.by_hand")
}
