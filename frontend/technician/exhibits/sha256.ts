/**
 * SHA-256 (FIPS 180-4) as lower-case hex. The browser's own is used where it is to be had; it is missing where a phone
 * opens the page over plain HTTP in a local network.
 */

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (!globalThis.crypto?.subtle) return ownSha256(bytes)
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)))
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
}

/** The first 32 bits of the broken part of a root of the first primes: square roots begin, cube roots mix. */
function roots(count: number, power: number): Uint32Array {
  const found = new Uint32Array(count)
  for (let candidate = 2, n = 0; n < count; candidate += 1) {
    let isPrime = true
    for (let factor = 2; factor * factor <= candidate; factor += 1) if (candidate % factor === 0) isPrime = false
    if (isPrime) found[n++] = (candidate ** power % 1) * 2 ** 32
  }
  return found
}

const MIX = roots(64, 1 / 3)
const turn = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

export function ownSha256(bytes: Uint8Array): string {
  const state = roots(8, 1 / 2)
  const padded = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, (bytes.length * 8) >>> 0)
  const words = new Uint32Array(64)
  for (let block = 0; block < padded.length; block += 64) {
    for (let n = 0; n < 16; n += 1) words[n] = view.getUint32(block + 4 * n)
    for (let n = 16; n < 64; n += 1) {
      const [a, b] = [words[n - 15]!, words[n - 2]!]
      words[n] = words[n - 16]! + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + words[n - 7]! + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
    for (let n = 0; n < 64; n += 1) {
      const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + MIX[n]! + words[n]!) | 0
      const second = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    }
    for (const [n, word] of [a, b, c, d, e, f, g, h].entries()) state[n] = state[n]! + word
  }
  const out = new Uint8Array(32)
  const outView = new DataView(out.buffer)
  for (const [n, word] of state.entries()) outView.setUint32(4 * n, word)
  return hex(out)
}
