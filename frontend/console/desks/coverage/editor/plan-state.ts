/** One open plan: what the server has, what is drawn here since, and the commands on it. */

import type { Position } from "geojson"
import { computed, ref, shallowRef, watch, type Ref } from "vue"

import type { Problem } from "../../../../shared/problem"
import type { Utility } from "../../../../shared/types"
import { asProblem } from "../../../state/order"
import { plansApi, type PlanView, type Shape, type ShapeOp } from "../plans"
import * as doc from "./document"

/** Corners nearer together than this are drawn as one on the map behind, in metres. */
const DRAWN_TO_M = 15

export function usePlan(id: Ref<number>) {
  const view = shallowRef<PlanView | null>(null)
  const history = shallowRef<doc.History>(doc.begin([]))
  const others = shallowRef<doc.PlanAreas | null>(null)
  const chosen = ref<string | null>(null)
  const held = shallowRef<doc.Corner | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const isBusy = ref(false)

  const plan = computed(() => view.value?.plan ?? null)
  const document = computed(() => history.value.present)
  const area = computed(() => doc.areaOf(document.value, chosen.value))
  const isUnsaved = computed(() => doc.isUnsaved(history.value))
  const may = (act: string) => view.value?.allowed.includes(act) ?? false
  const utilitiesOf = shallowRef(new Map<number, Utility[]>())

  async function within<T>(work: () => Promise<T>): Promise<T | null> {
    if (isBusy.value) return null
    isBusy.value = true
    problem.value = null
    try {
      return await work()
    } catch (error) {
      problem.value = asProblem(error)
      return null
    } finally {
      isBusy.value = false
    }
  }

  /** What the server has now takes the place of everything here; `past` are the steps that can still be undone. */
  function take(found: PlanView, past: readonly doc.Document[] = []): void {
    view.value = found
    history.value = { ...doc.begin(doc.documentOf(found.areas)), past }
    if (!doc.areaOf(document.value, chosen.value)) chosen.value = null
    held.value = null
  }

  async function read(): Promise<void> {
    await within(async () => take(await plansApi.read(id.value)))
    await readOthers()
  }

  async function readOthers(): Promise<void> {
    const found = await plansApi.areas({ version: id.value, simplify: DRAWN_TO_M }).catch((error: unknown) => {
      problem.value = asProblem(error)
      return null
    })
    if (!found) return
    utilitiesOf.value = new Map(found.features.map(({ properties }) => [properties.station_id, properties.utilities]))
    const touched = new Set(plan.value?.touched)
    others.value = { ...found, features: found.features.filter(({ properties }) => !touched.has(properties.station_id)) }
  }

  watch(id, () => void read(), { immediate: true })

  /** While something is asked of the server nothing is drawn: its answer would take the place of it. */
  function edit(next: doc.Document): void {
    if (!isBusy.value) history.value = doc.edit(history.value, next)
  }

  function back(): void {
    if (!isBusy.value) history.value = doc.undo(history.value)
  }

  function forth(): void {
    if (!isBusy.value) history.value = doc.redo(history.value)
  }

  /** A command that answers with the plan; the areas behind follow where stations changed. */
  async function command(ask: (revision: number) => Promise<PlanView>, past: readonly doc.Document[] = []): Promise<boolean> {
    const before = plan.value?.touched.join()
    const found = await within(() => ask(plan.value!.revision))
    if (!found) return false
    take(found, past)
    if (found.plan.touched.join() !== before) await readOthers()
    return true
  }

  async function save(): Promise<boolean> {
    if (!isUnsaved.value) return true
    const stations = doc.payloadOf(document.value, plan.value?.touched ?? [])
    // The server draws keys anew, but keeps the order of a station's areas.
    const station = area.value?.stationId
    const ofStation = () => document.value.filter((one) => one.stationId === station)
    const place = area.value ? ofStation().indexOf(area.value) : -1
    const isSaved = await command((revision) => plansApi.save(id.value, revision, stations), history.value.past)
    if (isSaved) chosen.value = ofStation()[place]?.key ?? null
    return isSaved
  }

  /** What lies beside the chosen area and may not be covered twice: same utility, same rank, whole borders. */
  async function neighbours(of: doc.Area): Promise<Shape[]> {
    const box = doc.boxOf([of])
    if (!box) return []
    const wide = 0.002
    const bbox = [box[0] - wide, box[1] - wide, box[2] + wide, box[3] + wide].join(",")
    const serves = utilityOf(of)
    const found = await plansApi.areas({ version: id.value, bbox, utility: serves })
    const touched = new Set(plan.value?.touched)
    const beside = found.features.filter(({ properties }) => properties.rank === of.rank && !touched.has(properties.station_id)).map(({ geometry }) => geometry)
    const own = document.value.filter((one) => one.key !== of.key && one.rank === of.rank && utilityOf(one) === serves).map(doc.geometryOf)
    return [...beside, ...own]
  }

  function utilityOf(of: doc.Area): Utility {
    return of.utility || (utilitiesOf.value.get(of.stationId)?.[0] ?? "electricity")
  }

  async function reshape(op: ShapeOp, more: { others?: Shape[]; line?: Position[]; tolerance_m?: number } = {}): Promise<boolean> {
    const of = area.value
    if (!of) return false
    const made = await within(async () => {
      const beside = op === "snap" || op === "simplify" ? { neighbours: await neighbours(of) } : {}
      return plansApi.shape({ op, geometry: doc.geometryOf(of), ...beside, ...more })
    })
    if (!made) return false
    held.value = null
    edit(doc.reshape(document.value, of.key, made.geometries))
    return true
  }

  return {
    view, plan, history, document, area, chosen, held, others, problem, isBusy, isUnsaved, utilitiesOf,
    may, read, edit, command, save, reshape, utilityOf, neighbours,
    undo: back,
    redo: forth,
  }
}

export type PlanState = ReturnType<typeof usePlan>
