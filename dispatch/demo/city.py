"""Builds the demo city: tree, stations, areas, capacity, people, shifts, accounts. One transaction, so all or nothing.

Loading twice does nothing. A database that holds anything else is refused: the demonstration never mixes with work.
Passwords are hashed once and shared by all demo technicians; that is for the demonstration only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import shapely
from django.contrib.auth.hashers import make_password
from shapely.geometry import MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from coverage import generations
from coverage.models import Area, BackgroundOutline, CoverageVersion, ImportantUser, Station, Territory
from coverage.trade import SKILLS_OF, Utility
from dispatch.demo import capacities, outlines, partition, people, plan, rosters
from dispatch.demo.logins import LOGINS, PASSWORD
from dispatch.demo.models import SimulationState
from dispatch.demo.outlines import ATTRIBUTION, Outline
from dispatch.kernel import clock, commands
from dispatch.kernel.access_table import Role
from dispatch.kernel.actors import SYSTEM
from dispatch.kernel.commands import Tx
from dispatch.kernel.models import Grant, Node, User
from dispatch.kernel.organisation import add_node, today_at
from field.models import Crew, CrewMember, Technician
from repairs.models import Policy, ServiceRequest

TECHNICIANS_PER_STATION = 8
CREWS = (("一班", "Crew 1"), ("二班", "Crew 2"))
Progress = Callable[[str, str], None]


class OtherData(Exception):
    """The database holds data that is not the demonstration's; the message says what."""


@dataclass(frozen=True)
class Site:
    """A station to be: who it is, where, and its areas as (rank, shape)."""

    code: str
    utility: Utility
    name: str
    name_en: str
    district: str
    lon: float
    lat: float
    is_urban: bool
    areas: tuple[tuple[int, MultiPolygon], ...]


def is_loaded() -> bool:
    """Whether this database holds the demonstration."""
    return SimulationState.objects.exists()


def load(progress: Progress) -> bool:
    """Load the demo city unless it is there. True when it was loaded now. Raises OtherData."""
    if is_loaded():
        return False
    _refuse_other_data()
    progress("读取区县轮廓", "Reading district outlines")
    districts = {outline.code: outline for outline in outlines.districts_of(plan.CITY_CODE)}
    progress("剖分站点服务区", "Cutting station areas")
    sites = list(_sites(districts))
    with commands.begun(SYSTEM) as tx:
        progress(f"建立组织与 {len(sites)} 个站点", f"Building the tree with {len(sites)} stations")
        city, nodes = _tree(districts)
        stations = _stations(sites, nodes)
        _background(districts)
        _territories(districts, city, nodes)
        _areas(tx, sites, stations)
        capacities.fill(sites, stations, today_at(city))
        _policies()
        progress("登记人员、班次与账号", "Signing up people, shifts and accounts")
        crew = _technicians(sites, stations)
        _crews(crew)
        _important_users(districts, nodes)
        rosters.plan_ahead(crew, clock.now())
        _accounts(city, stations, crew)
        SimulationState.objects.create(changed_at=clock.now())
    return True


def _refuse_other_data() -> None:
    found = [
        f"{count} {name}"
        for name, count in (
            ("nodes", Node.objects.count()),
            ("users", User.objects.count()),
            ("requests", ServiceRequest.objects.count()),
        )
        if count
    ]
    if found:
        raise OtherData(", ".join(found))


def hole() -> Polygon:
    """The place that nobody covers."""
    lon, lat, radius = plan.HOLE
    return Point(lon, lat).buffer(radius, quad_segs=6)


