"""The one access table: which role may do what. Default deny; a role reaches its node and what lies below.

Actions are named `thing.verb`. Every route and every socket stream names its action here; a law checks it.
"""

from enum import StrEnum


class Role(StrEnum):
    """Roles of DOMAIN's people; `customer` and `system` are held by nobody and need no node."""

    AGENT = "agent"
    DISPATCHER = "dispatcher"
    COORDINATOR = "coordinator"
    TECHNICIAN = "technician"
    QUALITY = "quality"
    REVIEWER = "reviewer"
    AUDITOR = "auditor"
    ADMIN = "admin"
    INTEGRATION = "integration"
    CUSTOMER = "customer"
    SYSTEM = "system"


A, D, C, T = Role.AGENT, Role.DISPATCHER, Role.COORDINATOR, Role.TECHNICIAN
Q, R, U, M = Role.QUALITY, Role.REVIEWER, Role.AUDITOR, Role.ADMIN
N, P, S = Role.INTEGRATION, Role.CUSTOMER, Role.SYSTEM

DESKS = frozenset({A, D, C, Q, R, U, M})

TABLE: dict[str, frozenset[Role]] = {
    # anybody, with or without an account
    "catalogue.read": frozenset(Role),
    "session.read": frozenset(Role),
    "request.make": frozenset({P, A, D, C, N, S, M}),
    "ticket.follow": frozenset(Role),
    # coverage
    "address.read": DESKS,
    "coverage.read": DESKS | {N, T},
    "coverage.import": frozenset({M}),
    "territory.edit": frozenset({M}),
    "coverage.draft": frozenset({C, D, M}),
    "coverage.apply": frozenset({C, D, M}),
    "coverage.agree": frozenset({D}),
    "coverage.approve": frozenset({M}),
    "absence.edit": frozenset({C, D, M}),
    "capacity.edit": frozenset({M}),
    "capacity.edit_day": frozenset({D, M}),
    "duty.edit": frozenset({C, D, M}),
    "overflow.edit": frozenset({D, M}),
    "coverage.simulate": frozenset({C, D, M}),
    "important_user.read": DESKS,
    "important_user.edit": frozenset({D, M}),
    # the board
    "board.watch": DESKS,
    "queue_view.keep": DESKS,
    "order.read": DESKS | {N},
    "order.note": frozenset({A, C, D, Q, R}),
    "order.offer": frozenset({D, S}),
    "order.queue_for_hand": frozenset({D, S}),
    "order.lapse": frozenset({S}),
    "order.rematch": frozenset({S}),
    "order.accept": frozenset({C, D, S}),
    "order.return": frozenset({C}),
    "order.assign": frozenset({C, D, S}),
    "order.unassign": frozenset({T, S}),
    "order.depart": frozenset({T}),
    "order.arrive": frozenset({T}),
    "order.repair": frozenset({T}),
    "order.report_back": frozenset({T, C}),
    "order.close": frozenset({D, Q, R, S}),
    "order.reject_report": frozenset({D, Q, R}),
    "order.suspend": frozenset({C, D, T}),
    "order.resume": frozenset({C, D, T, S}),
    "order.force_majeure": frozenset({D}),
    "order.ask_withdrawal": frozenset({P, A, C, D, T}),
    "order.refuse_withdrawal": frozenset({D, S}),
    "order.approve_withdrawal": frozenset({D}),
    "order.hand_over": frozenset({C, D, T}),
    "order.agree_paid_work": frozenset({C, D, T}),
    "order.merge": frozenset({D, S}),
    # While a caller is on the line, their new report is put under a fault that is known.
    "order.attach": frozenset({A, D}),
    "order.unmerge": frozenset({D, Q, P, S}),
    "order.reopen": frozenset({D, Q, P, S}),
    "order.urge": frozenset({P, A, D, C, Q, N}),
    "order.make_at_station": frozenset({C, D}),
    "order.contact": frozenset({A, C, D, T}),
    "order.decide_place": frozenset({A, C, D}),
    "order.promise": frozenset({A, C, D, T}),
    "order.write_report": frozenset({T, C}),
    "appointment.offer": frozenset({A, C, D}),
    "order.ask_correction": frozenset({C, D, T, Q}),
    "order.decide_correction": frozenset({D, R}),
    "visit_back.read": frozenset({Q, D, R, U, M}),
    "visit_back.work": frozenset({Q}),
    "visit_back.answer": frozenset({P}),
    "todo.read": DESKS,
    # the hotline's desk
    "call.work": frozenset({A, D}),
    "caller.read": frozenset({A, C, D, Q, R}),
    "storm.read": DESKS,
    "storm.switch": frozenset({D, M}),
    "reinforcement.ask": frozenset({D}),
    "reinforcement.decide": frozenset({D}),
    "outage.edit": frozenset({D, C, M}),
    "served.edit": frozenset({M}),
    "report.read": frozenset({D, C, Q, R, U, M}),
    # the other nine business types
    "case.make": frozenset({P, A, D, C, Q, N}),
    "case.read": frozenset({A, D, C, Q, R, U, M}),
    "case.work": frozenset({A, D, C, Q, R}),
    "case.decide": frozenset({R}),
    "case.open_confidential": frozenset({R}),
    "case.see_openings": frozenset({U}),
    # the house
    "policy.read": DESKS,
    "policy.edit": frozenset({M}),
    "stand_in.read": DESKS,
    "stand_in.edit": frozenset({D, M}),
    "hotline_register.read": DESKS,
    "hotline_register.edit": frozenset({D, M}),
    "manual.read": frozenset(Role),
    "contact.reveal": frozenset({A, D, C, Q, M}),
    "alarm.acknowledge": frozenset({D, C}),
    # the field
    "crew.watch": frozenset({T, C, D}),
    "crew.read": DESKS,
    "crew.edit": frozenset({C, D, M}),
    "visit.work": frozenset({T}),
    "shift.work": frozenset({T}),
    "arrival.judge": frozenset({D, Q, R}),
    "position.send": frozenset({T}),
    # the demonstration
    "simulation.steer": frozenset({D, M}),
}
