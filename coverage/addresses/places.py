"""The places of the organisation tree that an address names, and those that a pin lies in. Pure but for `tree`.

A node stands for a division of the state where its name and those above it say so (郑州市 › 中原区); a name of the
operator's own (郑东新区) is found by itself. Where several divisions bear the address's name, the served ones choose:
whoever calls this hotline from 鼓楼区 is in the only one that it serves. Two that are served stay two.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import shapely

from coverage.addresses import divisions
from coverage.addresses.parsing import Parts, Reading
from coverage.index import Snapshot
from coverage.models import Territory
from dispatch.kernel.models import Node

_BEFORE = re.compile(r"^国网")
_COMPANY = re.compile(
    r"(?:电力|供电|供水|自来水|水务|燃气|天然气|热力|供热|供暖)?(?:有限|分|子|总)*(?:公司|局|中心|集团)?"
)
_DIVISION = re.compile(r"[省市区县州盟旗]$")


@dataclass(frozen=True, slots=True)
class Place:
    """A node of the tree above the stations; `code` is the division that it stands for, '' for none."""

    id: int
    path: str
    name: str
    name_en: str
    code: str = ""


@dataclass(frozen=True)
class Tree:
    """The places of the organisation, and the codes of those that hold no smaller one."""

    places: tuple[Place, ...]
    by_path: dict[str, Place]
    by_code: dict[str, Place]
    leaves: tuple[str, ...]
    # The codes of the leaves' divisions and of those above them: what is not among them may lie elsewhere.
    above_leaves: frozenset[str]


@dataclass(frozen=True)
class Named:
    """What an address names: how it was read, the places of the tree, and whether it lies outside all of them."""

    reading: Reading
    places: tuple[Place, ...] = ()
    is_elsewhere: bool = False

    @property
    def place(self) -> Place | None:
        """The one place that is meant; None where none or several are."""
        return self.places[0] if len(self.places) == 1 else None


@dataclass(frozen=True)
class Conflict:
    """A pin and an address that lead to different places. `elsewhere`: the address lies outside all that is served."""

    code: str
    pin: Place
    address: Place | None


def tree() -> Tree:
    """The tree as it is now."""
    rows = (
        Node.objects.filter(is_active=True)
        .exclude(kind=Node.Kind.STATION)
        .order_by("path")
        .values_list("pk", "path", "name", "name_en")
    )
    return _tree(tuple(rows))


@lru_cache(maxsize=4)
def _tree(rows: tuple[tuple[int, str, str, str], ...]) -> Tree:
    """Rows come by path, so that each one's parent is known before it."""
    codes: dict[str, str] = {}
    within: dict[str, str | None] = {}
    for _, path, name, _ in rows:
        above = path.strip("/").rpartition("/")[0]
        holder = within.get(f"/{above}/", "") if above else ""
        codes[path] = _code_of(name, holder)
        is_unknown = not codes[path] and not holder and _DIVISION.search(name)
        within[path] = None if is_unknown else codes[path] or holder
    places = tuple(Place(pk, path, name, english, codes[path]) for pk, path, name, english in rows)
    coded = [place for place in places if place.code]
    leaves = [one.code for one in coded if not any(o.path.startswith(one.path) and o is not one for o in coded)]
    return Tree(
        places=places,
        by_path={place.path: place for place in places},
        by_code={place.code: place for place in coded},
        leaves=tuple(leaves),
        above_leaves=frozenset(code for leaf in leaves for code in _line(leaf)),
    )


def _code_of(name: str, holder: str | None) -> str:
    """The division that a node's name stands for in that of a node above: 中原区, or 中原供电公司 for it; '' for none.

    `holder` None: above it is a division that the state does not know, so the name alone proves nothing.
    """
    if holder is None:
        return ""
    parts = divisions.read(_BEFORE.sub("", name), (holder,) if holder else ()).parts
    if parts is None or not _COMPANY.fullmatch(parts.detail) or (holder and not _holds(holder, parts.adcode)):
        return ""
    return parts.adcode


def find(text: str, tree: Tree, within: tuple[str, ...] = ()) -> Named:
    """What an address names; `within` are codes that the asker knows to hold it, else the served places choose."""
    reading = divisions.read(text, within or tree.leaves)
    if not within and reading.parts is None and reading.ambiguous and not reading.contradicts:
        # A name of several towns within one served city is still one city's.
        return Named(reading, _served(reading.ambiguous, tree))
    if reading.parts is None:
        if reading.contradicts:
            return Named(reading)
        own = _own(text, tree.places)
        return Named(reading, (own,) if own else ())
    place = _place_of(reading.parts, tree)
    below = [one for one in tree.places if not one.code and (place is None or one.path.startswith(place.path))]
    # A name of the operator's own may also be that of a division far away.
    own = _own(reading.parts.detail, below) or (None if place else _own(text, below))
    if own is not None:
        return Named(reading, (own,))
    if _is_elsewhere(reading.parts, tree):
        return Named(reading, is_elsewhere=True)
    return Named(reading, (place,) if place else ())


