"""Whether capacity would be granted as things stand: the judgement of `holding` read without a lock, nothing held.

For a preview while a caller is on the line. Whoever reserves a moment later may find it otherwise.
"""

from coverage.capacity import holding, sources
from coverage.capacity.holding import Outcome, Want
from coverage.models import SlotLoad, Station


def outlook(want: Want) -> Outcome:
    """Granted or not, and why not, as `reserve_many` would answer now."""
    station = Station.objects.select_related("node").get(pk=want.station_id)
    has_open = station.open_orders < holding.ceiling_for(station, want)
    made = sources.read([station], [want.work_class], want.at, want.until)
    slots = made.slots(station.pk, want.work_class, want.at, want.until)
    rows = SlotLoad.objects.filter(
        station=station, work_class=want.work_class, starts_at__in=[slot.starts_at for slot in slots]
    )
    loads = {row.starts_at: row for row in rows}
    has_slot = not slots or any(
        holding.room_in(
            loads.get(slot.starts_at)
            or SlotLoad(starts_at=slot.starts_at, limit=slot.limit, kept=slot.kept, quota=slot.quota),
            want,
        )
        >= want.weight
        for slot in slots
    )
    if want.is_life_safety:
        return Outcome(True, over=not (has_open and has_slot))
    if not has_open:
        return Outcome(False, reason="ceiling")
    return Outcome(has_slot, reason="" if has_slot else "full")
