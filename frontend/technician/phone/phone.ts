/**
 * The page's one state, and the only place where store, wire, outbox, feed and position meet. Views read it and call
 * its verbs; they never touch the network or the database themselves.
 */

import { computed, reactive, shallowRef, watch } from "vue"

import { openSocket, type Link, type Socket } from "../../shared/socket/driver"
import { isAhead, reduce, shownVisits, type Day } from "../day"
import { timesIn } from "../../shared/time"
import type { Language } from "../../shared/types"
import type { CrewState, Here, ShiftVerb, VisitCard, VisitVerb } from "../model"
import { openOutbox, type OutboxDriver } from "../outbox/driver"
import { openPhoneExhibits, type PhoneExhibits } from "../exhibits/exhibits"
import { EMPTY, refused as refusedIn, waiting as waitingIn, type Outbox } from "../outbox/machine"
import { choicesOf, serverWord, wordOf, words, type TextKey } from "../texts"
import { visitIn } from "../worker/notices"
import { backDeed, formDeed, handDeed, helpDeed, offerDeed, seenDeed, shiftDeed, sosDeed, talkDeed, visitDeed, type Talk, type VisitWords } from "./deeds"
import { openCrew } from "../crew/crew"
import { openColleagues } from "../handing/colleagues"
import { endOf, incoming, type Answer as OfferAnswer, type JobOffer, type OfferEntry } from "../handing/handing"
import { openBeside } from "../beside"
import { openDrafts, type Draft } from "../forms/drafts"
import type { Answers, SiteForm } from "../forms/rules"
import { openGeo, type Geo, type Sharing } from "./geo"
import { openInstall } from "./install"
import { openPush } from "./push"
import { openReceipts } from "./receipts"
import { openTheme } from "./theme"
import type { Pace } from "../positions"
import { openStore, type PhoneStore } from "./store"
import { openWire, type Wire } from "./wire"
import { forgetUser, lastUser, othersWaiting, rememberUser, rememberWaiting, type Person } from "./people"

export type Stage = "opening" | "login" | "not_technician" | "failed" | "ready"

export interface Notice {
  key: TextKey
  facts: Record<string, string | number>
}

const DAY_STALE_MS = 60_000
const NEARLY_FULL = 0.9
/** Room for some pictures of a visit. */
const LEAST_FREE_BYTES = 30_000_000

