"""The policy rows that a new installation starts from: DOMAIN's table, each with its source and how far to trust it.

Marks: S a rule document, P a public page, U unverified, D our own definition where no source says.
"""

from typing import NamedTuple

SG = "State Grid Corporation of China, public service promises, 2023"
RULES = "Unified repair flow V3.0, 2003"
IEEE = "IEEE 1366: electric power distribution reliability indices"
OWN = "Own definition; no source states a figure"
WATER = "Municipal water supply service norms"
GAS = "Gas service promises of city operators"
HEAT = "Heating service promises of city operators"
SERVICE = "Customer service rules: complaints, opinions, feedback and return visits"
SG_COMPLAINT = "State Grid complaint handling: contact in 24 h, answer in 5 working days (an older text: 1 and 7)"
GENERAL = "General knowledge of the trade, unverified"


class Seed(NamedTuple):
    code: str
    value: float
    unit: str
    citation: str
    mark: str
    utility: str = ""
    urgency: str = ""
    scene: str = ""
    symptom: str = ""
    season: str = ""
    business_type: str = ""


SEED: tuple[Seed, ...] = (
    Seed("clock.issue", 5, "min", OWN, "D"),
    Seed("clock.issue", 2, "min", GENERAL, "U", "electricity"),
    Seed("clock.issue", 1, "min", OWN, "D", urgency="life_safety"),
    Seed("clock.accept", 5, "min", OWN, "D"),
    Seed("clock.accept", 3, "min", GENERAL, "U", "electricity"),
    Seed("clock.arrival", 4, "h", OWN, "D"),
    Seed("clock.arrival", 45, "min", SG, "P", "electricity", scene="city"),
    Seed("clock.arrival", 90, "min", SG, "P", "electricity", scene="rural"),
    Seed("clock.arrival", 120, "min", SG, "P", "electricity", scene="remote"),
    Seed("clock.arrival", 30, "min", SG, "P", "electricity", "important"),
    Seed("clock.arrival", 60, "min", WATER, "P", "water", scene="city"),
    Seed("clock.arrival", 90, "min", WATER, "P", "water", scene="city", season="night"),
    Seed("clock.arrival", 90, "min", WATER, "P", "water", scene="rural"),
    Seed("clock.arrival", 90, "min", WATER, "P", "water", scene="remote"),
    Seed("clock.arrival", 60, "min", WATER, "P", "water", "life_safety"),
    Seed("clock.arrival", 2, "h", WATER, "P", "water", symptom="bad_water"),
    Seed("clock.arrival", 4, "h", WATER, "P", "water", symptom="low_pressure"),
    Seed("clock.arrival", 3, "day", WATER, "P", "water", symptom="water_meter"),
    Seed("clock.arrival", 4, "h", GAS, "P", "gas"),
    Seed("clock.arrival", 30, "min", GAS, "P", "gas", "life_safety", "city"),
    Seed("clock.arrival", 60, "min", GAS, "P", "gas", "life_safety"),
    Seed("clock.arrival", 2, "h", HEAT, "P", "heating"),
    Seed("clock.arrival", 5, "h", HEAT, "P", "heating", season="heat_start"),
    Seed("clock.arrival", 60, "min", HEAT, "P", "heating", "life_safety"),
    Seed("clock.arrival", 60, "min", HEAT, "P", "heating", symptom="heating_leak"),
    Seed("clock.arrival", 60, "min", HEAT, "P", "heating", symptom="radiator_leak"),
    Seed("clock.restore", 24, "h", OWN, "D"),
    Seed("clock.restore", 3, "h", SG, "P", "electricity", scene="city"),
    Seed("clock.restore", 4, "h", SG, "P", "electricity", scene="rural"),
    Seed("clock.restore", 24, "h", WATER, "P", "water"),
    Seed("clock.restore", 4, "h", OWN, "D", "gas"),
    Seed("clock.report_back", 30, "min", OWN, "D"),
    Seed("clock.report_back", 5, "min", GENERAL, "U", "electricity"),
    Seed("clock.contact", 4, "h", RULES, "P"),
    Seed("clock.review", 30, "min", GENERAL, "U"),
    Seed("clock.withdrawal", 10, "min", OWN, "D"),
    Seed("season.night_from", 22, "hour", OWN, "D"),
    Seed("season.night_to", 6, "hour", OWN, "D"),
    Seed("season.heating_month", 11, "month", OWN, "D"),
    Seed("season.heating_day", 15, "day_of_month", OWN, "D"),
    Seed("season.heating_first_days", 10, "days", HEAT, "P"),
    Seed("policy.preview_days", 30, "days", OWN, "D"),
    Seed("promise.horizon", 7, "day", OWN, "D"),
    *(
        Seed(f"appointment.allowed.{work_class}", may, "flag", OWN, "D")
        for work_class, may in (("emergency", 0), ("network", 0), ("premises", 1), ("quality", 1))
    ),
    Seed("capacity.weight", 1, "jobs", OWN, "D"),
    Seed("capacity.weight", 2, "jobs", OWN, "D", symptom="burst_main"),
    Seed("capacity.weight", 2, "jobs", OWN, "D", symptom="damaged_equipment"),
    Seed("capacity.headroom_priority", 2, "priority", OWN, "D"),
    Seed("capacity.quota_release", 12, "h", OWN, "D"),
    Seed("forecast.weeks", 6, "weeks", OWN, "D"),
    Seed("forecast.least_days", 2, "days", OWN, "D"),
    Seed("forecast.prior", 20, "requests", OWN, "D"),
    Seed("forecast.most_factor", 4, "ratio", OWN, "D"),
    Seed("whatif.most_orders", 20000, "orders", OWN, "D"),
    Seed("whatif.longest", 8, "s", OWN, "D"),
    Seed("appointment.day_from", 8, "hour", OWN, "D"),
    Seed("appointment.day_to", 20, "hour", OWN, "D"),
    Seed("appointment.hold_for", 5, "min", OWN, "D"),
    Seed("appointment.least_ahead", 60, "min", OWN, "D"),
    Seed("appointment.assign_ahead", 2, "h", OWN, "D"),
    Seed("correction.decide_within", 1, "day", OWN, "D"),
    Seed("report.max_clock_skew", 120, "s", OWN, "D"),
    Seed("report.max_arrival_distance", 500, "m", OWN, "D"),
    Seed("report.max_time_difference", 10, "min", OWN, "D"),
    Seed("todo.escalate_after", 30, "min", OWN, "D"),
    Seed("warn.threshold_1", 50, "percent", OWN, "D"),
    Seed("warn.threshold_2", 75, "percent", OWN, "D"),
    Seed("warn.threshold_3", 90, "percent", OWN, "D"),
    Seed("warn.threshold_4", 100, "percent", OWN, "D"),
    Seed("offer.accept_within", 5, "min", OWN, "D"),
    Seed("offer.accept_within", 3, "min", GENERAL, "U", "electricity"),
    Seed("offer.accept_within", 1, "min", OWN, "D", urgency="life_safety"),
    Seed("offer.returns_before_dispatcher", 2, "returns", OWN, "D"),
    Seed("offer.least_after_question", 60, "s", OWN, "D"),
    Seed("coverage.sliver_width", 20, "m", OWN, "D"),
    Seed("coverage.far_distance", 60, "km", OWN, "D"),
    Seed("coverage.far_travel", 2, "h", OWN, "D"),
    Seed("coverage.change_lead", 1, "workday", RULES, "P"),
    Seed("coverage.absence_longest", 1, "day", RULES, "P"),
    Seed("coverage.impact_days", 90, "days", OWN, "D"),
    Seed("coverage.agree_within", 1, "workday", OWN, "D"),
    Seed("coverage.approve_within", 1, "workday", OWN, "D"),
    Seed("coverage.acknowledge_within", 1, "day", OWN, "D"),
    Seed("plan.look_again_within", 24, "h", OWN, "D"),
    Seed("address.decide_within", 10, "min", OWN, "D"),
    Seed("late_work.decide_within", 4, "h", OWN, "D"),
    Seed("merge.radius_m", 500, "m", OWN, "D"),
    Seed("merge.radius_m", 800, "m", OWN, "D", season="storm"),
    Seed("merge.window", 6, "h", OWN, "D"),
    Seed("merge.window", 24, "h", OWN, "D", season="storm"),
    Seed("merge.suggest_above", 0.5, "ratio", OWN, "D"),
    Seed("merge.resend_window", 30, "min", OWN, "D"),
    Seed("urge.apart", 10, "min", OWN, "D"),
    Seed("urge.apart", 30, "min", OWN, "D", season="storm"),
    Seed("important.raise", 1, "levels", OWN, "D"),
    Seed("important.raise", 2, "levels", OWN, "D", season="storm"),
    Seed("storm.look_again_within", 24, "h", OWN, "D"),
    Seed("reinforcement.longest", 7, "day", OWN, "D"),
    Seed("reinforcement.decide_within", 30, "min", OWN, "D"),
    Seed("urge.climbs_at", 3, "urges", OWN, "D"),
    Seed("urge.answer_within", 30, "min", OWN, "D"),
    Seed("reopen.within", 30, "day", OWN, "D"),
    Seed("return.decide_within", 10, "min", OWN, "D"),
    *(
        row
        for reason, stops, longest_h, by_itself in (
            ("customer_unreachable", 1, 24, 0),
            ("no_access", 1, 24, 0),
            ("bad_weather", 1, 24, 0),
            ("traffic", 0, 6, 0),
            ("unsafe_site", 1, 24, 0),
            ("parts_awaited", 0, 72, 0),
            ("third_party", 1, 168, 0),
            ("second_visit", 0, 72, 1),
            ("reappointment", 1, 168, 1),
            ("force_majeure", 1, 168, 0),
        )
        for row in (
            Seed(f"suspend.stops_clock.{reason}", stops, "flag", OWN, "D"),
            Seed(f"suspend.longest.{reason}", longest_h, "h", OWN, "D"),
            Seed(f"suspend.by_itself.{reason}", by_itself, "flag", OWN, "D"),
        )
    ),
    Seed("visit_back.due_within", 24, "h", GENERAL, "U"),
    Seed("visit_back.due_within", 24, "h", GAS, "P", "gas"),
    Seed("visit_back.sample_percent", 30, "percent", OWN, "D"),
    Seed("visit_back.attempts", 3, "attempts", OWN, "D"),
    Seed("visit_back.apart", 30, "min", OWN, "D"),
    Seed("visit_back.low_satisfaction", 2, "stars", OWN, "D"),
    Seed("visit_back.link_open", 14, "day", OWN, "D"),
    Seed("contact.attempts", 3, "attempts", OWN, "D"),
    Seed("suspend.keeps_capacity_for", 2, "h", OWN, "D"),
    Seed("alarm.high_within", 15, "min", OWN, "D"),
    Seed("alarm.acknowledge_within", 60, "s", OWN, "D"),
    Seed("match.mutual_aid_radius_km", 30, "km", OWN, "D"),
    Seed("engine.batch", 250, "orders", OWN, "D"),
    Seed("engine.batch", 1000, "orders", OWN, "D", season="storm"),
    Seed("assign.retry_after", 60, "s", OWN, "D"),
    Seed("pick.per_open_visit", 25, "min", OWN, "D"),
    Seed("pick.busy_penalty", 10, "min", OWN, "D"),
    Seed("pick.shift_margin", 30, "min", OWN, "D"),
    Seed("pick.known_worth", 20, "min", OWN, "D"),
    Seed("pick.max_open_visits", 4, "visits", OWN, "D"),
    Seed("position.stale_after", 10, "min", OWN, "D"),
    Seed("position.max_ahead", 120, "s", OWN, "D"),
    Seed("position.max_age", 24, "h", OWN, "D"),
    Seed("position.max_speed_kmh", 200, "km/h", OWN, "D"),
    Seed("position.kept_for", 2, "h", OWN, "D"),
    Seed("arrival.max_accuracy", 1000, "m", OWN, "D"),
    Seed("arrival.max_fix_age", 5, "min", OWN, "D"),
    Seed("arrival.known_within", 30, "min", OWN, "D"),
    Seed("arrival.hints_at", 2, "hints", OWN, "D"),
    Seed("arrival.decide_within", 24, "h", OWN, "D"),
    Seed("exhibit.photo_size", 3072, "KiB", OWN, "D"),
    Seed("exhibit.signature_size", 256, "KiB", OWN, "D"),
    Seed("exhibit.voice_size", 2048, "KiB", OWN, "D"),
    Seed("exhibit.most_of_visit", 60, "files", OWN, "D"),
    Seed("telling.push_after", 5, "s", OWN, "D"),
    Seed("telling.text_after", 90, "s", OWN, "D"),
    Seed("telling.ring_every", 15, "s", OWN, "D"),
    Seed("telling.ring_for", 60, "s", OWN, "D"),
    Seed("telling.unreached_after", 120, "s", OWN, "D"),
    Seed("telling.retry_after", 10, "s", OWN, "D"),
    Seed("telling.most_failures", 10, "tries", OWN, "D"),
    Seed("telling.most_phones", 5, "phones", OWN, "D"),
    Seed("shift.length", 8, "h", OWN, "D"),
    Seed("shift.start_early", 30, "min", OWN, "D"),
    Seed("travel.detour", 1.35, "ratio", OWN, "D"),
    *(
        Seed(f"travel.{part}.{band}", value, "s", OWN, "D")
        for band, base, per_km, per_root in (
            ("night", 150, 95, 50),
            ("day", 180, 125, 70),
            ("peak", 210, 170, 95),
            ("default", 180, 125, 70),
        )
        for part, value in (("base", base), ("per_km", per_km), ("per_root_km", per_root))
    ),
    # Limits of cases. A unit of time, or working days by the official calendar (see `working_days`).
    Seed("case.contact", 24, "h", SERVICE, "S"),
    Seed("case.contact", 24, "h", SG_COMPLAINT, "P", "electricity", business_type="complaint"),
    Seed("case.reply", 24, "h", SERVICE, "S"),
    Seed("case.reply.complex", 48, "h", SERVICE, "S"),
    Seed("case.route", 24, "h", OWN, "D"),
    Seed("case.route", 2, "day", SERVICE, "S", business_type="opinion"),
    Seed("case.settle.major", 1, "workday", SERVICE, "S"),
    Seed("case.settle.ordinary", 3, "workday", SERVICE, "S"),
    Seed("case.settle.special", 7, "workday", SERVICE, "S"),
    Seed("case.answer", 5, "workday", OWN, "D"),
    Seed("case.answer", 5, "workday", SG_COMPLAINT, "P", "electricity", business_type="complaint"),
    Seed("case.answer", 15, "workday", OWN, "D", business_type="wrongdoing_report"),
    Seed("case.measures", 3, "day", SERVICE, "S"),
    Seed("case.feed_back", 24, "h", SERVICE, "S"),
    Seed("case.visit", 14, "day", SERVICE, "S"),
    Seed("case.visit.major", 7, "day", SERVICE, "S"),
    Seed("case.decide", 1, "workday", OWN, "D"),
    Seed("case.check", 1, "workday", OWN, "D"),
    Seed("case.papers", 30, "day", OWN, "D"),
    Seed("case.begin", 1, "workday", OWN, "D"),
    Seed("case.major_climbs_after", 30, "min", OWN, "D"),
    Seed("case.again_by_customer", 3, "rounds", OWN, "D"),
    Seed("case.again_within", 30, "day", OWN, "D"),
    Seed("reliability.sustained_over", 5, "min", IEEE, "P"),
    Seed("reliability.history", 5, "years", IEEE, "P"),
    Seed("reliability.least_days", 60, "days", OWN, "D"),
    Seed("reports.longest", 20, "s", OWN, "D"),
    Seed("reports.most_orders", 50000, "orders", OWN, "D"),
    Seed("reports.repeat_within", 30, "day", OWN, "D"),
    Seed("reports.repeat_radius", 30, "m", OWN, "D"),
    Seed("intake.anonymous_per_window", 20, "requests", OWN, "D"),
    Seed("intake.anonymous_life_safety_per_window", 60, "requests", OWN, "D"),
    Seed("intake.anonymous_window", 10, "min", OWN, "D"),
    Seed("call.draft_kept", 3, "day", OWN, "D"),
    Seed("call.drafts_at_most", 20, "drafts", OWN, "D"),
    Seed("call.near_radius_m", 500, "m", OWN, "D"),
)
