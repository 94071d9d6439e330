"""Rows of repairs, by what they are about. Others import them from here."""

from repairs.models.calendar import CalendarDay
from repairs.models.cases import Case, CaseClock, CaseNote, CaseReader
from repairs.models.milestones import ContactAttempt, Correction, Promise
from repairs.models.orders import Clock, Policy, ServiceRequest, WorkOrder
from repairs.models.outages import CustomersServed, Outage, OutageStep
from repairs.models.reports import Report
from repairs.models.return_visits import ReturnVisit, ReturnVisitAttempt
from repairs.models.storms import Storm
from repairs.models.suspensions import ForceMajeure, HandOver, PaidWork, PartUsed, Suspension
from repairs.models.todos import Todo
from repairs.models.urging import Urge
from repairs.models.withdrawals import Withdrawal

__all__ = [
    "CalendarDay",
    "Case",
    "CaseClock",
    "CaseNote",
    "CaseReader",
    "Clock",
    "ContactAttempt",
    "Correction",
    "CustomersServed",
    "ForceMajeure",
    "HandOver",
    "Outage",
    "OutageStep",
    "PaidWork",
    "PartUsed",
    "Policy",
    "Promise",
    "Report",
    "ReturnVisit",
    "ReturnVisitAttempt",
    "ServiceRequest",
    "Storm",
    "Suspension",
    "Todo",
    "Urge",
    "Withdrawal",
    "WorkOrder",
]
