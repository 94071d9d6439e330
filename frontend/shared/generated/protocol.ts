// Made by `manage.py export_contract` from the server's types. Do not edit.

/** Follow these streams, each from the version the client has; null: it has nothing. Replaces what was followed. */
export interface HelloFrame {
  t: "hello"
  v: 1
  streams: Record<string, number | null>
  live?: boolean
}

export interface PingFrame {
  t: "ping"
}

/** Versions `from + 1 … to` of a stream, without holes. */
export interface EntriesFrame {
  t: "entries"
  stream: string
  from: number
  to: number
  entries: Entry[]
}

/** One line of a stream's log. `kind` says what `data` holds; see the events. */
export interface Entry {
  v: number
  kind: string
  at: string
  data: Record<string, unknown>
}

/** Start over: the whole state of the stream at `version`. */
export interface ResetFrame {
  t: "reset"
  stream: string
  version: number
  state: Record<string, unknown>
}

/** The server is alive, sees its database, and has told the client everything up to these versions. */
export interface BeatFrame {
  t: "beat"
  heads: Record<string, number>
  at: string
}

/** What moves and is not logged. The newest item of an id wins. */
export interface LiveFrame {
  t: "live"
  kind: "positions"
  items: PositionItem[]
}

/** Where a technician is now; `heading` in degrees clockwise from north. */
export interface PositionItem {
  id: number
  lon: number
  lat: number
  at: string
  heading: number | null
  state: string
}

/** Who is at which order. Not logged: the newest item of an order and a person wins, and passes when not renewed. */
export interface PresenceFrame {
  t: "presence"
  items: PresenceItem[]
}

/** Somebody at an order; the newest `seen_at` of an order and a person wins, and holds for `lasts_s` seconds. */
export interface PresenceItem {
  order_id: number
  user_id: number
  name: string
  doing: string
  about: string
  since: string
  seen_at: string
  lasts_s: number
}

/** The client does not get this stream, or no longer. Not yours and not there answer alike. */
export interface RefusedFrame {
  t: "refused"
  stream: string
  problem: Problem
}

/** Problem details after RFC 9457, the same as over HTTP. */
export interface Problem {
  type: string
  title: string
  status: number
  code: string
  facts: Record<string, unknown>
}

/** The server closes the socket. Come back after `retry_after` seconds. */
export interface GoodbyeFrame {
  t: "goodbye"
  reason: "restart" | "slow" | "access" | "protocol"
  retry_after: number
}

export interface PongFrame {
  t: "pong"
}

/** Everything alive on a node's board. */
export interface BoardState {
  orders: OrderCard[]
  technicians: TechnicianCard[]
  stations: StationCard[]
  alarms: AlarmCard[]
  todos: TodoCard[]
  storms: StormCard[]
  coverage_version: number
}

/** An order on a board. `due_*` is its nearest running clock, `warned` the last per cent warned of. */
export interface OrderCard {
  id: number
  number: string
  utility: string
  business_type: string
  symptom: string
  priority: number
  is_life_safety: boolean
  state: string
  lon: number | null
  lat: number | null
  address: string
  extent: string
  opened_at: string | null
  station_id: number | null
  technician_id: number | null
  technician_name: string
  node_id: number
  due_at: string | null
  due_kind: string | null
  due_started_at: string | null
  warned: number
  version: number
  updated_at: string | null
  reports: number
  urges: number
  reopens: number
  parent_id: number | null
  promised_at: string | null
  appointed_from: string | null
  appointed_to: string | null
  state_reason: string
  made_by_station: boolean
  important_user: string
}

/** A technician as every board shows them. The place is given only on shift. */
export interface TechnicianCard {
  id: number
  name: string
  name_en: string
  station_id: number
  skills: string[]
  utilities: string[]
  state: string
  visit_order_id: number | null
  open_visits: number
  lon: number | null
  lat: number | null
  position_at: string | null
  shift_ends_at: string | null
}

/** `open_orders` counts all that is open, life safety past the ceiling included. */
export interface StationCard {
  id: number
  code: string
  name: string
  name_en: string
  lon: number
  lat: number
  utilities: string[]
  open_orders: number
  open_ceiling: number
  is_open: boolean
  path: string
}

