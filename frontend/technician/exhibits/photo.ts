/** A photo as the phone keeps it: small enough that five of them pass a line of 64 kbit/s in a minute. */

import { shrunkTo } from "../../shared/shrink"
import { withCamera } from "./camera"

/** Bytes that a photo should stay below. */
export const ENOUGH = 72 * 1024
const FITS = [
  { longest: 1280, quality: 0.72 },
  { longest: 1280, quality: 0.5 },
  { longest: 1280, quality: 0.35 },
  { longest: 960, quality: 0.4 },
  { longest: 960, quality: 0.25 },
]
const THUMB = [{ longest: 160, quality: 0.6 }]

export interface Taken {
  bytes: Blob
  /** For the list on the phone, after the bytes have been let go. */
  thumb: Blob | null
}

/** Null where the file does not open as a picture. */
export async function photo(file: Blob): Promise<Taken | null> {
  const made = await shrunkTo(file, FITS, (blob) => blob.size <= ENOUGH)
  const small = made.at(-1)
  if (!small) return null
  const [original, smaller] = await Promise.all([file, small].map(async (blob) => new Uint8Array(await blob.arrayBuffer())))
  const bytes = new Blob([withCamera(original!, smaller!)], { type: small.type })
  return { bytes, thumb: (await shrunkTo(small, THUMB))[0] ?? null }
}
