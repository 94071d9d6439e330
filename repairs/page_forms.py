"""Reading the customer's report form: what was typed, what is wrong with it beside which field, and the request in it.

Pure: no rows, no clock. What a person typed is kept as typed, so the page can show it again.
"""

import math
import re
import unicodedata
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from dispatch.kernel import texts

ADDRESS_LENGTH = (4, 200)
NAME_LENGTH = 40
DESCRIPTION_LENGTH = 500
# Mainland mobile numbers, area-coded landlines with an optional extension, 400/800 numbers, and international ones.
_PHONE = re.compile(r"\+?\d[\d ()\-]{5,18}\d(?:x\d{1,6})?")


@dataclass
class ReportForm:
    """A report as typed. `errors` maps a field's name to a sentence in the reader's language."""

    key: str
    address: str = ""
    lon: str = ""
    lat: str = ""
    accuracy_m: str = ""
    extent: str = ""
    hazards: tuple[str, ...] = ()
    description: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    # The address that was asked back about, and what was answered.
    asked: str = ""
    meant: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> tuple[float, float, float | None] | None:
        """Longitude, latitude and accuracy in metres as the browser gave them, if it did."""
        lon, lat = _number(self.lon), _number(self.lat)
        if lon is None or lat is None:
            return None
        return lon, lat, _number(self.accuracy_m)


def blank() -> ReportForm:
    """A new form; its key makes sending it twice the same as sending it once."""
    return ReportForm(key=str(uuid.uuid4()))


def read(post: Mapping[str, str], hazards: Collection[str]) -> ReportForm:
    """What was typed, trimmed; nothing is judged here."""

    def text(name: str, limit: int = 1000) -> str:
        return (post.get(name) or "").replace("\0", "").strip()[:limit]

    key = text("key", 100)
    return ReportForm(
        key=key if re.fullmatch(r"[0-9a-fA-F-]{36}", key) else str(uuid.uuid4()),
        address=text("address"),
        lon=text("lon", 30),
        lat=text("lat", 30),
        accuracy_m=text("accuracy_m", 30),
        extent=text("extent", 40),
        hazards=tuple(dict.fromkeys(hazards)),
        description=text("description", 4000),
        contact_name=text("contact_name", 200),
        contact_phone=text("contact_phone", 60),
        asked=text("asked"),
        meant=text("meant", 20),
    )


def judge(form: ReportForm, language: str, extents: Collection[str], hazards: Collection[str]) -> bool:
    """Fill in `form.errors`; True when there are none."""

    def wrong(name: str, key: str, **facts: object) -> None:
        form.errors.setdefault(name, texts.say(key, language, **facts))

    if fault := _place_fault(form):
        wrong("address", fault, limit=ADDRESS_LENGTH[1], count=len(form.address))
    if form.extent and form.extent not in extents:
        wrong("extent", "report.choice.bad")
    if any(hazard not in hazards for hazard in form.hazards):
        wrong("hazards", "report.choice.bad")
    if len(form.description) > DESCRIPTION_LENGTH:
        wrong("description", "report.description.long", limit=DESCRIPTION_LENGTH, count=len(form.description))
    if len(form.contact_name) > NAME_LENGTH:
        wrong("contact_name", "report.description.long", limit=NAME_LENGTH, count=len(form.contact_name))
    if not form.contact_phone:
        wrong("contact_phone", "report.phone.needed")
    elif not is_phone(form.contact_phone):
        wrong("contact_phone", "report.phone.bad")
    return not form.errors


def as_request(form: ReportForm, utility: str, symptom: str, language: str) -> dict[str, Any]:
    """The report as the intake command reads it."""
    asked: dict[str, Any] = {
        "utility": utility,
        "symptom": symptom,
        "address": form.address,
        "channel": "web",
        "hazards": list(form.hazards),
        "description": form.description,
        "contact_name": form.contact_name,
        "contact_phone": dialled(form.contact_phone),
        "language": language,
    }
    if form.extent:
        asked["extent"] = form.extent
    if (place := form.place) is not None:
        lon, lat, accuracy_m = place
        # Browsers give WGS-84; a position has an accuracy, a tap on the map has none.
        source = "map" if accuracy_m is None else "gps"
        asked["place"] = {"lon": lon, "lat": lat, "datum": "WGS-84", "accuracy_m": accuracy_m, "source": source}
    return asked


def _place_fault(form: ReportForm) -> str | None:
    """The text key of what is wrong with the place: an address or a point must be there, and make sense."""
    place = form.place
    if (form.lon or form.lat) and (place is None or not (-180 <= place[0] <= 180 and -90 <= place[1] <= 90)):
        return "report.place.bad"
    if len(form.address) > ADDRESS_LENGTH[1]:
        return "report.description.long"
    if place is None and not form.address:
        return "report.address.needed"
    return "report.address.short" if place is None and len(form.address) < ADDRESS_LENGTH[0] else None


def is_phone(typed: str) -> bool:
    """Whether this can be dialled; full-width digits count as digits."""
    plain = dialled(typed)
    return _PHONE.fullmatch(plain) is not None and 7 <= sum(c.isdigit() for c in plain) <= 20


def dialled(typed: str) -> str:
    """A number as it is dialled: plain digits, an extension behind an x."""
    plain = unicodedata.normalize("NFKC", typed).strip()
    return re.sub(r"\s*(?:转|ext\.?|x)\s*(?=\d)", "x", plain, flags=re.IGNORECASE)


def _number(typed: str) -> float | None:
    try:
        value = float(typed)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
