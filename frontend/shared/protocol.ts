/**
 * The server's cards and frames with what its types leave open: which codes a field holds, and which instants are always
 * there. The shapes themselves are generated from the server (`generated/protocol.ts`).
 */

import type * as made from "./generated/protocol"

export type Utility = "electricity" | "water" | "gas" | "heating"

export const UTILITIES: readonly Utility[] = ["electricity", "water", "gas", "heating"]

export const ORDER_STATES = [
  "waiting",
  "offered",
  "accepted",
  "assigned",
  "departed",
  "arrived",
  "repaired",
  "reported",
  "closed",
  "suspended",
  "withdrawal_asked",
  "withdrawn",
  "hand_queue",
  "merged",
  "handed_over",
] as const

export type OrderState = (typeof ORDER_STATES)[number]
export type TechnicianState = "off" | "available" | "busy" | "break"

/** Values that fill the braces of a sentence, and whatever else the server says beside a code. */
export type Facts = Record<string, unknown>

type With<Shape, Known> = Omit<Shape, keyof Known> & Known

export type OrderCard = With<made.OrderCard, { utility: Utility; state: OrderState; opened_at: string; updated_at: string }>
export type TechnicianCard = With<made.TechnicianCard, { utilities: Utility[]; state: TechnicianState }>
export type StationCard = With<made.StationCard, { utilities: Utility[] }>
export type AlarmCard = With<made.AlarmCard, { severity: "critical" | "high" | "normal"; raised_at: string }>
export type TodoCard = With<made.TodoCard, { opened_at: string; due_at: string; facts: Facts }>
export type StormCard = With<made.StormCard, { began_at: string; look_again_at: string }>
export type BoardState = With<
  made.BoardState,
  { orders: OrderCard[]; technicians: TechnicianCard[]; stations: StationCard[]; alarms: AlarmCard[]; todos: TodoCard[]; storms: StormCard[] }
>

export type ProblemDetails = With<made.Problem, { type?: string; detail?: string; facts?: Facts }>
export type PositionItem = With<made.PositionItem, { state: TechnicianState }>
export type LiveFrame = With<made.LiveFrame, { items: PositionItem[] }>
export type PresenceItem = With<made.PresenceItem, { doing: "looking" | "deciding" | "gone" }>
export type PresenceFrame = With<made.PresenceFrame, { items: PresenceItem[] }>
export type RefusedFrame = With<made.RefusedFrame, { problem: ProblemDetails }>
export type ResetFrame = With<made.ResetFrame, { state: unknown }>
export type { BeatFrame, ClientFrame, EntriesFrame, Entry, GoodbyeFrame, HelloFrame, PongFrame } from "./generated/protocol"
export type ServerFrame = made.EntriesFrame | ResetFrame | made.BeatFrame | LiveFrame | PresenceFrame | RefusedFrame | made.GoodbyeFrame | made.PongFrame
