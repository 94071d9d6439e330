/**
 * Tile sources with a datum of their own. The data are WGS-84 throughout; a raster source whose tiles were cut in GCJ-02
 * is moved under them: each tile of ours is put together from the (at most four) shifted tiles that it covers.
 */

import gcoord from "gcoord"
import { addProtocol, type RasterSourceSpecification } from "maplibre-gl"

export interface TileSource {
  /** With {z}, {x} and {y}. Must be an address that the page's policy lets in. */
  url: string
  datum: "WGS-84" | "GCJ-02"
  attribution: string
  tileSize?: number
  maxzoom?: number
}

const PROTOCOL = "gcj02"
let isRegistered = false

/** The source for the style. The real address rides encoded behind the tile's numbers, out of MapLibre's reach. */
export function rasterSource({ url, datum, attribution, tileSize = 256, maxzoom = 18 }: TileSource): RasterSourceSpecification {
  if (datum === "GCJ-02" && !isRegistered) register()
  const tiles = [datum === "GCJ-02" ? `${PROTOCOL}://{z}/{x}/{y}/${encodeURIComponent(url)}` : url]
  return { type: "raster", tiles, tileSize, maxzoom, attribution }
}

function register(): void {
  isRegistered = true
  addProtocol(PROTOCOL, async ({ url }, abort) => {
    const [z, x, y, template] = url.slice(`${PROTOCOL}://`.length).split("/")
    return { data: await shifted(decodeURIComponent(template!), Number(z), Number(x), Number(y), abort.signal) }
  })
}

async function shifted(template: string, z: number, x: number, y: number, signal: AbortSignal): Promise<ImageBitmap> {
  const { column, row } = shiftOf(z, x, y)
  const left = Math.floor(column)
  const top = Math.floor(row)
  const parts = [0, 1].flatMap((down) => [0, 1].map((right) => ({ right, down })))
  const images = await Promise.all(parts.map(({ right, down }) => load(template, z, left + right, top + down, signal)))
  const size = images.find((image) => image !== null)?.width ?? 256
  const canvas = new OffscreenCanvas(size, size)
  const paper = canvas.getContext("2d")!
  parts.forEach(({ right, down }, place) => {
    const image = images[place]
    if (image) paper.drawImage(image, Math.round((left + right - column) * size), Math.round((top + down - row) * size))
  })
  return canvas.transferToImageBitmap()
}

async function load(template: string, z: number, x: number, y: number, signal: AbortSignal): Promise<ImageBitmap | null> {
  const numbers: Record<string, number> = { z, x, y }
  const response = await fetch(template.replace(/\{([zxy])\}/g, (_, name: string) => String(numbers[name])), { signal })
  return response.ok ? createImageBitmap(await response.blob()) : null
}

/** Where the north-west corner of a WGS-84 tile lies among the GCJ-02 tiles, in tiles. */
export function shiftOf(z: number, x: number, y: number): { column: number; row: number } {
  const tiles = 2 ** z
  const lon = (x / tiles) * 360 - 180
  const lat = (Math.atan(Math.sinh(Math.PI * (1 - (2 * y) / tiles))) * 180) / Math.PI
  const [shiftedLon, shiftedLat] = gcoord.transform([lon, lat], gcoord.WGS84, gcoord.GCJ02)
  const radians = (shiftedLat * Math.PI) / 180
  return {
    column: ((shiftedLon + 180) / 360) * tiles,
    row: ((1 - Math.asinh(Math.tan(radians)) / Math.PI) / 2) * tiles,
  }
}
