"""Which stations stand for a point: an in-memory spatial index per process, rebuilt when the coverage moves.

A `Snapshot` is immutable, so a decision is made by exactly one version of the coverage. Judging is pure: each
candidate comes with its reasons, able or not. Order of candidates: the area's rank, then the way to the station, then
the station's id, so that a point on a shared border is always decided the same way.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

import numpy as np
import shapely
from django.db import connection
from geopy.distance import geodesic

from coverage import duty
from coverage.models import Absence, Area, CoverageVersion, DutyShift, Station
from dispatch.kernel import clock

RECHECK_SECONDS = 1.0
EARTH_M = 6_371_008.8
ROSTER_REACH = timedelta(days=2)
AID_LOOKS_AT = 8
ACTIVATION = "coverage.activate"
"""The lock that a version takes to become active, and that deciding shares."""


@dataclass(frozen=True, slots=True)
class Want:
    """A point (WGS-84) and what is wanted there."""

    lon: float
    lat: float
    utility: str
    skill: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A candidate: `able` says that nothing but capacity speaks against it; reasons are codes with facts."""

    station_id: int
    rank: int
    distance_m: float | None
    able: bool
    reasons: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Post:
    """What matching must know of a station."""

    id: int
    path: str
    lon: float
    lat: float
    utilities: frozenset[str]
    skills: frozenset[str]
    mutual_aid: bool
    is_active: bool
    hours: dict[str, Any] | None
    zone: str
    roster: tuple[tuple[datetime, datetime], ...] = ()
    away: tuple[tuple[datetime, datetime], ...] = ()
    # The point that receives for this one (a station of several points receives at its main point only).
    main_id: int | None = None


@dataclass(frozen=True)
class Snapshot:
    """One version of the coverage with the stations as they were when it was built."""

    version: int
    stamp: tuple[Any, ...]
    posts: dict[int, Post]
    tree: shapely.STRtree
    area_post: tuple[Post, ...]
    area_point: tuple[int, ...]
    area_rank: tuple[int, ...]
    area_utility: tuple[str, ...]
    area_ids: tuple[int, ...]
    aid_lon: np.ndarray = field(repr=False)
    aid_lat: np.ndarray = field(repr=False)
    aid_posts: tuple[Post, ...] = ()


def candidates_many(snapshot: Snapshot, wants: Sequence[Want], at: datetime) -> list[list[Judged]]:
    """For each want the stations whose area covers the point and whose utility fits, in rank order."""
    if not wants:
        return []
    points = shapely.points([want.lon for want in wants], [want.lat for want in wants])
    hits: list[list[int]] = [[] for _ in wants]
    # `intersects` takes a point on a border into both areas; `covers` finds nothing from the point's side.
    for place, area in snapshot.tree.query(points, predicate="intersects").T.tolist():
        hits[place].append(area)
    return [_judge(snapshot, want, areas, at) for want, areas in zip(wants, hits, strict=True)]


def candidates(snapshot: Snapshot, want: Want, at: datetime) -> list[Judged]:
    """`candidates_many` for one want."""
    areas = snapshot.tree.query(shapely.Point(want.lon, want.lat), predicate="intersects").tolist()
    return _judge(snapshot, want, areas, at)


def _judge(snapshot: Snapshot, want: Want, areas: list[int], at: datetime) -> list[Judged]:
    best: dict[int, tuple[int, int]] = {}
    for area in areas:
        utility = snapshot.area_utility[area]
        post = snapshot.area_post[area]
        if (utility and utility != want.utility) or want.utility not in post.utilities:
            continue
        rank = snapshot.area_rank[area]
        if post.id not in best or rank < best[post.id][0]:
            best[post.id] = rank, snapshot.area_point[area]
    found = [
        (rank, great_circle_m(want.lon, want.lat, snapshot.posts[pk].lon, snapshot.posts[pk].lat), pk)
        for pk, (rank, _) in best.items()
    ]
    if len(found) > 1:
        found.sort()
    judged = []
    for rank, distance, pk in found:
        able, reasons = _reasons(snapshot.posts[pk], want, at, {"code": "covers", "rank": rank})
        if (point := best[pk][1]) != pk:
            reasons = (*reasons, {"code": "main_point", "point_id": point})
        judged.append(Judged(pk, rank, distance, able, reasons))
    return judged