export function openPhone(root: HTMLElement) {
  // The page itself may be older than the choice: it comes from what the phone keeps.
  const chosen = /(?:^|; )language=(zh|en)/.exec(document.cookie)?.[1] ?? root.dataset["language"]
  const language = shallowRef<Language>(chosen === "en" ? "en" : "zh")
  const install = openInstall()
  const theme = openTheme()
  const stage = shallowRef<Stage>("opening")
  const user = shallowRef<Person | null>(null)
  const day = shallowRef<Day | null>(null)
  const dayFrom = shallowRef<number | null>(null)
  const box = shallowRef<Outbox>(EMPTY)
  const here = shallowRef<Here | null>(null)
  const notice = shallowRef<Notice | null>(null)
  /** The phone's own clock, for its pauses, and the server's as far as known, for what is due. */
  const deviceNow = shallowRef(Date.now())
  const now = shallowRef(Date.now())
  const view = reactive({
    link: "catching_up" as Link["state"],
    offlineSince: null as number | null,
    sharing: "off" as Sharing,
    pace: "moving" as Pace,
    zone: "Asia/Shanghai",
    loginNeeded: false,
    isDurable: true,
    /** Milliseconds by which this phone's clock is ahead of the server's; null where nothing is known. */
    clockAhead: null as number | null,
    isNearlyFull: false,
  })

  const wire: Wire = openWire(() => language.value)
  const push = openPush(wire, () => language.value)
  const receipts = openReceipts((version) => wire.post("/api/v1/field/tellings/reached", { version, by: "page" }))
  /** The visit that a tapped notice, or the address itself, asks for. */
  const asked = shallowRef(visitIn(location.search))
  navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ t?: string; visitId?: number | null }>) => {
    if (data?.t === "open") asked.value = data.visitId ?? null
  })
  let store: PhoneStore
  let outbox: OutboxDriver
  let socket: Socket | null = null
  let stream = ""
  let skew = 0
  const geo: Geo = openGeo({
    send: (items) => wire.sendPositions(items),
    changed(sharing, position, pace) {
      view.sharing = sharing
      view.pace = pace
      here.value = position
    },
  })

  const exhibits: PhoneExhibits = openPhoneExhibits({
    wire,
    tap: (deed) => outbox.tap(deed),
    here: () => here.value,
    failed: () => (notice.value = { key: "banner.not_stored", facts: {} }),
  })

  const drafts = openDrafts()
  const beside = openBeside((path) => wire.read(path))
  const colleagues = openColleagues((path) => wire.read(path))
  const crew = openCrew((path) => wire.read(path))

  const times = computed(() => timesIn(language.value, view.zone))
  const say = (key: TextKey, facts?: Record<string, string | number>): string => words(language.value, key, facts)
  const waiting = computed(() => waitingIn(box.value))
  const refused = computed(() => refusedIn(box.value))
  // Whatever is left when the page is closed, taps and bytes alike, is sent by the worker.
  watch(
    () => waiting.value.length + exhibits.waiting.value.length,
    (left) => left && user.value && install.deliverLater(user.value.id),
  )
  const visits = computed(() => (day.value ? shownVisits(day.value, box.value.items, here.value) : []))
  /** The shift as tapped: taps run ahead of the server here too. */
  const shift = computed<"off" | "available" | "busy" | "break">(() => {
    const known = day.value?.state
    let state = known ? (known.shift.on_shift ? known.technician.state : "off") : "off"
    if (known?.shift.on_shift && state === "off") state = "available"
    for (const item of box.value.items) {
      if (!item.deed.verb.startsWith("shift.") || !day.value || !isAhead(item, day.value)) continue
      const verb = item.deed.verb.slice(6) as ShiftVerb
      state = verb === "end" ? "off" : verb === "break" ? "break" : "available"
    }
    return state
  })

  /** What colleagues ask one to take on. */
  const offers = computed(() => {
    const known = day.value
    if (!known) return []
    return incoming(known.state.job_offers ?? [], known.state.technician.id, box.value.items.filter((item) => isAhead(item, known)))
  })

  /** The call for help as tapped; `isSent` is false while the server has not heard it. */
  const sos = computed<{ at: string; seenBy: readonly string[]; isSent: boolean } | null>(() => {
    const known = day.value?.state.sos ?? null
    let open = known ? { at: known.at, seenBy: known.seen_by, isSent: true } : null
    for (const item of box.value.items) {
      if (!day.value || !isAhead(item, day.value)) continue
      if (item.deed.verb === "sos") open ??= { at: item.deed.at, seenBy: [], isSent: item.fate.state === "sent" }
      if (item.deed.verb === "sos.over") open = null
    }
    return open
  })

  function setDay(next: Day, from: number | null = null): void {
    const before = day.value
    day.value = next
    dayFrom.value = from
    if (before && from === null) announce(before, next)
    if (from === null) receipts.shown(next.version)
    if (from === null) void beside.follow(next.state.visits.map(({ id }) => id))
    if (from === null) void store.writeDay({ day: next, savedAt: Date.now() }).catch(() => undefined)
    steerGeo()
  }

  function announce(before: Day, next: Day): void {
    const known = new Set(before.state.visits.map((visit) => visit.id))
    const fresh = next.state.visits.find((visit) => !known.has(visit.id) && visit.state === "assigned")
    if (!fresh) return
    notice.value = { key: "jobs.new", facts: { what: symptomOf(fresh) } }
    // Browsers refuse, and complain, before the page was touched for the first time.
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate?.(fresh.is_life_safety ? [300, 120, 300, 120, 600] : [200, 100, 200])
  }

  function steerGeo(): void {
    if (shift.value === "available" || shift.value === "busy") geo.start()
    else if (view.sharing !== "off") geo.stop()
  }

  function setLink({ state, since }: Pick<Link, "state" | "since">): void {
    if (state === "live" && view.link !== "live") {
      dayFrom.value = null
      outbox.link(true)
      exhibits.link(true)
    }
    view.link = state
    view.offlineSince = since
  }

  async function readDay(): Promise<void> {
    const answer = await wire.readDay()
    if (answer === "login_needed") {
      view.loginNeeded = true
      return
    }
    if (answer === "not_technician") {
      stage.value = "not_technician"
      return
    }
    if (view.loginNeeded) {
      view.loginNeeded = false
      outbox.signedIn()
      exhibits.signedIn()
      if (stream) socket?.follow([stream])
    }
    if (!day.value || answer.version >= day.value.version || dayFrom.value !== null) setDay(answer)
    follow(`crew:${answer.state.technician.id}`)
  }

  let isLooking = false
  /** What the socket does not say, because it is away or a page that began without a line never had one. */
  async function lookAgain(): Promise<void> {
    if (isLooking || stage.value !== "ready" || view.link === "live") return
    isLooking = true
    await readDay().catch(() => undefined)
    isLooking = false
  }

  function follow(wanted: string): void {
    if (socket) return
    stream = wanted
    socket = openSocket({
      onReset: (_, state, version) => setDay({ version, state: state as CrewState }),
      onEntries(_, entries) {
        if (!day.value) return
        setDay(entries.reduce(reduce, day.value))
        if (entries.some(({ kind }) => kind === "crew.changed")) void crew.look()
        for (const { kind, data } of entries) if (kind === "job_offer.ended") notice.value = endOf(data as unknown as OfferEntry, day.value.state.technician.id) ?? notice.value
      },
      onLink: setLink,
      onSkew(ms) {
        skew = ms
        view.clockAhead = -ms
      },
      // Logged out, or no longer a technician: asking for the day tells which.
      onRefused: () => void readDay().catch(() => undefined),
    })
    socket.follow([stream])
  }

  async function open(): Promise<void> {
    stage.value = "opening"
    try {
      const session = await wire.session()
      view.zone = session.time_zone
      if (!session.authenticated || !session.user) {
        stage.value = "login"
        return
      }
      user.value = { id: session.user.id, name: session.user.name }
      rememberUser(user.value)
    } catch {
      // No line: whoever used this phone last goes on with what is stored here.
      user.value = lastUser()
      view.offlineSince = Date.now()
      view.link = "offline"
      if (!user.value) {
        stage.value = "failed"
        return
      }
    }
    await openFor(user.value)
  }

  async function openFor(person: Person): Promise<void> {
    store ??= await openStore(person.id)
    view.isDurable = store.isDurable
    const stored = await store.readDay()
    outbox ??= await openOutbox({
      name: `paidan-outbox-${person.id}`,
      store,
      async send(deed) {
        const verdict = await wire.send(deed)
        if (verdict.t === "done" || verdict.t === "refused") void lookAgain()
        return verdict
      },
      changed(next) {
        box.value = next
        exhibits.outbox(next)
        if (next.hold?.why === "login") view.loginNeeded = true
        rememberWaiting(person, waitingIn(next).length)
        if (day.value) steerGeo()
      },
    })
    await exhibits.open(person.id, box.value)
    await drafts.open(store).catch(() => undefined)
    await beside.open(store).catch(() => undefined)
    await colleagues.open(store).catch(() => undefined)
    await crew.open(store).catch(() => undefined)
    if (stored) {
      setDay(stored.day, stored.savedAt)
      stage.value = "ready"
    }
    try {
      await readDay()
      if (day.value) void colleagues.look()
      if (day.value) void push.look().catch(() => undefined)
      if (day.value) stage.value = "ready"
      else if (stage.value === "opening") stage.value = "login"
    } catch {
      setLink({ state: "offline", since: Date.now() })
      stage.value = day.value ? "ready" : "failed"
    }
  }

  const symptomOf = (visit: Pick<VisitCard, "symptom">): string => wordOf(language.value, "symptom", visit.symptom)

  async function keep(deed: Parameters<OutboxDriver["tap"]>[0]): Promise<boolean> {
    try {
      await outbox.tap(deed)
      notice.value = null
      navigator.vibrate?.(15)
      return true
    } catch {
      notice.value = { key: "banner.not_stored", facts: {} }
      return false
    }
  }

  async function weighStorage(): Promise<void> {
    const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.().catch(() => null)) ?? {}
    view.isNearlyFull = quota > 0 && (usage / quota > NEARLY_FULL || quota - usage < LEAST_FREE_BYTES)
  }
  void weighStorage()

  const tick = setInterval(() => {
    deviceNow.value = Date.now()
    now.value = deviceNow.value + skew
  }, 1_000)
  // What the socket cannot say, or says too late, is asked for now and then, and whenever the page is looked at again.
  const refresh = setInterval(() => {
    void lookAgain()
    void weighStorage()
  }, DAY_STALE_MS)
  window.addEventListener("online", () => {
    outbox?.link(true)
    exhibits.link(true)
    if (stage.value === "failed") void open()
    void lookAgain()
  })
  window.addEventListener("offline", () => {
    outbox?.link(false)
    exhibits.link(false)
  })
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") {
      outbox?.push()
      exhibits.push()
      void lookAgain()
      if (day.value && dayFrom.value === null && view.link === "live") receipts.shown(day.value.version)
    }
  })

  return {
    install, theme, language, stage, user, day, dayFrom, box, here, notice, now, deviceNow, view, visits, waiting, refused, exhibits, shift, say, open, symptomOf, drafts, beside, colleagues, crew, offers,
    safetyOf: (visit: VisitCard) => visit.safety.map((key) => serverWord(language.value, key)),
    word: (group: string, code: string) => wordOf(language.value, group, code),
    telOf: (visit: VisitCard) => `tel:${visit.contact_phone.replace(/[^+\d]/g, "")}`,
    declineReasons: () => choicesOf(language.value, "decline_reason"),
    others: () => othersWaiting(user.value),
    act: (visit: VisitCard, verb: VisitVerb, more?: VisitWords) => keep(visitDeed(visit, verb, here.value, more)),
    talk: (visit: VisitCard, said: Talk) => keep(talkDeed(visit, said)),
    handIn: (visit: VisitCard, form: SiteForm, answers: Answers) => keep(formDeed(visit, form, answers, here.value)),
    keepDraft: (visitId: number, draft: Draft) => drafts.keep(visitId, draft, visits.value.map(({ card }) => card.id)).catch(() => {
      notice.value = { key: "banner.not_stored", facts: {} }
    }),
    async shiftDo(verb: ShiftVerb) {
      if (verb === "start") void navigator.storage?.persist?.().catch(() => false)
      const kept = await keep(shiftDeed(verb))
      steerGeo()
      return kept
    },
    sos,
    async callForHelp() {
      const deed = sosDeed("sos", here.value)
      const kept = await keep(deed)
      // Not behind everything that waits: its key makes the second time harmless.
      if (kept) void wire.send(deed).then(() => lookAgain())
      return kept
    },
    endCall: () => keep(sosDeed("sos.over", null)),
    handOn: (visit: Pick<VisitCard, "id" | "number">, to: number, note: string) => keep(handDeed(visit, { to, note })),
    sendToHelp: (crewId: number, technicianId: number) => keep(helpDeed(crewId, technicianId)),
    callBack: (membershipId: number) => keep(backDeed(membershipId)),
    keepJob: (visit: Pick<VisitCard, "id" | "number">) => keep(handDeed(visit, null)),
    answer: (offer: JobOffer, said: OfferAnswer, note = "") => keep(offerDeed(offer, said, note)),
    see: (visit: VisitCard) => keep(seenDeed(visit)),
    notices: push,
    asked,
    seen: (id: string) => outbox.seen(id),
    push() {
      outbox.push()
      exhibits.push()
    },
    dismiss() {
      notice.value = null
    },
    setLanguage(next: Language) {
      language.value = next
      document.documentElement.lang = next === "zh" ? "zh-Hans" : "en"
      document.cookie = `language=${next}; path=/; max-age=31536000; samesite=lax`
    },
    async leave() {
      geo.stop()
      await push.turnOff()
      await wire.leave()
      forgetUser()
      location.assign("/login")
    },
    clock: (at: string | number) => times.value.at(at, now.value),
    window: (from: string, to: string) => times.value.window(from, to),
    yuan: (fen: number) => new Intl.NumberFormat(language.value === "zh" ? "zh-CN" : "en-GB", { style: "currency", currency: "CNY", currencyDisplay: "narrowSymbol" }).format(fen / 100),
    distance: (metres: number) => times.value.distance(metres),
    stop() {
      clearInterval(tick)
      clearInterval(refresh)
      socket?.stop()
      outbox?.stop()
      exhibits.stop()
      geo.stop()
    },
  }
}

export type Phone = ReturnType<typeof openPhone>
