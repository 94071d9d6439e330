/**
 * The board as a page holds it: rows by id, changed only by these reducers. A reducer gives a new state and touches
 * only the maps that an entry speaks of; a batch copies each of them once.
 */

import type { AlarmCard, BoardState, Entry, OrderCard, OrderState, PositionItem, StationCard, StormCard, TechnicianCard, TodoCard } from "./types"

export interface Board {
  readonly orders: ReadonlyMap<number, OrderCard>
  readonly technicians: ReadonlyMap<number, TechnicianCard>
  readonly stations: ReadonlyMap<number, StationCard>
  readonly alarms: ReadonlyMap<number, AlarmCard>
  readonly todos: ReadonlyMap<number, TodoCard>
  readonly storms: ReadonlyMap<number, StormCard>
  readonly coverageVersion: number
}

export const EMPTY_BOARD: Board = {
  orders: new Map(),
  technicians: new Map(),
  stations: new Map(),
  alarms: new Map(),
  todos: new Map(),
  storms: new Map(),
  coverageVersion: 0,
}

/** States in which an order is no longer on any board. */
export const ENDED: ReadonlySet<OrderState> = new Set<OrderState>(["closed", "withdrawn", "merged", "handed_over"])

export function boardOf(state: BoardState): Board {
  return {
    orders: byId(state.orders),
    technicians: byId(state.technicians),
    stations: byId(state.stations),
    alarms: byId(state.alarms.filter((alarm) => alarm.cleared_at === null)),
    todos: byId(state.todos),
    storms: byId(state.storms),
    coverageVersion: state.coverage_version,
  }
}

interface EntryData {
  order?: OrderCard
  order_id?: number
  technician?: TechnicianCard
  station?: StationCard
  alarm?: AlarmCard
  todo?: TodoCard
  technician_id?: number
  storm?: StormCard
  coverage_version?: number
}

/** The board after these entries. What an entry carries decides, not its name: new kinds need no new code here. */
export function reduceBoard(board: Board, entries: readonly Entry[]): Board {
  const draft = new Draft(board)
  for (const { kind, data } of entries) {
    const said = data as EntryData
    if (kind === "order.left" && said.order_id !== undefined) draft.orders.delete(said.order_id)
    if (kind === "technician.left" && said.technician_id !== undefined) draft.technicians.delete(said.technician_id)
    // The answer to a command of our own may have been quicker than the entries before it.
    const isOld = said.order !== undefined && (draft.orders.get(said.order.id)?.version ?? 0) > said.order.version
    if (said.order && !isOld) put(draft.orders, said.order, ENDED.has(said.order.state))
    if (said.technician) put(draft.technicians, said.technician, false)
    if (said.station) put(draft.stations, said.station, false)
    if (said.alarm) put(draft.alarms, said.alarm, said.alarm.cleared_at !== null)
    if (said.todo) put(draft.todos, said.todo, said.todo.closed_at !== null)
    if (said.storm) put(draft.storms, said.storm, said.storm.ended_at !== null)
    if (said.coverage_version !== undefined) draft.coverageVersion = said.coverage_version
  }
  return draft.done()
}

/** Positions are not logged: the newest wins, and those of people who are not on the board are none of ours. */
export function moveTechnicians(board: Board, items: readonly PositionItem[]): Board {
  const draft = new Draft(board)
  for (const { id, lon, lat, at, state } of items) {
    const known = board.technicians.get(id)
    if (known && (known.position_at === null || known.position_at <= at)) {
      draft.technicians.set(id, { ...known, lon, lat, position_at: at, state: state ?? known.state })
    }
  }
  return draft.done()
}

function put<Row extends { id: number }>(rows: Map<number, Row>, row: Row, isGone: boolean): void {
  if (isGone) rows.delete(row.id)
  else rows.set(row.id, row)
}

function byId<Row extends { id: number }>(rows: readonly Row[]): Map<number, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** Copies a map when it is first asked for. */
class Draft {
  coverageVersion: number
  #copies: { -readonly [Name in Exclude<keyof Board, "coverageVersion">]?: Board[Name] } = {}

  constructor(private readonly board: Board) {
    this.coverageVersion = board.coverageVersion
  }

  get orders(): Map<number, OrderCard> {
    return (this.#copies.orders ??= new Map(this.board.orders)) as Map<number, OrderCard>
  }

  get technicians(): Map<number, TechnicianCard> {
    return (this.#copies.technicians ??= new Map(this.board.technicians)) as Map<number, TechnicianCard>
  }

  get stations(): Map<number, StationCard> {
    return (this.#copies.stations ??= new Map(this.board.stations)) as Map<number, StationCard>
  }

  get alarms(): Map<number, AlarmCard> {
    return (this.#copies.alarms ??= new Map(this.board.alarms)) as Map<number, AlarmCard>
  }

  get todos(): Map<number, TodoCard> {
    return (this.#copies.todos ??= new Map(this.board.todos)) as Map<number, TodoCard>
  }

  get storms(): Map<number, StormCard> {
    return (this.#copies.storms ??= new Map(this.board.storms)) as Map<number, StormCard>
  }

  done(): Board {
    const isSame = Object.keys(this.#copies).length === 0 && this.coverageVersion === this.board.coverageVersion
    return isSame ? this.board : { ...this.board, ...this.#copies, coverageVersion: this.coverageVersion }
  }
}
