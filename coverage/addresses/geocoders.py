"""Geocoders through geopy: one question, the points of the answer in WGS-84. No rows, no cache.

Off unless the environment names one. The providers of the mainland answer in datums of their own (AMap GCJ-02, Baidu
BD-09 unless asked otherwise, Tianditu CGCS2000, which is WGS-84 within a metre), and each answer is converted here.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from geopy.exc import GeocoderAuthenticationFailure, GeocoderQueryError, GeocoderServiceError
from geopy.geocoders import BaiduV3, Nominatim
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

from coverage.datums import Datum, to_wgs84

TIMEOUT_S = 2.0
USER_AGENT = "paidan"
# How far off an answer may be in metres, by what the provider says that it found; None where it says nothing.
AMAP_LEVELS = {"门牌号": 50.0, "门址": 50.0, "兴趣点": 100.0, "单元号": 30.0, "道路交叉路口": 100.0, "住宅区": 200.0}
# Districts, towns and villages: their middle is nobody's address, so such answers are left out.
AMAP_TOO_WIDE = frozenset({"国家", "省", "市", "区县", "开发区", "乡镇", "村庄", "道路", "热点商圈", "未知"})
TOO_WIDE_M = 1000.0


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """A point that a provider gave: WGS-84, who gave it, how exact it says to be, and the datum that it answered in."""

    lon: float
    lat: float
    source: str
    accuracy_m: float | None
    datum: str
    name: str = ""


class AMap(Geocoder):
    """高德地理编码 v3 as a geopy geocoder; raw is the provider's own entry."""

    api_path = "/v3/geocode/geo"

    def __init__(self, api_key: str, *, domain: str = "restapi.amap.com", scheme: str | None = None, **more: Any):
        super().__init__(scheme=scheme, **more)
        self.api_key, self.api = api_key, f"{self.scheme}://{domain}{self.api_path}"

    def geocode(self, query: str, *, city: str = "", exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL) -> Any:
        """Locations of an address; `city` by name or code narrows the search."""
        asked = {"key": self.api_key, "address": query, "output": "JSON", **({"city": city} if city else {})}
        return self._call_geocoder(
            f"{self.api}?{urlencode(asked)}", partial(self._read, exactly_one=exactly_one), timeout=timeout
        )

    def _read(self, answer: Mapping[str, Any], exactly_one: bool = True) -> Any:
        if str(answer.get("status")) != "1":
            code = str(answer.get("infocode", ""))
            refused = GeocoderAuthenticationFailure if code.startswith("1000") else GeocoderQueryError
            raise refused(str(answer.get("info", "")))
        found = [
            Location(str(entry.get("formatted_address", "")), _pair(entry["location"]), entry)
            for entry in answer.get("geocodes") or []
        ]
        return (found[0] if found else None) if exactly_one else found


class Tianditu(Geocoder):
    """天地图地理编码 as a geopy geocoder."""

    api_path = "/geocoder"

    def __init__(self, api_key: str, *, domain: str = "api.tianditu.gov.cn", scheme: str | None = None, **more: Any):
        super().__init__(scheme=scheme, **more)
        self.api_key, self.api = api_key, f"{self.scheme}://{domain}{self.api_path}"

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL) -> Any:
        """Locations of an address."""
        asked = {"ds": orjson.dumps({"keyWord": query}).decode(), "tk": self.api_key}
        return self._call_geocoder(
            f"{self.api}?{urlencode(asked)}", partial(self._read, exactly_one=exactly_one), timeout=timeout
        )

    def _read(self, answer: Mapping[str, Any], exactly_one: bool = True) -> Any:
        if str(answer.get("status")) != "0":
            raise GeocoderQueryError(str(answer.get("msg", "")))
        entry = answer.get("location") or {}
        if not entry:
            return None if exactly_one else []
        found = Location(str(entry.get("keyWord", "")), (float(entry["lat"]), float(entry["lon"])), entry)
        return found if exactly_one else [found]


def _pair(text: str) -> tuple[float, float]:
    lon, _, lat = text.partition(",")
    return float(lat), float(lon)


Ask = Callable[[str, str], list[GeoPoint]]


@dataclass(frozen=True)
class Provider:
    """A configured geocoder: its name, and how it is asked (text, city)."""

    name: str
    ask: Ask


