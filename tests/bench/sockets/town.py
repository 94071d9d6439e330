"""A city with one dispatcher and as many technicians as asked, each with an open session; prints them as JSON.

`python -m tests.bench.sockets.town 1000`, in the database of DATABASE_URL. Written directly: building is not measured.
"""

import json
import sys
from typing import Any


def build(phones: int) -> dict[str, Any]:
    """Names of streams and cookies: {city, station, console, phones: [[technician, cookie]], ticket}."""
    from coverage.models import Station
    from coverage.trade import Skill, Utility
    from dispatch.kernel import organisation
    from dispatch.kernel.access_table import Role
    from dispatch.kernel.actors import SYSTEM
    from dispatch.kernel.models import Grant, User
    from field.models import Technician
    from repairs import intake
    from repairs.models import ServiceRequest

    city = organisation.add_node(None, "city", "量测市", "Measured")
    node = organisation.add_node(city, "station", "一号站", "One")
    skills = [skill.value for skill in Skill]
    station = Station.objects.create(
        node=node, code="S1", utilities=[utility.value for utility in Utility], skills=skills, lon=113.0, lat=22.5
    )
    dispatcher = User.objects.create(username="li", password="!")
    Grant.objects.create(user=dispatcher, role=Role.DISPATCHER.value, node=city)
    users = User.objects.bulk_create(User(username=f"t{number}", password="!") for number in range(phones))
    Grant.objects.bulk_create(Grant(user=user, role=Role.TECHNICIAN.value, node=node) for user in users)
    Technician.objects.bulk_create(
        Technician(user=user, station=station, name=user.username, skills=skills[:2], state="available")
        for user in users
    )
    form = intake.IntakeForm(utility="water", symptom="no_water", address="人民路 1 号")
    answer = intake.take(SYSTEM, form)
    ticket = ServiceRequest.objects.get(number=answer["number"]).tracking_code
    return {
        "city": f"board:{city.pk}",
        "station": f"board:{node.pk}",
        "console": cookie(dispatcher),
        "phones": [[f"crew:{user.pk}", cookie(user)] for user in users],
        "ticket": f"ticket:{ticket}",
    }


def cookie(user: Any) -> str:
    """An open session of the account, as its browser's Cookie header."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(build(int(sys.argv[1]))))
