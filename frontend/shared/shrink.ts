/** A picture as it is sent: upright, no larger than it need be, without what the camera wrote beside it. */

const LONGEST = 1600
const QUALITY = 0.82

/** How large a picture may be: its longest side in pixels, and how closely it is drawn (0 to 1). */
export interface Fit {
  longest: number
  quality: number
}

/** Width and height that fit; a small picture stays as it is. */
export function fitted(width: number, height: number, longest = LONGEST): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

/** Null where the file does not open as a picture. */
export async function shrunk(file: Blob): Promise<Blob | null> {
  const made = await shrunkTo(file, [{ longest: LONGEST, quality: QUALITY }])
  return made[0] ?? null
}

/** The picture in each of the sizes, as JPEG; none where the file does not open as a picture. */
export async function shrunkTo(file: Blob, fits: readonly Fit[], enough: (blob: Blob) => boolean = () => false): Promise<Blob[]> {
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" })
  } catch {
    return []
  }
  const made: Blob[] = []
  for (const fit of fits) {
    const canvas = document.createElement("canvas")
    ;[canvas.width, canvas.height] = fitted(bitmap.width, bitmap.height, fit.longest)
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", fit.quality))
    if (blob) made.push(blob)
    if (blob && enough(blob)) break
  }
  bitmap.close()
  return made
}