def _sites(districts: dict[str, Outline]) -> Iterator[Site]:
    whole = shapely.union_all([outline.shape for outline in districts.values()])
    for utility, zones in plan.ZONES.items():
        rng = np.random.default_rng(list(plan.ZONES).index(utility) + 41)
        regions = {}
        for zone in zones:
            region = shapely.union_all([districts[code].shape for code in zone.districts])
            seeds = partition.spread(region, districts[zone.districts[0]].seat, len(zone.stations), rng)
            regions["+".join(zone.districts)] = (region, seeds)
        areas = partition.split(regions, hole())
        kind, kind_en, letter = plan.KIND[utility]
        number = 0
        for zone, (name, (_, seeds)) in zip(zones, regions.items(), strict=True):
            for station, seed, area in zip(zone.stations, seeds, areas[name], strict=True):
                number += 1
                code = f"{letter}{number:02d}"
                yield Site(
                    code=code,
                    utility=utility,
                    name=station[0] + kind,
                    name_en=f"{station[1]} {kind_en}",
                    district=zone.districts[0],
                    lon=round(seed[0], 6),
                    lat=round(seed[1], 6),
                    is_urban=zone.districts[0] in plan.URBAN,
                    areas=((1, area), *(((2, _belt(area, whole)),) if code in plan.HELPERS else ())),
                )


def _belt(area: MultiPolygon, whole: BaseGeometry) -> MultiPolygon:
    """The belt around an area in which its station helps out: it overlaps the neighbours, and leaves the hole free."""
    belt = area.buffer(plan.BELT_DEGREES, quad_segs=2).simplify(0.001).intersection(whole).difference(area)
    belt = shapely.set_precision(belt.difference(hole()), partition.GRID)
    parts = [part for part in shapely.get_parts(belt) if isinstance(part, Polygon) and part.area > 1e-7]
    return MultiPolygon(parts)


def _tree(districts: dict[str, Outline]) -> tuple[Node, dict[str, Node]]:
    province = add_node(None, Node.Kind.PROVINCE, *plan.PROVINCE, time_zone=plan.ZONE_NAME)
    city = add_node(province, Node.Kind.CITY, *plan.CITY)
    return city, {
        code: add_node(city, Node.Kind.COUNTY, outline.name, plan.DISTRICTS[code][0])
        for code, outline in districts.items()
    }


def _stations(sites: list[Site], nodes: dict[str, Node]) -> dict[str, Station]:
    stations = {}
    for site in sites:
        node = add_node(nodes[site.district], Node.Kind.STATION, site.name, site.name_en)
        stations[site.code] = Station.objects.create(
            node=node,
            code=site.code,
            utilities=[site.utility.value],
            skills=[skill.value for skill in SKILLS_OF[site.utility]],
            lon=site.lon,
            lat=site.lat,
            address=f"{nodes[site.district].name}（演示地址）",
            phone="95598" if site.utility is Utility.ELECTRICITY else "0371-00000000",
            auto_accept=site.code not in plan.BY_HAND,
            auto_assign=True,
            hours=_daytime() if site.code in plan.DAYTIME else None,
            open_ceiling=24 if site.is_urban else 16,
        )
    return stations


