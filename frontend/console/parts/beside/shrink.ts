/** A picture as it is sent: upright, no side longer than 1600 pixels, without what the camera wrote beside it. */

const LONGEST = 1600
const QUALITY = 0.82

/** Width and height that fit; a small picture stays as it is. */
export function fitted(width: number, height: number, longest = LONGEST): [number, number] {
  const scale = Math.min(1, longest / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

/** Null where the file does not open as a picture. */
export async function shrunk(file: Blob): Promise<Blob | null> {
  let bitmap: ImageBitmap
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" })
  } catch {
    return null
  }
  const canvas = document.createElement("canvas")
  ;[canvas.width, canvas.height] = fitted(bitmap.width, bitmap.height)
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  bitmap.close()
  return await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY))
}
