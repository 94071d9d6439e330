"""Rows of coverage, by what they are about. Others import them from here."""

from coverage.models.addresses import GeocodeAnswer
from coverage.models.background import BackgroundOutline
from coverage.models.capacity import Capacity, CapacityDay, OverflowLink, Reservation, SlotLoad
from coverage.models.plans import Area, CoverageVersion, Territory
from coverage.models.registers import HotlineArea, ImportantUser
from coverage.models.stations import Absence, CapacitySource, DutyShift, Station

__all__ = [
    "Absence",
    "Area",
    "BackgroundOutline",
    "Capacity",
    "CapacityDay",
    "CapacitySource",
    "CoverageVersion",
    "DutyShift",
    "GeocodeAnswer",
    "HotlineArea",
    "ImportantUser",
    "OverflowLink",
    "Reservation",
    "SlotLoad",
    "Station",
    "Territory",
]