/** `text_key` names the sentence in the catalogue; `facts` fill it. */
export interface AlarmCard {
  id: number
  kind: string
  severity: string
  order_id: number | null
  order_number: string | null
  station_id: number | null
  technician_id: number | null
  text_key: string
  facts: Record<string, unknown>
  raised_at: string | null
  needs: number
  acknowledged_by: string[]
  cleared_at: string | null
  escalated: boolean
}

/** A todo on a board. `kind` says which page does it, `subject` what it is about ('withdrawal:12'). */
export interface TodoCard {
  id: number
  kind: string
  subject: string
  order_id: number | null
  number: string | null
  node_id: number
  station_id: number | null
  role: string
  owner_id: number | null
  owner_name: string
  called_name: string
  called_node_id: number | null
  level: number
  opened_at: string | null
  due_at: string | null
  closed_at: string | null
  outcome: string
  facts: Record<string, unknown>
}

/** A storm as every board below and above it shows it. */
export interface StormCard {
  id: number
  node_id: number
  node_name: string
  node_name_en: string
  node_path: string
  name: string
  notice_zh: string
  notice_en: string
  began_at: string | null
  began_by: string
  look_again_at: string | null
  ended_at: string | null
  ended_by: string
}

/** The order as it is now. Ended ones leave the board. */
export interface OrderChanged {
  order: OrderCard
}

/** The order belongs to another part of the tree from now on. */
export interface OrderLeft {
  order_id: number
}

/** What somebody owes, as it is now. Closed ones leave the board. */
export interface TodoChanged {
  todo: TodoCard
}

export interface TechnicianChanged {
  technician: TechnicianCard
}

/** Who leads, belongs or helps is to be read again. */
export interface CrewChanged {
  crew_id: number
  station_id: number
}

/** The technician belongs to a station elsewhere from now on. */
export interface TechnicianLeft {
  technician_id: number
}

export interface StationChanged {
  station: StationCard
}

/** Storm mode at a node above or below. Ended ones leave the board. */
export interface StormChanged {
  storm: StormCard
}

/** The alarm as it is now. Cleared ones leave the board. */
export interface AlarmChanged {
  alarm: AlarmCard
}

/** Other areas are in force: load them anew. */
export interface CoverageActivated {
  coverage_version: number
}

/** An entry of a stream board:…. */
export type BoardEntry = {
  v: number
  kind: "order.taken" | "order.offered" | "order.accepted" | "order.returned" | "order.lapsed" | "order.rematched" | "order.queued_for_hand" | "order.assigned" | "order.unassigned" | "order.departed" | "order.arrived" | "order.repaired" | "order.reported_back" | "order.report_rejected" | "order.closed" | "order.suspended" | "order.resumed" | "order.withdrawal_asked" | "order.withdrawal_refused" | "order.withdrawn" | "order.handed_over" | "order.merged" | "order.unmerged" | "order.reopened" | "order.contact_tried" | "order.promised" | "order.appointed" | "order.appointment_released" | "order.corrected" | "order.correction_asked" | "order.correction_refused" | "order.urged" | "order.paid_work_agreed" | "order.parts_used" | "order.child_merged" | "order.child_closed" | "order.parent_arrived" | "order.parent_repaired" | "order.outside_area" | "order.place_decided" | "order.child_unmerged" | "order.report_written" | "order.late_work_seen" | "order.arrival_doubted" | "order.arrival_judged" | "order.handed_in" | "order.visited_back" | "order.visit_tried" | "order.noted" | "order.exhibit_announced" | "order.exhibit_received" | "order.exhibit_refused" | "order.form_handed_in" | "order.form_waived" | "order.call_kept" | "order.job_offered" | "order.job_taken_over" | "order.job_offer_declined" | "order.job_offer_waits" | "order.due_warned" | "order.breached"
  at: string
  data: OrderChanged
} | {
  v: number
  kind: "order.left"
  at: string
  data: OrderLeft
} | {
  v: number
  kind: "todo.opened" | "todo.escalated" | "todo.closed"
  at: string
  data: TodoChanged
} | {
  v: number
  kind: "technician.changed"
  at: string
  data: TechnicianChanged
} | {
  v: number
  kind: "crew.changed"
  at: string
  data: CrewChanged
} | {
  v: number
  kind: "technician.left"
  at: string
  data: TechnicianLeft
} | {
  v: number
  kind: "station.changed"
  at: string
  data: StationChanged
} | {
  v: number
  kind: "storm.began" | "storm.changed" | "storm.ended"
  at: string
  data: StormChanged
} | {
  v: number
  kind: "reinforcement.asked" | "reinforcement.lent" | "reinforcement.refused" | "reinforcement.called_off" | "reinforcement.over"
  at: string
  data: Record<string, unknown>
} | {
  v: number
  kind: "alarm.raised" | "alarm.acknowledged" | "alarm.escalated" | "alarm.cleared"
  at: string
  data: AlarmChanged
} | {
  v: number
  kind: "coverage.activated"
  at: string
  data: CoverageActivated
}

