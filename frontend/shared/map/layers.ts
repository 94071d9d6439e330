/**
 * The map as an ordered list of layers, each of which owns its sources, style layers, images and listeners, and takes
 * all of them away again. The list decides what lies above what; nobody else calls `addLayer`.
 */

import type { Map as MapLibre } from "maplibre-gl"

export interface MapLayer {
  readonly name: string
  /** Adds what is its own. Called once the style is there, from the bottom of the list to its top. */
  add(map: MapLibre): void
  /** Takes away everything that `add` and later calls put on the map. */
  remove(map: MapLibre): void
}

export interface LayerStack {
  remove(): void
}

export function mount(map: MapLibre, layers: readonly MapLayer[]): LayerStack {
  let isGone = false
  const mounted: MapLayer[] = []
  const add = () => {
    if (isGone) return
    for (const layer of layers) {
      layer.add(map)
      mounted.push(layer)
    }
  }
  if (map.isStyleLoaded()) add()
  else map.once("style.load", add)
  return {
    remove() {
      isGone = true
      for (const layer of mounted.reverse()) layer.remove(map)
    },
  }
}

/** Style layers and sources under one owner, so that removal cannot forget one. */
export class Owned {
  #undo: (() => void)[] = []

  constructor(private readonly map: MapLibre) {}

  source(id: string, source: Parameters<MapLibre["addSource"]>[1]): this {
    this.map.addSource(id, source)
    this.#undo.push(() => void this.map.removeSource(id))
    return this
  }

  layer(layer: Parameters<MapLibre["addLayer"]>[0], below?: string): this {
    this.map.addLayer(layer, below)
    this.#undo.push(() => void this.map.removeLayer(layer.id))
    return this
  }

  image(id: string, image: ImageData, pixelRatio: number): this {
    if (this.map.hasImage(id)) return this
    this.map.addImage(id, image, { pixelRatio })
    this.#undo.push(() => void this.map.removeImage(id))
    return this
  }

  /** Whatever else must be undone: listeners, timers. */
  also(undo: () => void): this {
    this.#undo.push(undo)
    return this
  }

  remove(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo()
  }
}
