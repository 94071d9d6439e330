"""The spatial index against a plain loop, and the order and reasons of candidates."""

from datetime import UTC, datetime

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from coverage import index

NOW = datetime(2026, 11, 23, 4, tzinfo=UTC)
ELECTRIC = frozenset({"electricity"})


def post(pk: int, lon: float = 0.5, lat: float = 0.5, **more: object) -> index.Post:
    facts: dict[str, object] = {
        "utilities": ELECTRIC,
        "skills": frozenset({"lv_service"}),
        "mutual_aid": True,
        "is_active": True,
        "hours": None,
        "zone": "Asia/Shanghai",
    }
    return index.Post(pk, f"/1/{pk}/", lon, lat, **(facts | more))  # type: ignore[arg-type]


def built(*given: tuple[index.Post, shapely.Geometry, int]) -> index.Snapshot:
    areas = [(place, one.id, "", rank, geometry) for place, (one, geometry, rank) in enumerate(given)]
    return index.build(1, (1,), list({one.id: one for one, _, _ in given}.values()), areas)


def ask(snapshot: index.Snapshot, lon: float, lat: float, skill: str = "") -> list[index.Judged]:
    return index.candidates(snapshot, index.Want(lon, lat, "electricity", skill), NOW)


# Whole numbers, so that points fall on borders and corners all the time.
whole = st.integers(0, 8)
boxes = st.lists(
    st.tuples(whole, whole, st.integers(1, 4), st.integers(1, 4)).map(
        lambda b: shapely.box(b[0], b[1], b[0] + b[2], b[1] + b[3])
    ),
    min_size=1,
    max_size=12,
)
points = st.lists(st.tuples(whole, whole) | st.tuples(st.floats(0, 12), st.floats(0, 12)), min_size=1, max_size=20)


@settings(max_examples=150, deadline=None)
@given(boxes=boxes, points=points)
def test_the_index_agrees_with_a_plain_loop_borders_included(
    boxes: list[shapely.Polygon], points: list[tuple[float, float]]
) -> None:
    snapshot = built(*((post(pk), box, 1) for pk, box in enumerate(boxes, 1)))
    wants = [index.Want(x, y, "electricity") for x, y in points]
    for (x, y), found in zip(points, index.candidates_many(snapshot, wants, NOW), strict=True):
        plain = {pk for pk, box in enumerate(boxes, 1) if box.intersects(shapely.Point(x, y))}
        assert {one.station_id for one in found} == plain
        assert found == ask(snapshot, x, y)


def test_rank_decides_before_distance_and_distance_before_number() -> None:
    box = shapely.box(0, 0, 1, 1)
    snapshot = built((post(1, 0.9), box, 2), (post(2, 0.9), box, 1), (post(3, 0.6), box, 1), (post(4, 0.9), box, 1))
    assert [one.station_id for one in ask(snapshot, 0.5, 0.5)] == [3, 2, 4, 1]


def test_a_border_is_decided_the_same_way_every_time() -> None:
    west, east = (post(1, 0.2), shapely.box(0, 0, 1, 1), 1), (post(2, 1.3), shapely.box(1, 0, 2, 1), 1)
    assert [one.station_id for one in ask(built(west, east), 1.0, 0.5)] == [2, 1]
    assert [one.station_id for one in ask(built(east, west), 1.0, 0.5)] == [2, 1]


def test_each_reason_against_a_station_is_given() -> None:
    box = shapely.box(0, 0, 1, 1)
    night = {"mon": [["20:00", "23:00"]]}
    snapshot = built(
        (post(1, skills=frozenset()), box, 1), (post(2, hours=night), box, 1), (post(3, is_active=False), box, 1)
    )
    found = {
        one.station_id: [reason["code"] for reason in one.reasons] for one in ask(snapshot, 0.5, 0.5, "lv_service")
    }
    assert found == {1: ["covers", "lacks_skill"], 2: ["covers", "closed"], 3: ["covers", "inactive"]}
    assert not any(one.able for one in ask(snapshot, 0.5, 0.5, "lv_service"))


def test_another_utility_is_no_candidate() -> None:
    snapshot = built((post(1, utilities=frozenset({"gas"})), shapely.box(0, 0, 1, 1), 1))
    assert ask(snapshot, 0.5, 0.5) == []


def test_mutual_aid_is_nearest_first_able_only_and_within_reach() -> None:
    far = shapely.box(50, 50, 51, 51)
    snapshot = built(
        (post(1, 0.6), far, 1),
        (post(2, 0.55), far, 1),
        (post(3, 0.51, skills=frozenset()), far, 1),
        (post(4, 0.52, mutual_aid=False), far, 1),
        (post(5, 3.0), far, 1),
    )
    want = index.Want(0.5, 0.5, "electricity", "lv_service")
    assert [one.station_id for one in index.nearest_able(snapshot, want, NOW, 30)] == [2, 1]
