/** The day by the place's calendar, YYYY-MM-DD. */

import { wallOf } from "../../../shared/zoned"
import { speech } from "../../speech"

export const today = (now: number) => wallOf(now, speech.zone.value).slice(0, 10)
