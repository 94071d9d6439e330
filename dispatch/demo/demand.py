"""The day's requests: how many in which minute, of what, where. Pure; all numbers are this demonstration's own.

The curve has the two humps of hotlines, before noon and in the evening. One hour of the day is a storm; the console can
make one at any time. In a storm most requests come from a few spots and are about power and burst mains.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from dispatch.demo import plan
from dispatch.demo.people import SURNAMES

# Requests in each hour of an ordinary day; about 1,350 in all.
CURVE = (16, 12, 9, 8, 9, 16, 34, 58, 78, 84, 80, 70, 62, 60, 62, 64, 68, 76, 88, 96, 88, 68, 44, 26)
STORM_HOUR = 17
STORM_FACTOR = 4.5
SQUALL_FACTOR = 2.5
"""The day's own storm hour is gentler than the one that somebody asks for."""

WINTER = {"electricity": 0.42, "water": 0.20, "gas": 0.14, "heating": 0.24}
SUMMER = {"electricity": 0.58, "water": 0.26, "gas": 0.14, "heating": 0.02}
STORM = {"electricity": 0.74, "water": 0.20, "gas": 0.05, "heating": 0.01}

SYMPTOMS: dict[str, dict[str, float]] = {
    "electricity": {
        "no_power": 46,
        "partial_power": 18,
        "low_voltage": 12,
        "flickering": 8,
        "meter_fault": 10,
        "damaged_equipment": 5,
        "downed_line": 0.5,
        "smoke_or_fire": 0.5,
    },
    "water": {
        "no_water": 30,
        "low_pressure": 18,
        "water_leak": 26,
        "water_meter": 12,
        "bad_water": 5,
        "burst_main": 6,
        "manhole_cover": 3,
    },
    "gas": {"no_gas": 42, "weak_flame": 26, "gas_meter": 28, "smell_of_gas": 3.5, "gas_pipe_damaged": 0.5},
    "heating": {"no_heating": 38, "low_temperature": 40, "radiator_leak": 14, "heating_leak": 8},
}
IN_STORM = {"no_power": 2.5, "damaged_equipment": 5, "downed_line": 6, "burst_main": 6, "manhole_cover": 5}

ASTRAY = 0.03

EXTENTS = {"household": 0.76, "floor": 0.08, "building": 0.12, "area": 0.04}
CHANNELS = {"hotline": 0.5, "app": 0.25, "web": 0.2, "partner": 0.05}

STREETS = (
    "人民路 建设路 文化路 中山路 和平路 解放路 花园路 农业路 黄河路 航海路 嵩山路 大学路 长江路 桐柏路 中州大道 东风路"
)
ESTATES = "阳光花园 金色家园 盛世嘉苑 绿城百合 康桥小区 锦绣苑 书香苑 和谐家园 滨河花园 新村 幸福里 翠竹苑"
WORDS: dict[str, str] = {
    "no_power": "家里突然没电了，邻居也一样",
    "partial_power": "有一半房间没电，总闸合不上",
    "low_voltage": "灯很暗，空调带不动",
    "downed_line": "电线断了掉在路边，还在冒火花",
    "smoke_or_fire": "楼道电表箱冒烟",
    "damaged_equipment": "变压器有异响",
    "burst_main": "路面冒水，水很大",
    "no_water": "早上起来就没水",
    "water_leak": "水表前的管子漏水",
    "smell_of_gas": "厨房里闻到很浓的燃气味",
    "gas_pipe_damaged": "施工挖到了燃气管，有嘶嘶声",
    "no_gas": "打不着火，燃气表没有显示",
    "no_heating": "暖气一点都不热",
    "low_temperature": "室内只有十四度",
    "radiator_leak": "暖气片接头在滴水",
}


@dataclass(frozen=True)
class District:
    """Where people live: the outline, its seat, whether it is urban, its share of the demand, and who serves it."""

    name: str
    shape: BaseGeometry
    seat: tuple[float, float]
    is_urban: bool
    weight: float
    served: frozenset[str] = frozenset(WINTER)


