"""Reports: within one's own part of the tree, as JSON or CSV, in the reader's language."""

import pytest
from django.test import Client

from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import User
from repairs import policies
from tests.commands.lakeside import Lakeside

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(frozen: object) -> Lakeside:
    policies.forget()
    return Lakeside()


def of(town: Lakeside, role: Role, language: str = "zh") -> Client:
    user = User.objects.create(username=role.value, language=language)
    accounts.grant(user, role, town.city)
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def test_promises_are_read_by_utility_and_by_station(town: Lakeside) -> None:
    town.order()
    client = of(town, Role.QUALITY)
    rows = client.get(f"/api/v1/reports/promises?node={town.city.pk}&by=station").json()["rows"]
    assert {"arrival"} <= {row["kind"] for row in rows} and rows[0]["station_name"] == "湖滨供电所"
    assert client.get(f"/api/v1/reports/promises?node={town.city.pk}&from=2020-01-01&to=2020-01-31").json() == {
        "rows": [],
        "total": None,
    }


def test_the_same_as_a_file_in_the_readers_language(town: Lakeside) -> None:
    town.order()
    answer = of(town, Role.REVIEWER).get(f"/api/v1/reports/promises?node={town.city.pk}&by=station&format=csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="promises.csv"'
    assert answer.content.decode().splitlines()[0].startswith("\ufeff站点,时限,")


def test_days_that_make_no_period_are_refused_in_words(town: Lakeside) -> None:
    client = of(town, Role.QUALITY)
    for days in ("from=2026-02-02&to=2026-02-01", "from=1900-01-01", "from=yesterday"):
        answer = client.get(f"/api/v1/reports/promises?node={town.city.pk}&{days}")
        assert (answer.status_code, answer.json()["code"]) == (422, "input.invalid")


def test_a_neighbours_figures_are_not_there_and_an_agent_reads_none(town: Lakeside) -> None:
    coordinator = Client()
    coordinator.force_login(town.he)
    assert coordinator.get(f"/api/v1/reports/promises?node={town.node.pk}").status_code == 200
    assert coordinator.get(f"/api/v1/reports/promises?node={town.city.pk}").status_code == 404
    assert of(town, Role.AGENT).get(f"/api/v1/reports/promises?node={town.city.pk}").status_code == 403
