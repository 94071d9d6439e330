"""Past orders placed again in two worlds side by side: as stations are, and as they would be. Pure but for its input.

Both worlds go through the real matching (covering stations by rank, chains of overflow, agreements, nearest aid) with
capacity counted in memory, order by order, so that stopping early leaves a fair comparison of those seen. What the
replay does not know it assumes alike for both: areas and rules as they are now, each order decided once and by nobody's
hand, its place under the ceiling free when it really ended. With heavy jobs, or jobs that last, more capacity at one
station can cost another one: the world is not tidier than that.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from coverage import index
from coverage.capacity import Want
from coverage.capacity.overflow import Help
from dispatch.board import helping
from dispatch.board.capacity_counters import Counters
from dispatch.board.matching import consider


@dataclass(frozen=True, slots=True)
class Past:
    """An order as it came in: where, what, what it took of a slot, when it had to begin and when it ended."""

    id: int
    at: datetime
    place: index.Want
    work_class: str
    ended_at: datetime
    deadline: datetime | None = None
    weight: int = 1
    is_life_safety: bool = False
    is_emergency: bool = False
    slot_at: datetime | None = None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """What matching knew on a day: the areas with the stations on duty around it, and who helped whom."""

    snapshot: index.Snapshot
    links: Mapping[int, Sequence[Help]] = field(default_factory=dict)

    def without(self, closed: frozenset[int]) -> "Day":
        """The same day with some stations shut."""
        if not closed:
            return self
        shut = {pk: replace(self.snapshot.posts[pk], is_active=False) for pk in closed if pk in self.snapshot.posts}
        return Day(on_day(self.snapshot, shut), self.links)


def on_day(snapshot: index.Snapshot, posts: Mapping[int, index.Post]) -> index.Snapshot:
    """The same areas with some stations as they were, or would be."""
    return replace(
        snapshot,
        posts={pk: posts.get(pk, post) for pk, post in snapshot.posts.items()},
        aid_posts=tuple(posts.get(post.id, post) for post in snapshot.aid_posts),
    )


@dataclass(frozen=True, slots=True)
class Placed:
    """Where an order came to in each world; None where no station could take it."""

    order: Past
    covering: int | None
    before: int | None
    after: int | None


@dataclass
class World:
    """One world: its counters, and which stations are shut in it."""

    counters: Counters
    radius_km: float
    quota_release: timedelta = timedelta(0)
    closed: frozenset[int] = frozenset()
    _day: tuple[date, Day] | None = None

    def covering(self, order: Past, day: Day, on: date) -> list[index.Judged]:
        """The stations that cover the place, as they are in this world."""
        [found] = index.candidates_many(self._of(day, on).snapshot, [order.place], order.at)
        return found

    def place(self, order: Past, covering: Sequence[index.Judged], day: Day, on: date) -> tuple[int | None, int | None]:
        """The first covering station and the one that takes the order."""
        case = consider(order.id, covering, is_life_safety=order.is_life_safety)
        first = case.first_covering()
        taken = self._try([one.station_id for one in case.tries], order)
        if taken is None:
            case.tries.clear()
            links = day.links.get(first, ()) if first is not None else ()
            snapshot = self._of(day, on).snapshot
            helping.behind(case, order.place, order.work_class, links, snapshot, order.at, self.radius_km)
            taken = self._try([one.station_id for one in case.tries], order)
        return first, taken

    def _try(self, station_ids: Iterable[int], order: Past) -> int | None:
        return next((pk for pk in station_ids if self._takes(pk, order)), None)

    def _takes(self, station_id: int, order: Past) -> bool:
        want = Want(
            holder=str(order.id),
            station_id=station_id,
            work_class=order.work_class,
            at=order.at,
            deadline=order.deadline,
            is_life_safety=order.is_life_safety,
            is_emergency=order.is_emergency,
            weight=order.weight,
            slot_at=order.slot_at,
            quota_release=self.quota_release,
        )
        return self.counters.reserve(want, order.ended_at).granted

    def _of(self, day: Day, on: date) -> Day:
        if self._day is None or self._day[0] != on:
            self._day = on, day.without(self.closed)
        return self._day[1]


def replay(
    orders: Iterable[Past], day_of: Callable[[date], Day], before: World, after: World, may_go_on: Callable[[], bool]
) -> list[Placed]:
    """Place the orders, oldest first, in both worlds, as long as `may_go_on`."""
    found = []
    for order in orders:
        if not may_go_on():
            break
        on = order.at.date()
        day = day_of(on)
        covering = before.covering(order, day, on)
        first, was = before.place(order, covering, day, on)
        # Only who is shut is judged otherwise; what is full is learned while trying.
        _, would = after.place(order, after.covering(order, day, on) if after.closed else covering, day, on)
        found.append(Placed(order, first, was, would))
    return found


@dataclass(frozen=True, slots=True)
class Flow:
    """How many orders go from a station to another one instead; None is nobody."""

    from_station_id: int | None
    to_station_id: int | None
    count: int
    by_class: Mapping[str, int]


def flows(placed: Sequence[Placed]) -> list[Flow]:
    """Who overflows to whom, largest first. An order that stays where it was does not flow."""
    counts: dict[tuple[int | None, int | None], Counter[str]] = {}
    for one in placed:
        if one.before != one.after:
            counts.setdefault((one.before, one.after), Counter())[one.order.work_class] += 1
    made = [Flow(source, goal, of.total(), dict(sorted(of.items()))) for (source, goal), of in counts.items()]
    return sorted(made, key=lambda flow: (-flow.count, flow.from_station_id or 0, flow.to_station_id or 0))
