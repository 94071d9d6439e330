"""Outlines of regions: whoever sees coverage reads them, the administrator draws them."""

from __future__ import annotations

import pytest

from coverage.models import Territory
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import Entry
from tests.commands.test_plans import Shore, box
from tests.http.test_plans_api import person, send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shore() -> Shore:
    return Shore()


def test_an_outline_is_drawn_read_and_taken_away(shore: Shore) -> None:
    admin, agent = person(Role.ADMIN, shore.city), person(Role.AGENT, shore.city)
    path = f"nodes/{shore.city.pk}/territory"
    assert agent.get(f"/api/v1/coverage/{path}").json()["territory"]["geometry"] is None
    status, answer = send(admin, "put", path, {"geometry": box(117.0, 117.2), "source": "民政部门"})
    assert (status, answer["territory"]["revision"]) == (200, 1)
    shown = agent.get(f"/api/v1/coverage/{path}").json()["territory"]
    assert shown["geometry"]["coordinates"] == box(117.0, 117.2)["coordinates"]
    assert shown["square_km"] == pytest.approx(211.7, abs=0.1)
    assert shown["source"]["from"] == "民政部门"
    status, answer = send(admin, "put", path, {"geometry": box(117.0, 117.1)})
    assert answer["territory"]["revision"] == 2
    assert send(admin, "put", path, {"geometry": None})[0] == 200
    assert not Territory.objects.exists()
    kinds = Entry.objects.filter(stream="coverage").order_by("version").values_list("kind", flat=True)
    assert [kind for kind in kinds if kind.startswith("territory")] == [
        "territory.drawn",
        "territory.drawn",
        "territory.removed",
    ]


def test_one_that_cannot_be_used_is_refused_with_what_is_wrong(shore: Shore) -> None:
    status, answer = send(
        person(Role.ADMIN, shore.city),
        "put",
        f"nodes/{shore.city.pk}/territory",
        {"geometry": {"type": "Polygon", "coordinates": [[[31, 117], [31, 118], [32, 118]]]}},
    )
    assert (status, answer["code"]) == (422, "area.invalid")
    assert answer["facts"]["refusals"][0]["code"] == "axes_swapped"
    assert not Territory.objects.exists()


def test_nobody_else_draws_it(shore: Shore) -> None:
    path = f"nodes/{shore.city.pk}/territory"
    assert send(person(Role.DISPATCHER, shore.city), "put", path, {"geometry": box(117, 117.2)})[0] == 403
    assert send(person(Role.ADMIN, shore.node), "put", path, {"geometry": box(117, 117.2)})[0] == 404