/** What the stream `crew:<technician>` starts from. */
export interface CrewState {
  technician: TechnicianCard
  shift: ShiftCard
  visits: VisitCard[]
  sos: SosCard | null
  job_offers: JobOfferCard[]
  position_kept_s: number
}

/** The running shift, or the next planned one while off. */
export interface ShiftCard {
  on_shift: boolean
  starts_at: string | null
  ends_at: string | null
}

/** A visit with all that is needed to do it, for the technician whose visit it is. */
export interface VisitCard {
  id: number
  order_id: number
  number: string
  utility: string
  symptom: string
  skill: string
  priority: number
  is_life_safety: boolean
  state: string
  sequence: number
  address: string
  lon: number | null
  lat: number | null
  description: string
  contact_name: string
  contact_phone: string
  due_at: string | null
  assigned_at: string | null
  seen_at: string | null
  accepted_at: string | null
  departed_at: string | null
  arrived_at: string | null
  repaired_at: string | null
  planned_arrival_at: string | null
  ended_at: string | null
  end_reason: string
  contacted_at: string | null
  promised_at: string | null
  appointed_from: string | null
  appointed_to: string | null
  promises: number
  cause: string
  rejected_reason: string
  rejected_note: string
  sent_back: SentBack | null
  is_withdrawal_asked: boolean
  paid_fen: number
  parts: PartCard[]
  form: FormCard | null
  version: number
  safety: string[]
  allowed: string[]
}

/** The report that a reviewer sent back, to be written anew from where it was. */
export interface SentBack {
  cause_code: string
  result_code: string
  ownership: string
  note: string
}

/** A part that went into the repair. */
export interface PartCard {
  name: string
  quantity: number
  unit: string
}

/** A form that the visit asks for, and when it was last handed in. */
export interface FormCard {
  code: string
  is_duty: boolean
  handed_in_at: string | null
}

/** The call as the phone that made it shows it. */
export interface SosCard {
  id: number
  at: string | null
  seen_by: string[]
}

/** An open offer, as both phones show it. */
export interface JobOfferCard {
  id: number
  visit_id: number
  order_id: number
  number: string
  symptom: string
  is_life_safety: boolean
  address: string
  visit_state: string
  giver_id: number
  giver: string
  receiver_id: number
  receiver: string
  note: string
  offered_at: string | null
}

/** The visit as it is now. Ended ones leave the day. */
export interface VisitChanged {
  visit: VisitCard
}

export interface ShiftChanged {
  shift: ShiftCard
}

/** The technician's open call for help; null when it is over. */
export interface SosChanged {
  sos: SosCard | null
}

/** An offer between two technicians as it is now; `state` other than open: it has left both phones. */
export interface JobOfferChanged {
  job_offer: JobOfferCard
  state: string
  answer: string
}

