/** What the capacity desk knows and works out: how full stations are, rules as rows of a form, flows as bands. Pure. */

export interface SlotNow {
  starts_at: string
  ends_at: string
  limit: number
  kept: number
  quota: number
  used: number
  booked: number
  over: number
}

export interface ClassNow {
  work_class: string
  slots: SlotNow[]
}

export interface Forecast {
  days: number
  is_too_little: boolean
  factor: number | null
  so_far: number
  expected_today: number | null
  expected_left: number | null
  by_hour: { hour: number; expected: number | null; actual: number }[]
  full_at: string | null
  full_of: string
}

export interface StationNow {
  station_id: number
  name: string
  name_en: string
  utilities: string[]
  open_orders: number
  open_ceiling: number
  open_kept: number
  is_open: boolean
  absent_until: string | null
  classes: ClassNow[]
  forecast: Forecast
}

export interface Today {
  at: string
  left_out: number
  stations: StationNow[]
}

export type Order = "full" | "soon" | "name"

export const NEAR = 0.85

export const share = (used: number, limit: number) => (limit > 0 ? used / limit : used > 0 ? 1 : 0)

/** What is left of a slot for ordinary work: neither kept for emergencies nor set aside for appointments. */
export const freeOf = (slot: SlotNow) => Math.max(0, slot.limit - slot.kept - slot.used - Math.max(0, slot.quota - slot.booked))

/** The slot of a class that runs at an instant. */
export function running(slots: readonly SlotNow[], now: number): SlotNow | undefined {
  return slots.find(({ starts_at, ends_at }) => Date.parse(starts_at) <= now && now < Date.parse(ends_at))
}

/** How full a station is: the most of its ceiling and of the slots that run now. */
export function fullness(station: StationNow, now: number): number {
  const slots = station.classes.flatMap(({ slots }) => running(slots, now) ?? [])
  return Math.max(share(station.open_orders, station.open_ceiling), ...slots.map(({ used, limit }) => share(used, limit)))
}

export function sorted(stations: readonly StationNow[], order: Order, now: number, nameOf: (station: StationNow) => string): StationNow[] {
  const byName = (a: StationNow, b: StationNow) => nameOf(a).localeCompare(nameOf(b)) || a.station_id - b.station_id
  const when = ({ forecast }: StationNow) => (forecast.full_at === null ? Infinity : Date.parse(forecast.full_at))
  const full = new Map(stations.map((station) => [station.station_id, fullness(station, now)]))
  const fuller = (a: StationNow, b: StationNow) => full.get(b.station_id)! - full.get(a.station_id)!
  const soonest = (a: StationNow, b: StationNow) => (when(a) === when(b) ? 0 : when(a) - when(b))
  const by = { full: fuller, soon: (a: StationNow, b: StationNow) => soonest(a, b) || fuller(a, b), name: byName }[order]
  return [...stations].sort((a, b) => by(a, b) || byName(a, b))
}

/** A day's curve as a drawing of 24 columns: bars of what came, a line of what is expected, within `width` × `height`. */
export function curveOf({ by_hour }: Forecast, width: number, height: number): { bars: { x: number; y: number; width: number; height: number }[]; line: string; top: number } {
  const top = Math.max(1, ...by_hour.flatMap(({ expected, actual }) => [expected ?? 0, actual]))
  const step = width / 24
  const y = (value: number) => round(height - (value / top) * height)
  const bars = by_hour.flatMap(({ hour, actual }) => (actual > 0 ? [{ x: round(hour * step + step * 0.15), y: y(actual), width: round(step * 0.7), height: round(height - y(actual)) }] : []))
  const points = by_hour.flatMap(({ hour, expected }) => (expected === null ? [] : [`${round((hour + 0.5) * step)},${y(expected)}`]))
  return { bars, line: points.join(" "), top }
}

const round = (value: number) => Math.round(value * 10) / 10

/** A capacity rule as the server has it. */
export interface SlotRule {
  work_class: string
  weekday: number | null
  starts: string
  ends: string
  limit: number
  from_day: string
  to_day: string
  appointment_quota: number
}

export interface ExceptionDay {
  id: number
  day: string
  work_class: string | null
  percent: number
  reason: string
  made_by: string
}

export interface Rules {
  open_orders: number
  open_ceiling: number
  source: "rules" | "crews"
  jobs_per_person: number
  headroom_percent: number
  slots: SlotRule[]
  days: ExceptionDay[]
}

/** An opened slot whose new limit is below what is taken of it. */
export interface Stuck {
  work_class: string
  starts_at: string
  limit: number
  used: number
}

/** Times as a form's fields hold them, 08:00. */
export const clockOf = (time: string) => time.slice(0, 5)