def _reasons(post: Post, want: Want, at: datetime, first: dict[str, Any]) -> tuple[bool, tuple[dict[str, Any], ...]]:
    against: list[dict[str, Any]] = []
    if not post.is_active:
        against.append({"code": "inactive"})
    if want.skill and want.skill not in post.skills:
        against.append({"code": "lacks_skill", "skill": want.skill})
    if any(start <= at < end for start, end in post.away):
        against.append({"code": "absent"})
    if not duty.is_open(post.hours, at, post.zone):
        against.append({"code": "closed"})
    elif post.roster and not duty.on_duty(post.roster, at):
        against.append({"code": "not_on_duty"})
    return not against, (first, *against)


def named(
    snapshot: Snapshot, station_ids: Sequence[int], utility: str, skill: str, at: datetime, reason: dict[str, Any]
) -> list[Judged]:
    """Stations that a name leads to, where there is no point: judged like others, at no distance."""
    found = []
    for pk in station_ids:
        post = snapshot.posts[pk]
        able, reasons = _reasons(post, Want(post.lon, post.lat, utility, skill), at, reason)
        found.append(Judged(pk, 1, None, able, reasons))
    return found


def judged(
    snapshot: Snapshot, station_ids: Sequence[int], want: Want, at: datetime, reason: dict[str, Any]
) -> list[Judged]:
    """Named stations judged for a want, in the order given; those that do not serve the utility are left out."""
    found = []
    for pk in station_ids:
        post = snapshot.posts.get(pk)
        if post is None or want.utility not in post.utilities:
            continue
        able, reasons = _reasons(post, want, at, reason)
        found.append(Judged(pk, 99, great_circle_m(want.lon, want.lat, post.lon, post.lat), able, reasons))
    return found


def nearest_able(snapshot: Snapshot, want: Want, at: datetime, radius_km: float) -> list[Judged]:
    """Stations that could help beyond their areas, nearest first, within `radius_km`; only able ones are given.

    All are ranked by great circle at once; the few that are given are measured by geodesic.
    """
    if not snapshot.aid_posts:
        return []
    lon1, lat1 = np.radians(want.lon), np.radians(want.lat)
    lon2, lat2 = np.radians(snapshot.aid_lon), np.radians(snapshot.aid_lat)
    half = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    metres = 2 * EARTH_M * np.arcsin(np.sqrt(half))
    found: list[Judged] = []
    for place in np.argsort(metres, kind="stable").tolist():
        if metres[place] > radius_km * 1000 * 1.01 or len(found) == AID_LOOKS_AT:
            break
        post = snapshot.aid_posts[place]
        if want.utility not in post.utilities:
            continue
        able, reasons = _reasons(post, want, at, {"code": "nearby"})
        if able:
            exact = geodesic((want.lat, want.lon), (post.lat, post.lon)).m
            if exact <= radius_km * 1000:
                found.append(Judged(post.id, 99, exact, True, reasons))
    return sorted(found, key=lambda one: (one.distance_m or 0, one.station_id))


def great_circle_m(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    """Metres along the great circle; a border's tie is decided by it, so one formula serves all."""
    a, b = radians(lat1), radians(lat2)
    half = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(half))


def build(
    version: int,
    stamp: tuple[Any, ...],
    posts: Sequence[Post],
    areas: Sequence[tuple[int, int, str, int, shapely.Geometry]],
) -> Snapshot:
    """A snapshot from posts and areas (area id, station id, utility or '', rank, geometry)."""
    by_id = {post.id: post for post in posts}
    kept = [area for area in areas if area[1] in by_id]
    geometries = np.array([area[4] for area in kept], dtype=object)
    shapely.prepare(geometries)
    receives = {post.id: by_id.get(post.main_id or post.id, post) for post in posts}
    aid = tuple(post for post in posts if post.mutual_aid and post.is_active and post.main_id is None)
    return Snapshot(
        version=version,
        stamp=stamp,
        posts=by_id,
        tree=shapely.STRtree(geometries),
        area_post=tuple(receives[area[1]] for area in kept),
        area_point=tuple(area[1] for area in kept),
        area_rank=tuple(area[3] for area in kept),
        area_utility=tuple(area[2] for area in kept),
        area_ids=tuple(area[0] for area in kept),
        aid_lon=np.array([post.lon for post in aid]),
        aid_lat=np.array([post.lat for post in aid]),
        aid_posts=aid,
    )