def configured(environment: Mapping[str, str] = os.environ) -> Provider | None:
    """The geocoder that the environment names; None where it names none. ValueError for one that is not complete."""
    name = environment.get("PAIDAN_GEOCODER", "").strip().lower()
    if not name:
        return None
    make = _MAKERS.get(name)
    if make is None:
        raise ValueError(f"PAIDAN_GEOCODER: {name!r} is none of {', '.join(_MAKERS)}")
    key = environment.get("PAIDAN_GEOCODER_KEY", "")
    if not key and name != "nominatim":
        raise ValueError(f"PAIDAN_GEOCODER_KEY is needed for {name}")
    address = urlsplit(environment.get("PAIDAN_GEOCODER_URL", ""))
    where: dict[str, Any] = {"domain": address.netloc, "scheme": address.scheme} if address.netloc else {}
    return Provider(name, _safely(make(key, where)))


def _nominatim(key: str, where: dict[str, Any]) -> Ask:
    geocoder = Nominatim(user_agent=USER_AGENT, timeout=TIMEOUT_S, **where)

    def ask(text: str, city: str) -> list[GeoPoint]:
        query = text if not city or city in text else f"{city}{text}"
        found = geocoder.geocode(query, exactly_one=False, limit=5) or []
        return [
            GeoPoint(one.longitude, one.latitude, "nominatim", _half_box_m(one.raw), Datum.WGS84, one.address)
            for one in found
        ]

    return ask


def _half_box_m(raw: Mapping[str, Any]) -> float | None:
    """Half the height of what was found: a house is small, a district wide."""
    box = raw.get("boundingbox")
    return abs(float(box[1]) - float(box[0])) / 2 * 111_320 if isinstance(box, list) and len(box) == 4 else None


def _amap(key: str, where: dict[str, Any]) -> Ask:
    geocoder = AMap(key, user_agent=USER_AGENT, timeout=TIMEOUT_S, **where)

    def ask(text: str, city: str) -> list[GeoPoint]:
        return [
            _moved(one, "amap", Datum.GCJ02, AMAP_LEVELS.get(str(one.raw.get("level"))))
            for one in geocoder.geocode(text, city=city, exactly_one=False)
            if one.raw.get("level") not in AMAP_TOO_WIDE
        ]

    return ask


class _Baidu(BaiduV3):
    """Baidu v3 at any address: geopy fixes the provider's own."""

    def __init__(self, key: str, *, domain: str = "api.map.baidu.com", scheme: str | None = None, **more: Any):
        super().__init__(key, scheme=scheme, **more)
        self.api = f"{self.scheme}://{domain}{self.api_path}"


def _baidu(key: str, where: dict[str, Any]) -> Ask:
    geocoder = _Baidu(key, user_agent=USER_AGENT, timeout=TIMEOUT_S, **where)

    def ask(text: str, city: str) -> list[GeoPoint]:
        query = text if not city or city in text else f"{city}{text}"
        # Baidu answers with one place, which geopy cannot read as a list.
        found = geocoder.geocode(query)
        return [_moved(found, "baidu", Datum.BD09, _baidu_accuracy(found.raw))] if found else []

    return ask


def _baidu_accuracy(raw: Any) -> float | None:
    """Metres for `confidence`, which falls in steps as the error grows: 50 stands for 500 m."""
    steps = ((100, 20.0), (90, 50.0), (80, 100.0), (75, 200.0), (70, 300.0), (60, 400.0), (50, 500.0), (40, 600.0))
    said = raw.get("confidence") if isinstance(raw, Mapping) else None
    if not isinstance(said, (int, float)):
        return None
    return next((metres for least, metres in steps if said >= least), TOO_WIDE_M)


def _tianditu(key: str, where: dict[str, Any]) -> Ask:
    geocoder = Tianditu(key, user_agent=USER_AGENT, timeout=TIMEOUT_S, **where)

    def ask(text: str, city: str) -> list[GeoPoint]:
        query = text if not city or city in text else f"{city}{text}"
        return [_moved(one, "tianditu", Datum.WGS84, None) for one in geocoder.geocode(query, exactly_one=False)]

    return ask


def _moved(one: Location, source: str, datum: Datum, accuracy_m: float | None) -> GeoPoint:
    lon, lat = to_wgs84(one.longitude, one.latitude, datum)
    return GeoPoint(lon, lat, source, accuracy_m, datum.value, one.address or "")


def _safely(ask: Ask) -> Ask:
    """Whatever shape an answer has, the failure is a GeocoderServiceError; too wide answers are left out."""

    def asked(text: str, city: str) -> list[GeoPoint]:
        try:
            found = ask(text, city)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise GeocoderServiceError(f"an answer that cannot be read: {error!r}") from error
        return [point for point in found if point.accuracy_m is None or point.accuracy_m < TOO_WIDE_M]

    return asked


_MAKERS: dict[str, Callable[[str, dict[str, Any]], Ask]] = {
    "nominatim": _nominatim,
    "amap": _amap,
    "baidu": _baidu,
    "tianditu": _tianditu,
}
