"""Asking the configured geocoder: known answers from the table, failures without consequences.

Never inside a command and never on the way of an intake: only a person who looks for a place asks. A provider that
fails is left alone for a while (each failure doubles it), so that a dead one costs nobody two seconds a keystroke.
"""

import hashlib
import logging
import threading
import time
from dataclasses import asdict, dataclass
from datetime import timedelta

from django.db import transaction
from geopy.exc import GeocoderServiceError, GeopyError

from coverage.addresses import geocoders
from coverage.addresses.geocoders import GeoPoint, Provider
from coverage.models import GeocodeAnswer
from dispatch.kernel import clock

log = logging.getLogger(__name__)

FRESH = timedelta(days=30)
NOTHING_FRESH = timedelta(hours=6)
FAILURES = 3
REST_S, REST_AT_MOST_S = 30.0, 900.0
SWEPT = 500


@dataclass
class Breaker:
    """Opens after FAILURES in a row; then one try after each rest, and the rest doubles with every failure."""

    failures: int = 0
    rests_until: float = 0.0

    def is_open(self, now: float) -> bool:
        return now < self.rests_until

    def failed(self, now: float) -> None:
        self.failures += 1
        if self.failures >= FAILURES:
            self.rests_until = now + min(REST_AT_MOST_S, REST_S * 2 ** min(self.failures - FAILURES, 10))

    def worked(self) -> None:
        self.failures, self.rests_until = 0, 0.0


_breakers: dict[str, Breaker] = {}
_counting = threading.Lock()


def provider_name() -> str:
    """The configured geocoder; '' for none, also where its configuration is wrong."""
    provider = _provider()
    return provider.name if provider else ""


def _provider() -> Provider | None:
    try:
        return geocoders.configured()
    except ValueError as error:
        log.error("geocoder: %s", error)
        return None


def points_of(text: str, city: str = "") -> list[GeoPoint]:
    """The points of an address; none where no geocoder is configured, it fails, or it found nothing exact."""
    provider, text = _provider(), text.strip()[:200]
    if provider is None or not text:
        return []
    if transaction.get_connection().in_atomic_block:
        raise RuntimeError("a geocoder is never asked inside a transaction")
    key = hashlib.sha256(f"{provider.name}\0{city}\0{text}".encode()).hexdigest()
    known = GeocodeAnswer.objects.filter(pk=key, expires_at__gt=clock.now()).first()
    if known is not None:
        return [GeoPoint(**point) for point in known.points]
    return _ask(provider, key, text, city)


def _ask(provider: Provider, key: str, text: str, city: str) -> list[GeoPoint]:
    with _counting:
        breaker = _breakers.setdefault(provider.name, Breaker())
        if breaker.is_open(time.monotonic()):
            return []
    try:
        found = provider.ask(text, city)
    except (GeopyError, GeocoderServiceError, OSError) as error:
        # What was asked is somebody's address: it stays out of the log.
        log.warning("geocoder %s: %s", provider.name, type(error).__name__)
        with _counting:
            breaker.failed(time.monotonic())
        return []
    with _counting:
        breaker.worked()
    _keep(provider, key, found)
    return found


def _keep(provider: Provider, key: str, found: list[GeoPoint]) -> None:
    now = clock.now()
    row = {
        "provider": provider.name,
        "points": [asdict(point) for point in found],
        "asked_at": now,
        "expires_at": now + (FRESH if found else NOTHING_FRESH),
    }
    GeocodeAnswer.objects.update_or_create(key=key, defaults=row)
    old = GeocodeAnswer.objects.filter(expires_at__lte=now).order_by("expires_at").values("pk")[:SWEPT]
    GeocodeAnswer.objects.filter(pk__in=list(old.values_list("pk", flat=True))).delete()