_current: Snapshot | None = None
_checked_at = float("-inf")
_building = threading.Lock()


def current() -> Snapshot:
    """The snapshot of the active coverage; whether it moved is asked once a second, by one cheap query."""
    global _current, _checked_at
    if _current is not None and time.monotonic() - _checked_at < RECHECK_SECONDS:
        return _current
    with _building:
        moved = stamp()
        if _current is None or _current.stamp != moved:
            _current = _load(moved)
        _checked_at = time.monotonic()
        return _current


def deciding() -> Snapshot:
    """The snapshot to decide by, in the caller's transaction: nothing takes effect before that transaction ends.

    A version that takes effect waits for the transactions that decide, and those that begin meanwhile wait for it. So
    each decision is made by the version that is active when it is kept, whatever this process knew before.
    """
    with connection.cursor() as cursor:
        # Two statements: the second must see what was done while the first waited.
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext(%s))", [ACTIVATION])
    snapshot = current()
    if snapshot.version != active_version():
        forget()
        snapshot = current()
    return snapshot


def forget() -> None:
    """Ask again at the next question: after a change in this process, and between tests."""
    global _checked_at, _current
    _checked_at, _current = float("-inf"), None


def active_version() -> int:
    """The id of the active coverage; 0 before the first."""
    return CoverageVersion.objects.filter(state="active").values_list("pk", flat=True).first() or 0


def stamp() -> tuple[Any, ...]:
    """Moves with everything that the index is built from."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT id FROM coverage_coverageversion WHERE state = 'active'), 0),"
            " (SELECT coalesce(sum(revision), 0) + count(*) * 1000003 FROM coverage_station),"
            " (SELECT coalesce(max(id), 0) FROM coverage_dutyshift)"
        )
        # The day as well: rosters are loaded for two days around.
        return (*cursor.fetchone(), clock.now().date())


def _load(stamp: tuple[Any, ...]) -> Snapshot:
    areas = [
        (pk, station_id, utility, rank, shapely.from_wkb(bytes(geometry)))
        for pk, station_id, utility, rank, geometry in Area.objects.filter(version=stamp[0])
        .order_by("pk")
        .values_list("pk", "station_id", "utility", "rank", "geometry")
    ]
    return build(stamp[0], stamp, posts(clock.now()), areas)


def posts(near: datetime) -> list[Post]:
    """All stations as they are now, with their rosters around `near`."""
    rosters: dict[int, list[tuple[datetime, datetime]]] = {}
    away: dict[int, list[tuple[datetime, datetime]]] = {}
    for absence in Absence.objects.filter(called_off_at=None, ends_at__gt=near - ROSTER_REACH):
        away.setdefault(absence.station_id, []).append((absence.starts_at, absence.ends_at))
    for row in DutyShift.objects.filter(ends_at__gt=near - ROSTER_REACH, starts_at__lt=near + ROSTER_REACH):
        rosters.setdefault(row.station_id, []).append((row.starts_at, row.ends_at))
    return [
        Post(
            id=station.pk,
            path=station.node.path,
            lon=station.lon,
            lat=station.lat,
            utilities=frozenset(station.utilities),
            skills=frozenset(station.skills),
            mutual_aid=station.mutual_aid,
            is_active=station.is_active,
            hours=station.hours,
            zone=station.node.time_zone,
            roster=tuple(rosters.get(station.pk, ())),
            away=tuple(away.get(station.pk, ())),
            main_id=station.main_point_id,
        )
        for station in Station.objects.select_related("node").order_by("pk")
    ]
