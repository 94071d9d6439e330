"""Capacity: who still has room, held and given back without ever going over.

`slots` says what the rules of a station make of a day, `holding` holds and gives back under locks, `booking` holds a
certain slot ahead, `rules` changes what a station can do, `overflow` says who helps where it cannot.
"""

from coverage.capacity.holding import Outcome, Want, release, release_many, reserve_many, reserve_over
from coverage.capacity.slots import Slot, slots_between

__all__ = ["Outcome", "Slot", "Want", "release", "release_many", "reserve_many", "reserve_over", "slots_between"]
