import fc from "fast-check"
import { describe, expect, it } from "vitest"

import { withCamera } from "./camera"

const smaller = new Uint8Array([0xff, 0xd8, 0xff, 0xda, 1, 2, 3, 0xff, 0xd9])

/** A JPEG's beginning with an Exif block of the given fields (tag and value), in either order of bytes. */
function original(fields: [tag: number, value: number][], isLittle = false, more = 0): Uint8Array<ArrayBuffer> {
  const length = 8 + 8 + 2 + 12 * fields.length + 4 + more
  const bytes = new Uint8Array(2 + 2 + length + 2)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, 0xffd8)
  view.setUint16(2, 0xffe1)
  view.setUint16(4, length)
  view.setUint32(6, 0x45786966)
  view.setUint16(12, isLittle ? 0x4949 : 0x4d4d)
  view.setUint16(14, 42, isLittle)
  view.setUint32(16, 8, isLittle)
  view.setUint16(20, fields.length, isLittle)
  for (const [n, [tag, value]] of fields.entries()) {
    view.setUint16(22 + 12 * n, tag, isLittle)
    view.setUint16(24 + 12 * n, 3, isLittle)
    view.setUint32(26 + 12 * n, 1, isLittle)
    view.setUint16(30 + 12 * n, value, isLittle)
  }
  view.setUint16(bytes.length - 2, 0xffda)
  return bytes
}

describe("what the camera wrote", () => {
  it.each([false, true])("comes along in front of the smaller picture, which is upright already (little end first: %s)", (isLittle) => {
    const made = withCamera(original([[0x0112, 6], [0x8825, 99]], isLittle), smaller)
    expect(made.subarray(0, 4)).toEqual(new Uint8Array([0xff, 0xd8, 0xff, 0xe1]))
    expect(made.slice(-smaller.length + 2)).toEqual(smaller.slice(2))
    expect(new DataView(made.buffer).getUint16(30, isLittle)).toBe(1)
    expect(new DataView(made.buffer).getUint16(42, isLittle)).toBe(99)
  })

  it("stays behind where it says neither place nor time, or brings a large preview", () => {
    expect(withCamera(original([[0x0112, 6]]), smaller)).toBe(smaller)
    expect(withCamera(original([[0x8825, 99]], false, 30_000), smaller)).toBe(smaller)
  })

  it("is never a reason to lose the photo", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), fc.integer({ min: 0, max: 60 }), (noise, cut) => {
        const real = original([[0x8825, 99]])
        for (const bytes of [new Uint8Array(noise), new Uint8Array([...real.slice(0, cut), ...noise])]) {
          const made = withCamera(bytes, smaller)
          expect(made.slice(-smaller.length + 2)).toEqual(smaller.slice(2))
        }
      }),
    )
  })
})