@dataclass
class Demand:
    """Draws requests. `spots` are the storm's, drawn anew whenever one begins."""

    districts: Sequence[District]
    rng: np.random.Generator
    spots: tuple[tuple[float, float], ...] = ()

    def rate(self, day_minute: float, storm: bool) -> float:
        """Requests per simulated minute; `storm` is one that somebody asked for."""
        hour = day_minute / 60 % 24
        here, share = int(hour), hour % 1
        base = (CURVE[here] * (1 - share) + CURVE[(here + 1) % 24] * share) / 60
        if storm:
            # One made at night should still be one.
            return max(base, 1.0) * STORM_FACTOR
        return base * SQUALL_FACTOR if here == STORM_HOUR else base

    def begin_storm(self) -> None:
        """Choose where it hits."""
        self.spots = tuple(self._place(self._district())[0] for _ in range(3))

    def draw(self, month: int, storm: bool) -> dict[str, Any]:
        """One request as the intake API takes it."""
        utility = self._one_of(STORM if storm else (WINTER if month in (11, 12, 1, 2, 3) else SUMMER))
        weights = {
            symptom: weight * (IN_STORM.get(symptom, 1.0) if storm else 1.0)
            for symptom, weight in SYMPTOMS[utility].items()
        }
        symptom = self._one_of(weights)
        (lon, lat), district = self._place(self._district(), storm)
        # Where nobody offers a service hardly anybody asks for it.
        while utility not in district.served and self.rng.random() > ASTRAY:
            (lon, lat), district = self._place(self._district())
        family = self._any(SURNAMES.split("|"))[0]
        number = int(self.rng.integers(1, 200))
        return {
            "utility": utility,
            "symptom": symptom,
            "business_type": "fault_repair",
            "place": {"lon": round(lon, 6), "lat": round(lat, 6), "datum": "WGS-84", "accuracy_m": 30, "source": "map"},
            "address": f"{district.name}{self._any(STREETS.split())}{number}号{self._any(ESTATES.split())}",
            "extent": self._one_of(EXTENTS),
            "channel": self._one_of(CHANNELS),
            "contact_name": family + self._any(("先生", "女士")),
            "contact_phone": f"1990000{int(self.rng.integers(10_000)):04d}",
            "description": WORDS.get(symptom, ""),
            "scene": "city" if district.is_urban else "rural",
            "hazards": ["flooding"] if symptom == "burst_main" and self.rng.random() < 0.3 else [],
        }

    def _district(self) -> District:
        weights = np.array([district.weight for district in self.districts])
        return self.districts[int(self.rng.choice(len(weights), p=weights / weights.sum()))]

    def _place(self, district: District, storm: bool = False) -> tuple[tuple[float, float], District]:
        if storm and self.spots and self.rng.random() < 0.6:
            lon, lat = self.rng.normal(self._any(self.spots), 0.03)
            for other in self.districts:
                if other.shape.contains(Point(lon, lat)):
                    return (float(lon), float(lat)), other
        reach = float(np.sqrt(district.shape.area)) * (0.28 if district.is_urban else 0.16)
        for _ in range(50):
            lon, lat = self.rng.normal(district.seat, reach)
            if district.shape.contains(Point(lon, lat)):
                return (float(lon), float(lat)), district
        return district.seat, district

    def _one_of(self, weights: Mapping[str, float]) -> str:
        names, values = list(weights), np.array(list(weights.values()), dtype=float)
        return names[int(self.rng.choice(len(names), p=values / values.sum()))]

    def _any(self, choices: Sequence[Any]) -> Any:
        return choices[int(self.rng.integers(len(choices)))]


def served_in(code: str) -> frozenset[str]:
    """The utilities that some station serves in a district."""
    return frozenset(
        utility.value for utility, zones in plan.ZONES.items() if any(code in zone.districts for zone in zones)
    )


def weight_of(code: str, shape: BaseGeometry) -> float:
    """A district's share of the demand: people per km² times its size."""
    return plan.DISTRICTS[code][1] * shape.area
