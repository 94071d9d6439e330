"""What somebody asks of a report: where, when, of what, grouped how."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dispatch.board.reports.periods import Period
from dispatch.kernel.models import Node


@dataclass(frozen=True)
class Asked:
    """`station` is an id below the node; '' and None narrow nothing. `row` are the keys of one group, the reader's
    first, then the fixed ones; empty: of the whole report.
    """

    node: Node
    period: Period
    now: datetime
    by: str = "all"
    utility: str = ""
    urgency: str = ""
    station: int | None = None
    row: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, Any]:
        return {
            "below": f"{self.node.path}%",
            "depth": len(self.node.path) + 1,
            "node": self.node.pk,
            "zone": self.node.time_zone,
            "since": self.period.since,
            "until": self.period.until,
            "first": self.period.first,
            "last": self.period.last,
            "now": self.now,
            "utility": self.utility,
            "urgency": self.urgency,
            "station": self.station,
        }
