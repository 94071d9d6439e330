/** Steering the demonstration, where there is one and the person may. */

import { defineStore } from "pinia"
import { ref, shallowRef } from "vue"

import type { Simulation } from "../../shared/types"
import { http } from "./desk"

const REFRESH_MS = 10_000

export const useSimulation = defineStore("simulation", () => {
  const settings = shallowRef<Simulation | null>(null)
  const isBusy = ref(false)
  let timer = 0

  async function read(): Promise<void> {
    try {
      settings.value = await http.get<Simulation>("/api/v1/demo/simulation")
    } catch {
      // Not here, or not for this role: then there is nothing to steer.
      settings.value = null
    }
  }

  async function open(): Promise<void> {
    await read()
    if (settings.value) timer ||= window.setInterval(() => document.visibilityState === "visible" && !isBusy.value && void read(), REFRESH_MS)
  }

  async function steer(change: Partial<Pick<Simulation, "paused" | "speed" | "storm">>): Promise<void> {
    const before = settings.value
    if (!before) return
    settings.value = { ...before, ...change }
    isBusy.value = true
    try {
      const after = await http.command<Simulation>("POST", "/api/v1/demo/simulation", { body: change })
      settings.value = { ...settings.value, ...after }
    } catch (error) {
      settings.value = before
      throw error
    } finally {
      isBusy.value = false
    }
  }

  return { settings, isBusy, open, steer }
})
