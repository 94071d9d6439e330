"""Boston in the product: the city, its twelve police districts as stations, their capacity, and the policy rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from coverage import importing
from coverage.models import Capacity, Station
from coverage.trade import Skill, Utility, WorkClass
from dispatch.kernel import accounts, commands, organisation
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.commands import Tx
from dispatch.kernel.models import Node
from dispatch.management.boston import source
from dispatch.management.boston.limits import Filed
from repairs import policies
from repairs.models import Policy

# About twice a district's ordinary day per class of work, and an open ceiling that the year's end reaches.
A_DAY = 40
CEILING = 2_000


@dataclass(frozen=True)
class Town:
    """What the replay needs to know: the city's node, the integration's key, station codes, and the import's report."""

    city: Node
    key: str
    codes: dict[int, str]
    report: dict[str, Any]


def build(folder: Path, filed: Iterable[Filed], *, a_day: int = A_DAY, ceiling: int = CEILING) -> Town:
    """Import the districts through coverage's own plan and commit, with every bound and repair it has."""
    city = organisation.add_node(None, "city", "波士顿", "Boston", time_zone=source.ZONE)
    making = importing.Making(city, [u.value for u in Utility], [s.value for s in Skill], open_ceiling=ceiling)
    plan = importing.plan(source.districts(folder), datum="WGS-84", name_property="DISTRICT", may_make=True)

    def work(tx: Tx) -> None:
        importing.commit(tx, plan, making=making, note="Boston police districts")
        # They take what they are offered: the set knows no answer of a station.
        Station.objects.update(auto_accept=True)
        Capacity.objects.bulk_create(
            Capacity(station=station, work_class=work_class.value, starts="00:00", ends="00:00", limit=a_day)
            for station in Station.objects.all()
            for work_class in WorkClass
        )
        _write_policies(tx, filed)

    commands.perform(SYSTEM, "acceptance.boston", work)
    policies.forget()
    codes = dict(Station.objects.values_list("pk", "code"))
    return Town(city, accounts.issue_key("Boston 311", city)[1], codes, plan.report())


def _write_policies(tx: Tx, filed: Iterable[Filed]) -> None:
    Policy.objects.bulk_create(
        Policy(
            code="clock.arrival",
            utility=one.utility,
            symptom=one.symptom,
            scene=one.scene,
            value=Decimal(int(one.limit.total_seconds())),
            unit="s",
            effective_from=policies.EPOCH,
            citation="City of Boston 311, 2015: usual target of the type",
            mark="P",
        )
        for one in sorted(set(filed), key=lambda one: (one.utility, one.symptom, one.scene))
    )