/** Rules of the same class, season and weekday stand together, as they are read. */
export function grouped(slots: readonly SlotRule[]): { key: string; first: SlotRule; slots: SlotRule[] }[] {
  const found = new Map<string, { key: string; first: SlotRule; slots: SlotRule[] }>()
  for (const slot of slots) {
    const key = [slot.work_class, slot.from_day, slot.to_day, slot.weekday ?? ""].join("|")
    const group = found.get(key) ?? { key, first: slot, slots: [] }
    group.slots.push(slot)
    found.set(key, group)
  }
  return [...found.values()]
}

export interface Link {
  id: number
  station_id: number
  station_name: string
  station_name_en: string
  helper_id: number
  helper_name: string
  helper_name_en: string
  kind: "overflow" | "mutual_aid"
  place: number
  utility: string | null
  work_class: string | null
  from: string
  to: string | null
  note: string
}

/** Links of a station and kind, in the order in which they are asked. */
export function chainsOf(links: readonly Link[]): { key: string; kind: Link["kind"]; links: Link[] }[] {
  const found = new Map<string, Link[]>()
  for (const link of [...links].sort((a, b) => (a.kind === b.kind ? a.place - b.place || a.id - b.id : a.kind === "overflow" ? -1 : 1))) {
    const key = `${link.station_id}|${link.kind}`
    found.set(key, [...(found.get(key) ?? []), link])
  }
  return [...found].map(([key, links]) => ({ key, kind: links[0]!.kind, links }))
}

/** The list with one of its members moved to another place. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const found = [...list]
  const [one] = found.splice(from, 1)
  if (one !== undefined) found.splice(Math.max(0, Math.min(found.length, to)), 0, one)
  return found
}

export interface Flow {
  from_station_id: number | null
  from_outside: boolean
  to_station_id: number | null
  to_outside: boolean
  count: number
  by_class: Record<string, number>
}

export interface WhatIf {
  orders: number
  moved: number
  unplaced_before: number
  unplaced_after: number
  flows: Flow[]
  stations: { station_id: number; name: string; name_en: string; before: number; after: number }[]
  since: string
  until: string
  truncated: "orders" | "time" | null
  left_out: number
}

/** An end of a flow: a station, those outside, or nobody. */
export type End = number | "outside" | "nobody"

export const endOf = (id: number | null, isOutside: boolean): End => id ?? (isOutside ? "outside" : "nobody")

export interface Band {
  path: string
  flow: Flow
}
export interface Block {
  end: End
  y: number
  height: number
  count: number
}
export interface Diagram {
  left: Block[]
  right: Block[]
  bands: Band[]
  height: number
}

const GAP = 10
const LEAST = 12

/** Flows as bands between two columns of blocks, `width` apart; the taller, the more orders. */
export function diagramOf(flows: readonly Flow[], width: number, tall = 260): Diagram {
  const total = flows.reduce((sum, { count }) => sum + count, 0) || 1
  const left = columnOf(flows, (flow) => endOf(flow.from_station_id, flow.from_outside), tall / total)
  const right = columnOf(flows, (flow) => endOf(flow.to_station_id, flow.to_outside), tall / total)
  const from = new Map(left.map((block) => [block.end, block.y]))
  const to = new Map(right.map((block) => [block.end, block.y]))
  const bands = flows.map((flow) => {
    const source = endOf(flow.from_station_id, flow.from_outside)
    const goal = endOf(flow.to_station_id, flow.to_outside)
    const a = left.find(({ end }) => end === source)!
    const b = right.find(({ end }) => end === goal)!
    const y1 = from.get(source)!
    const y2 = to.get(goal)!
    const h1 = (flow.count / a.count) * a.height
    const h2 = (flow.count / b.count) * b.height
    from.set(source, y1 + h1)
    to.set(goal, y2 + h2)
    const middle = width / 2
    const path = `M0 ${round(y1)}C${middle} ${round(y1)} ${middle} ${round(y2)} ${width} ${round(y2)}V${round(y2 + h2)}C${middle} ${round(y2 + h2)} ${middle} ${round(y1 + h1)} 0 ${round(y1 + h1)}Z`
    return { path, flow }
  })
  return { left, right, bands, height: Math.max(bottom(left), bottom(right)) }
}

function columnOf(flows: readonly Flow[], end: (flow: Flow) => End, scale: number): Block[] {
  const counts = new Map<End, number>()
  for (const flow of flows) counts.set(end(flow), (counts.get(end(flow)) ?? 0) + flow.count)
  let y = 0
  return [...counts].map(([end, count]) => {
    const block = { end, y, height: Math.max(LEAST, count * scale), count }
    y += block.height + GAP
    return block
  })
}

const bottom = (column: readonly Block[]) => column.reduce((most, { y, height }) => Math.max(most, y + height), 0)
