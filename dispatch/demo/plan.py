"""What the demo city looks like: Zhengzhou's districts, and who serves which of them. Data, no behaviour.

Names of stations are made up for this demonstration. A zone is one or more districts, cut into `parts` areas of one
station each. Gas in Zhongmu and heating in Zhongmu and Dengfeng are served by nobody, and so is the hole in Dengfeng.
"""

from typing import NamedTuple

from coverage.trade import Utility

CITY_CODE = "410100"
PROVINCE = ("河南省", "Henan")
CITY = ("郑州市", "Zhengzhou")
ZONE_NAME = "Asia/Shanghai"

# Code: English name, and how many people per km² the demand model reckons with (relative).
DISTRICTS: dict[str, tuple[str, float]] = {
    "410102": ("Zhongyuan", 3.0),
    "410103": ("Erqi", 3.2),
    "410104": ("Guancheng Hui", 3.0),
    "410105": ("Jinshui", 4.5),
    "410106": ("Shangjie", 1.2),
    "410108": ("Huiji", 1.6),
    "410122": ("Zhongmu", 0.35),
    "410181": ("Gongyi", 0.30),
    "410182": ("Xingyang", 0.40),
    "410183": ("Xinmi", 0.35),
    "410184": ("Xinzheng", 0.55),
    "410185": ("Dengfeng", 0.22),
}
# Important users of each district: kind, name after the district's, grade.
IMPORTANT = (
    ("hospital", "人民医院", "first"),
    ("water_works", "自来水厂", "second"),
    ("telecom", "通信枢纽", "second"),
)
URBAN = ("410102", "410103", "410104", "410105", "410108")


class Zone(NamedTuple):
    """Districts served together, the number of stations there, and the stations' names (zh, en)."""

    districts: tuple[str, ...]
    stations: tuple[tuple[str, str], ...]


def _ring(name: str, english: str, *sides: str) -> tuple[tuple[str, str], ...]:
    words = {"东": "East", "西": "West", "南": "South", "北": "North", "中": "Central"}
    return tuple((name + side, f"{english} {words[side]}") for side in sides)


ZONES: dict[Utility, tuple[Zone, ...]] = {
    Utility.ELECTRICITY: (
        Zone(("410105",), _ring("金水", "Jinshui", "中", "东", "北")),
        Zone(("410102",), _ring("中原", "Zhongyuan", "东", "西")),
        Zone(("410103",), _ring("二七", "Erqi", "北", "南")),
        Zone(("410104",), _ring("管城", "Guancheng", "北", "南")),
        Zone(("410108",), (("惠济", "Huiji"),)),
        Zone(("410106",), (("上街", "Shangjie"),)),
        Zone(("410182",), (("荥阳", "Xingyang"),)),
        Zone(("410181",), (("巩义", "Gongyi"),)),
        Zone(("410185",), (("登封", "Dengfeng"),)),
        Zone(("410183",), (("新密", "Xinmi"),)),
        Zone(("410184",), (("新郑", "Xinzheng"),)),
        Zone(("410122",), _ring("中牟", "Zhongmu", "西", "东")),
    ),
    Utility.WATER: (
        Zone(("410105",), _ring("金水", "Jinshui", "西", "东")),
        Zone(("410102",), (("中原", "Zhongyuan"),)),
        Zone(("410103",), (("二七", "Erqi"),)),
        Zone(("410104",), (("管城", "Guancheng"),)),
        Zone(("410108",), (("惠济", "Huiji"),)),
        Zone(("410106", "410182"), (("上荥", "Shangjie-Xingyang"),)),
        Zone(("410181",), (("巩义", "Gongyi"),)),
        Zone(("410183", "410185"), (("密登", "Xinmi-Dengfeng"),)),
        Zone(("410184", "410122"), (("郑牟", "Xinzheng-Zhongmu"),)),
    ),
    Utility.GAS: (
        Zone(("410105", "410108"), _ring("金惠", "Jinshui-Huiji", "南", "北")),
        Zone(("410102", "410103"), (("中二", "Zhongyuan-Erqi"),)),
        Zone(("410104",), (("管城", "Guancheng"),)),
        Zone(("410106", "410182"), (("上荥", "Shangjie-Xingyang"),)),
        Zone(("410181", "410185"), (("巩登", "Gongyi-Dengfeng"),)),
        Zone(("410183",), (("新密", "Xinmi"),)),
        Zone(("410184",), (("新郑", "Xinzheng"),)),
    ),
    Utility.HEATING: (
        Zone(("410105",), (("金水", "Jinshui"),)),
        Zone(("410102", "410108"), (("中惠", "Zhongyuan-Huiji"),)),
        Zone(("410103",), (("二七", "Erqi"),)),
        Zone(("410104",), (("管城", "Guancheng"),)),
        Zone(("410106", "410182", "410181"), (("西部", "West"),)),
        Zone(("410184", "410183"), (("南部", "South"),)),
    ),
}
KIND: dict[Utility, tuple[str, str, str]] = {
    Utility.ELECTRICITY: ("供电所", "Power Supply Station", "E"),
    Utility.WATER: ("供水站", "Water Station", "W"),
    Utility.GAS: ("燃气站", "Gas Service Centre", "G"),
    Utility.HEATING: ("供热站", "Heating Station", "H"),
}
# Stations that wait for a coordinator's word instead of accepting by themselves.
BY_HAND = ("E03", "E08", "W04", "G02")
# Stations whose heating halls close for the night.
DAYTIME = ("H05", "H06")
# Stations that also help out in a belt around their area: there two stations cover one place, this one second.
HELPERS = ("E01", "E04", "E07", "W01", "W03", "G01")
BELT_DEGREES = 0.025
# A mountain reserve that no station covers (lon, lat, radius in degrees).
HOLE = (113.09, 34.48, 0.055)