def _daytime() -> dict[str, list[list[str]]]:
    return {day: [["07:00", "22:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}


def _background(districts: dict[str, Outline]) -> None:
    BackgroundOutline.objects.bulk_create(
        BackgroundOutline(
            name=outline.name,
            name_en=plan.DISTRICTS[code][0],
            geometry=shapely.to_wkb(outline.shape),
            attribution=ATTRIBUTION,
        )
        for code, outline in districts.items()
    )


def _territories(districts: dict[str, Outline], city: Node, nodes: dict[str, Node]) -> None:
    """Each county's outline, and the city as their union."""
    drawn: dict[int, BaseGeometry] = {nodes[code].pk: outline.shape for code, outline in districts.items()}
    drawn[city.pk] = shapely.union_all(list(drawn.values()))
    Territory.objects.bulk_create(
        Territory(
            node_id=node_id,
            geometry=shapely.to_wkb(shape),
            vertices=int(shapely.get_num_coordinates(shape)),
            source={"from": ATTRIBUTION},
        )
        for node_id, shape in drawn.items()
    )


def _areas(tx: Tx, sites: list[Site], stations: dict[str, Station]) -> None:
    version = CoverageVersion.objects.create(created_at=tx.at, note="演示 / demonstration", by=tx.actor.key)
    Area.objects.bulk_create(
        Area(
            version=version,
            station=stations[site.code],
            utility=site.utility.value,
            rank=rank,
            name=site.name if rank == 1 else f"{site.name}（支援）",
            geometry=shapely.to_wkb(shape),
            vertices=int(shapely.get_num_coordinates(shape)),
            source={"generated": "voronoi" if rank == 1 else "belt", "outlines": "geotool-cn"},
        )
        for site in sites
        for rank, shape in site.areas
    )
    generations.activate(tx, version)


def _policies() -> None:
    """The simulation drives faster than anybody may: the demo's own row, newer than the one it stands in for."""
    Policy.objects.create(
        code="position.max_speed_kmh",
        value=9000,
        unit="km/h",
        effective_from=clock.now(),
        citation="Demonstration only: simulated time runs up to 60 times as fast",
        mark="D",
    )


def _important_users(districts: dict[str, Outline], nodes: dict[str, Node]) -> None:
    """A few in each district around its seat; whatever stands there really, these are made up."""
    rng = np.random.default_rng(95_598)
    made = []
    for code, outline in districts.items():
        lon, lat = outline.seat
        for kind, name, grade in plan.IMPORTANT:
            east, north = rng.uniform(-0.02, 0.02, 2)
            made.append(
                ImportantUser(
                    node=nodes[code],
                    name=f"{outline.name}{name}",
                    kind=kind,
                    grade=grade,
                    lon=round(lon + float(east), 5),
                    lat=round(lat + float(north), 5),
                    radius_m=200,
                    note="",
                    starts_on=today_at(nodes[code]),
                    made_by="demo",
                )
            )
    ImportantUser.objects.bulk_create(made)


def _technicians(sites: list[Site], stations: dict[str, Station]) -> list[Technician]:
    rng = np.random.default_rng(20_190_101)
    persons = people.people(rng)
    password = make_password(PASSWORD)
    users, crew = [], []
    for site in sites:
        for place in range(TECHNICIANS_PER_STATION):
            person = next(persons)
            is_login = site.code == "E01" and place == 0
            users.append(
                User(
                    username="technician" if is_login else f"{site.code.lower()}-{place + 1}",
                    display_name=person.zh,
                    password=password,
                )
            )
            crew.append(
                Technician(
                    station=stations[site.code],
                    name=person.zh,
                    name_en=person.en,
                    phone=person.phone,
                    skills=[skill.value for skill in people.skills_for(site.utility, place)],
                )
            )
    for user, technician in zip(User.objects.bulk_create(users), crew, strict=True):
        technician.user = user
    Technician.objects.bulk_create(crew)
    Grant.objects.bulk_create(
        Grant(user=technician.user, role=Role.TECHNICIAN.value, node=technician.station.node) for technician in crew
    )
    return crew


def _crews(technicians: list[Technician]) -> None:
    """Two crews a station; leader and stand-in begin at different hours, so that one of them is mostly there."""
    by_station: dict[int, list[Technician]] = {}
    for technician in technicians:
        by_station.setdefault(technician.station_id, []).append(technician)
    now = clock.now()
    members = []
    for people_ in by_station.values():
        for (name, name_en), crew in zip(CREWS, (people_[0::2], people_[1::2]), strict=True):
            row = Crew.objects.create(
                station=crew[0].station, name=name, name_en=name_en, leader=crew[0], deputy=crew[-1], made_at=now
            )
            members += [CrewMember(crew=row, technician=technician, since=now) for technician in crew]
    CrewMember.objects.bulk_create(members)


def _accounts(city: Node, stations: dict[str, Station], crew: list[Technician]) -> None:
    password = make_password(PASSWORD)
    coordinated = stations[plan.BY_HAND[0]].node
    for login in LOGINS:
        if login["role"] == Role.TECHNICIAN:
            continue
        user = User.objects.create(username=login["username"], display_name=login["zh"], password=password)
        # Requests that no station took yet, and cases that no unit has, hang at the tree's root.
        node = coordinated if login["role"] == Role.COORDINATOR else city.parent or city
        Grant.objects.create(user=user, role=login["role"], node=node)