def _place_of(parts: Parts, tree: Tree) -> Place | None:
    """The lowest node that stands for a division of the address."""
    gazetteer = divisions.gazetteer()
    line = gazetteer.line(gazetteer.by_code[parts.adcode])
    return next((tree.by_code[one.code] for one in reversed(line) if one.code in tree.by_code), None)


def _served(candidates: Iterable[Parts], tree: Tree) -> tuple[Place, ...]:
    """The nodes of those candidates that lie in a smallest served place, each once."""
    leaves = set(tree.leaves)
    found = [place for parts in candidates if (place := _place_of(parts, tree)) and place.code in leaves]
    return tuple({place.id: place for place in found}.values())


def _own(text: str, places: Iterable[Place]) -> Place | None:
    """The place whose own name the text begins with; the longest name, and none where two bear it."""
    plain = text.lstrip(" ,.;:，。；：、")
    found = [place for place in places if len(place.name) > 1 and plain.startswith(place.name)]
    longest = max((len(place.name) for place in found), default=0)
    best = [place for place in found if len(place.name) == longest]
    return best[0] if len(best) == 1 else None


def _is_elsewhere(parts: Parts, tree: Tree) -> bool:
    """Whether the address lies in none of the smallest served places and holds none of them."""
    if not tree.leaves or parts.adcode in tree.above_leaves:
        return False
    return not set(_line(parts.adcode)) & set(tree.leaves)


def _line(code: str) -> list[str]:
    """The codes of a division and of all above it."""
    gazetteer = divisions.gazetteer()
    return [one.code for one in gazetteer.line(gazetteer.by_code[code])]


def _holds(above: str, below: str) -> bool:
    """Whether the division of code `above` is that of `below` or somewhere over it."""
    return above in _line(below)


Outlines = tuple[list[str], shapely.STRtree]


def places_of_pin(tree: Tree, snapshot: Snapshot, outlines: Outlines, lon: float, lat: float) -> list[Place]:
    """The lowest places that a point (WGS-84) lies in: by their outlines, else by the stations that cover it."""
    point = shapely.Point(lon, lat)
    outlined, shapes = outlines
    paths = [outlined[hit] for hit in shapes.query(point, predicate="intersects").tolist()]
    if not paths:
        hits = snapshot.tree.query(point, predicate="intersects").tolist()
        # An area's own station and not its main point: that one may receive from far away.
        paths = [snapshot.posts[snapshot.area_point[hit]].path for hit in hits]
    lowest = {place for path in paths if (place := _lowest(path, tree)) is not None}
    deepest = [place for place in lowest if not any(o is not place and _below(o, place) for o in lowest)]
    return sorted(deepest, key=lambda place: place.path)


def _lowest(path: str, tree: Tree) -> Place | None:
    """The place at a path, else the next above it."""
    while len(path) > 1:
        if (place := tree.by_path.get(path)) is not None:
            return place
        path = path[:-1].rpartition("/")[0] + "/"
    return None


def _below(one: Place, other: Place) -> bool:
    return one.path.startswith(other.path)


_known: tuple[tuple[int, int], Outlines] | None = None


def outlines() -> Outlines:
    """The outlines of regions, kept until one of them moves."""
    global _known
    rows = list(Territory.objects.order_by("pk").values_list("pk", "revision"))
    stamp = (hash(tuple(rows)), len(rows))
    if _known is None or _known[0] != stamp:
        found = list(Territory.objects.order_by("pk").values_list("node__path", "geometry"))
        shapes = [shapely.from_wkb(bytes(wkb)) for _, wkb in found]
        shapely.prepare(shapes)
        _known = stamp, ([path for path, _ in found], shapely.STRtree(shapes))
    return _known[1]


def conflict_of(named: Named, pins: Sequence[Place], tree: Tree) -> Conflict | None:
    """Whether the address leads elsewhere than the pin. What is not known of either speaks against nobody."""
    if not pins:
        return None
    if named.is_elsewhere:
        return Conflict("elsewhere", pins[0], None)
    meant = _meant(named, tree)
    if not meant or any(_agree(place, pin) for place in meant for pin in pins):
        return None
    return Conflict("other_place", pins[0], meant[0])


def _meant(named: Named, tree: Tree) -> list[Place]:
    """The places that the address may mean; of a division that no node stands for, a place made of its code."""
    parts = named.reading.parts
    if parts is None or not tree.by_code or (named.place is not None and not named.place.code):
        return list(named.places)
    node = named.place or Place(0, "", "", "")
    return [replace(node, code=parts.adcode)]


def _agree(place: Place, pin: Place) -> bool:
    if place.code and pin.code:
        return _holds(place.code, pin.code) or _holds(pin.code, place.code)
    return _below(place, pin) or _below(pin, place)


def stations_of(place: Place, snapshot: Snapshot, utility: str) -> list[int]:
    """The stations at or below a place that receive, serve the utility and have an area for it, by id."""
    having = {
        post.id
        for post, served in zip(snapshot.area_post, snapshot.area_utility, strict=True)
        if served in ("", utility) and utility in post.utilities
    }
    return sorted(pk for pk in having if snapshot.posts[pk].path.startswith(place.path))
