/** The number on a plate from a photo, where the browser reads barcodes; nothing is loaded for those that cannot. */

interface Detector {
  detect(from: ImageBitmap): Promise<{ rawValue: string }[]>
}

const detectorOf = (): (new () => Detector) | undefined => (globalThis as { BarcodeDetector?: new () => Detector }).BarcodeDetector

export const canScan = (): boolean => detectorOf() !== undefined

/** The first code in the picture; null where there is none, or the picture does not open. */
export async function scan(file: Blob): Promise<string | null> {
  const Kind = detectorOf()
  if (!Kind) return null
  try {
    const picture = await createImageBitmap(file)
    const found = await new Kind().detect(picture)
    picture.close()
    return found[0]?.rawValue.trim() || null
  } catch {
    return null
  }
}
