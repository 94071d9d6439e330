/**
 * Where and when the camera itself says that a photo was taken, carried over into the smaller picture. Making a picture
 * smaller loses the camera's words; the server reads place and time as evidence and cuts them out before it shows it.
 *
 * Only the block's own bytes are moved. A block that holds a large preview, or nothing of place or time, stays behind.
 */

const MOST = 24 * 1024
/** JPEG: start, Exif block, and the tags of orientation, place and details (EXIF 2.32). */
const [SOI, APP1, SOS] = [0xffd8, 0xffe1, 0xffda]
const [ORIENTATION, DETAILS, PLACE] = [0x0112, 0x8769, 0x8825]

/** The picture with the camera's words of the original in front; as it is where there are none. */
export function withCamera(original: Uint8Array<ArrayBuffer>, smaller: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const block = blockOf(original)
  if (!block || smaller[0] !== 0xff || smaller[1] !== 0xd8) return smaller
  const made = new Uint8Array(smaller.length + block.length)
  made.set(smaller.subarray(0, 2))
  made.set(block, 2)
  made.set(smaller.subarray(2), 2 + block.length)
  return made
}

function blockOf(bytes: Uint8Array<ArrayBuffer>): Uint8Array | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    if (view.getUint16(0) !== SOI) return null
    for (let at = 2; view.getUint16(at) !== SOS; at += 2 + view.getUint16(at + 2)) {
      if (view.getUint16(at) !== APP1 || view.getUint32(at + 4) !== 0x45786966) continue
      const block = bytes.slice(at, at + 2 + view.getUint16(at + 2))
      return block.length <= MOST && upright(block) ? block : null
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
  }
  return null
}

/** The smaller picture is upright already: a viewer must not turn it again. False where the block says nothing worth having. */
function upright(block: Uint8Array): boolean {
  const tiff = 10
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  const isLittle = view.getUint16(tiff) === 0x4949
  const first = tiff + view.getUint32(tiff + 4, isLittle)
  let isWorth = false
  for (let field = 0; field < view.getUint16(first, isLittle); field += 1) {
    const at = first + 2 + 12 * field
    const tag = view.getUint16(at, isLittle)
    if (tag === ORIENTATION) view.setUint16(at + 8, 1, isLittle)
    if (tag === DETAILS || tag === PLACE) isWorth = true
  }
  return isWorth
}
