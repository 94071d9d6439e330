"""Rows of repairs, by what they are about. Others import them from here."""

from repairs.models.orders import Clock, Policy, ServiceRequest, WorkOrder
from repairs.models.todos import Todo

__all__ = ["Clock", "Policy", "ServiceRequest", "Todo", "WorkOrder"]
