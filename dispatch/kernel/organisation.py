"""The organisation tree: province, city or league bureau, county, station."""

from datetime import date
from zoneinfo import ZoneInfo

from dispatch.kernel import clock
from dispatch.kernel.models import Node


def add_node(parent: Node | None, kind: str, name: str, name_en: str = "", time_zone: str | None = None) -> Node:
    """A new node below `parent` (None: a root). Its zone is the parent's unless given."""
    zone = time_zone or (parent.time_zone if parent else "Asia/Shanghai")
    # The path holds the row's own id, so it is known only after the first insert.
    node = Node(parent=parent, kind=kind, name=name, name_en=name_en, time_zone=zone)
    node.path = f"/new/{id(node)}/"
    node.save()
    node.path = f"{parent.path if parent else '/'}{node.pk}/"
    node.save(update_fields=["path"])
    return node


def board_streams(path: str) -> list[str]:
    """The board streams that see what happens at a node: one per ancestor, root first, the node's own last."""
    return [f"board:{part}" for part in path.strip("/").split("/")]


def today_at(node: Node) -> date:
    """The day by the place's calendar."""
    return clock.now().astimezone(ZoneInfo(node.time_zone)).date()