/** An entry of a stream crew:…. */
export type CrewEntry = {
  v: number
  kind: "visit.assigned" | "visit.changed" | "visit.seen" | "visit.accepted" | "visit.declined" | "visit.departed" | "visit.arrived" | "visit.repaired" | "visit.reported" | "visit.report_rejected" | "visit.cancelled"
  at: string
  data: VisitChanged
} | {
  v: number
  kind: "shift.started" | "shift.ended" | "shift.paused" | "shift.resumed"
  at: string
  data: ShiftChanged
} | {
  v: number
  kind: "sos.called" | "sos.seen" | "sos.over"
  at: string
  data: SosChanged
} | {
  v: number
  kind: "job_offer.made" | "job_offer.ended"
  at: string
  data: JobOfferChanged
} | {
  v: number
  kind: "technician.changed"
  at: string
  data: TechnicianChanged
} | {
  v: number
  kind: "crew.changed"
  at: string
  data: CrewChanged
}

/** What `ticket:<code>` starts from. */
export interface TicketState {
  ticket: TicketView
}

/** What the customer sees. */
export interface TicketView {
  number: string
  utility: string
  symptom: string
  state_key: string
  opened_at: string | null
  steps: TicketStep[]
  promised_at: string | null
  appointed_from: string | null
  appointed_to: string | null
  station_name: string | null
  station_name_en: string | null
  technician_given_name: string | null
  safety: string[]
  state_reason: string
  resume_by: string | null
  new_number: string | null
  new_code: string | null
  is_merged: boolean
  urges: number
  updated_at: string | null
  version: number
}

/** One thing that happened, as the customer's page lists it. */
export interface TicketStep {
  key: string
  at: string
}

export interface TicketUpdated {
  ticket: TicketView
}

/** An entry of a stream ticket:…. */
export type TicketEntry = {
  v: number
  kind: "ticket.updated"
  at: string
  data: TicketUpdated
}

/** What `order:<id>` starts from: the card, and the log so far in `story`. */
export interface OrderState {
  order: OrderCard
  story: Record<string, unknown>[]
}

/** An entry of a stream order:…. */
export type OrderEntry = {
  v: number
  kind: "order.taken" | "order.offered" | "order.accepted" | "order.returned" | "order.lapsed" | "order.rematched" | "order.queued_for_hand" | "order.assigned" | "order.unassigned" | "order.departed" | "order.arrived" | "order.repaired" | "order.reported_back" | "order.report_rejected" | "order.closed" | "order.suspended" | "order.resumed" | "order.withdrawal_asked" | "order.withdrawal_refused" | "order.withdrawn" | "order.handed_over" | "order.merged" | "order.unmerged" | "order.reopened" | "order.contact_tried" | "order.promised" | "order.appointed" | "order.appointment_released" | "order.corrected" | "order.correction_asked" | "order.correction_refused" | "order.urged" | "order.paid_work_agreed" | "order.parts_used" | "order.child_merged" | "order.child_closed" | "order.parent_arrived" | "order.parent_repaired" | "order.outside_area" | "order.place_decided" | "order.child_unmerged" | "order.report_written" | "order.late_work_seen" | "order.arrival_doubted" | "order.arrival_judged" | "order.handed_in" | "order.visited_back" | "order.visit_tried" | "order.noted" | "order.exhibit_announced" | "order.exhibit_received" | "order.exhibit_refused" | "order.form_handed_in" | "order.form_waived" | "order.call_kept" | "order.job_offered" | "order.job_taken_over" | "order.job_offer_declined" | "order.job_offer_waits" | "order.due_warned" | "order.breached" | "visit.assigned" | "visit.changed" | "visit.seen" | "visit.accepted" | "visit.declined" | "visit.departed" | "visit.arrived" | "visit.repaired" | "visit.reported" | "visit.report_rejected" | "visit.cancelled" | "visit.told" | "visit.unreached" | "visit.late_tap" | "contact.revealed"
  at: string
  data: Record<string, unknown>
} | {
  v: number
  kind: "alarm.raised" | "alarm.acknowledged" | "alarm.escalated" | "alarm.cleared"
  at: string
  data: AlarmChanged
} | {
  v: number
  kind: "todo.opened" | "todo.escalated" | "todo.closed"
  at: string
  data: TodoChanged
}

/** What a client may send. */
export type ClientFrame = HelloFrame | PingFrame

/** What the server sends. */
export type ServerFrame = EntriesFrame | ResetFrame | BeatFrame | LiveFrame | PresenceFrame | RefusedFrame | GoodbyeFrame | PongFrame
