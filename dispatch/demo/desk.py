"""The people at desks that the demonstration stands in for: coordinators, reviewer, dispatchers on duty.

They look at what waits for a person, let some real seconds pass so that a visitor may be first, and then act over HTTP
like anybody else. Life safety is acknowledged by two of them.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from coverage.models import Station
from dispatch.board.models import Alarm
from dispatch.demo import clerks, paths
from dispatch.demo.clerks import Task
from dispatch.demo.door import Door, Letter
from dispatch.kernel import accounts
from dispatch.kernel.access_table import Role
from dispatch.kernel.models import ApiKey, Node
from repairs.models import WorkOrder

KEY_NAMES = {
    "requests": ("报修接入（演示）Intake (demo)", Role.INTEGRATION),
    "reviewer": ("审核员（演示）Reviewer (demo)", Role.REVIEWER),
    "coordinator": ("协调员（演示）Coordinator (demo)", Role.COORDINATOR),
    "duty_a": ("值班员甲（演示）Duty A (demo)", Role.DISPATCHER),
    "duty_b": ("值班员乙（演示）Duty B (demo)", Role.DISPATCHER),
    "agent": ("坐席（演示）Agent (demo)", Role.AGENT),
    "quality": ("回访员（演示）Return visits (demo)", Role.QUALITY),
}
# Real seconds from, to, before somebody acts.
PATIENCE = {"offered": (35, 80), "urgent": (12, 25), "reported": (15, 50), "hand_queue": (45, 110), "alarm": (20, 45)}
# Alarms that are over when somebody has seen them; the others stand until their cause is gone.
SEEN_TO = ("life_safety", "order_overdue", "station_silent", "returned")


def issue_keys() -> dict[str, str]:
    """Fresh API keys for this run; those of earlier runs end. Gives the secrets by purpose."""
    root = Node.objects.filter(parent=None).order_by("pk")[0]
    secrets = {}
    for purpose, (name, role) in KEY_NAMES.items():
        for old in ApiKey.objects.filter(name=name, revoked_at=None):
            accounts.revoke_key(old)
        _, secrets[purpose] = accounts.issue_key(name, root, role)
    return secrets


@dataclass
class Desk:
    """Remembers when each thing is due to be dealt with."""

    door: Door
    secrets: dict[str, str]
    rng: np.random.Generator
    due: dict[tuple[Any, ...], float] = field(default_factory=dict)
    stations: list[Station] = field(default_factory=list)

    def look(self, speed: int) -> None:
        """Deal with what is due; `speed` hurries the reviewer."""
        now = time.monotonic()
        self.stations = list(Station.objects.filter(is_active=True).order_by("pk"))
        seen = set()
        for task in self._tasks(speed):
            key = task.key
            seen.add(key)
            if key not in self.due:
                self.due[key] = now + float(self.rng.uniform(*task.patience))
            elif self.due[key] <= now and self.door.post(task.letter):
                # Until the answer shows in the rows; a refusal is tried again much later.
                self.due[key] = now + 60
        self.due = {key: at for key, at in self.due.items() if key in seen}

    def _tasks(self, speed: int) -> Iterable[Task]:
        yield from self._straight(speed)
        yield from clerks.station(self.secrets["coordinator"])
        yield from clerks.region(self.secrets["duty_b"])
        yield from clerks.hotline(self.secrets["agent"])
        yield from clerks.quality(self.secrets["quality"])
        yield from clerks.cases(self.secrets)
        yield from self._alarms()

    def _straight(self, speed: int) -> Iterable[Task]:
        """What every order needs on its way: accepting, dispatching by hand, reviewing."""
        rows = WorkOrder.objects.filter(state__in=("offered", "reported", "hand_queue")).values(
            "pk", "state", "version", "utility", "lon", "lat", "is_life_safety", "returns"
        )
        for row in rows:
            key = (row["pk"], row["state"], row["version"])
            path = f"/board/orders/{row['pk']}"
            body: dict[str, Any] = {"version": row["version"]}
            if row["state"] == "offered":
                patience = PATIENCE["urgent" if row["is_life_safety"] else "offered"]
                grounds = None if row["returns"] else clerks.returned(row)
                verb, body = ("return", {**body, **grounds}) if grounds else ("accept", body)
                yield Task(key, patience, Letter(f"{path}/{verb}", body, self.secrets["coordinator"]))
            elif row["state"] == "reported":
                low, high = PATIENCE["reported"]
                hurry = max(1.0, speed / 10)
                letter = clerks.review(row["pk"], row["version"], self.secrets["reviewer"])
                letter = letter or Letter(f"{path}/close", body, self.secrets["reviewer"])
                yield Task(key, (low / hurry, high / hurry), letter)
            elif (station := self._nearest(row["utility"], row["lon"], row["lat"])) is not None:
                body = {**body, "station_id": station, "reason": "演示：就近且有余力 · demo: nearest with room"}
                yield Task(key, PATIENCE["hand_queue"], Letter(f"{path}/offer", body, self.secrets["duty_a"]))

    def _alarms(self) -> Iterable[Task]:
        for alarm in Alarm.objects.filter(cleared_at=None, kind__in=SEEN_TO).order_by("pk")[:200]:
            given = {one["name"] for one in alarm.acknowledgements}
            for place, who in enumerate(("duty_a", "duty_b")):
                if KEY_NAMES[who][0] in given or len(given) >= alarm.needs:
                    continue
                low, high = PATIENCE["alarm"]
                seen = Letter(f"/board/alarms/{alarm.pk}/acknowledge", {}, self.secrets[who])
                yield Task((alarm.pk, who, "alarm"), (low + 10 * place, high + 20 * place), seen)

    def _nearest(self, utility: str, lon: float | None, lat: float | None) -> int | None:
        """The nearest station that serves the utility and has room; where none has, the one least over its ceiling."""
        able = [station for station in self.stations if utility in station.utilities]
        roomy = [station for station in able if station.open_orders < station.open_ceiling]
        if lon is not None and lat is not None and roomy:
            return min(roomy, key=lambda station: paths.metres((station.lon, station.lat), (lon, lat))).pk
        return min(able, key=lambda station: station.open_orders / station.open_ceiling).pk if able else None
