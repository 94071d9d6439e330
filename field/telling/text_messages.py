"""Text messages, through whatever gateway the installation has: one POST of JSON that any of them can be put behind.

Without PAIDAN_SMS_URL there is no gateway, and nobody is told that a message went out.
"""

import http.client
import json
from urllib.parse import urlsplit

from django.conf import settings

TIMEOUT_S = 10


def are_possible() -> bool:
    """Whether there is a gateway."""
    return bool(settings.SMS_URL)


def send(to: str, words: str, key: str) -> bool:
    """True once the gateway has taken it. `key` is the same for each try, so that it sends one message only."""
    where = urlsplit(settings.SMS_URL)
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    headers = {"Content-Type": "application/json", "Idempotency-Key": key}
    if settings.SMS_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_TOKEN}"
    try:
        connection = kind(where.hostname or "", where.port, timeout=TIMEOUT_S)
        try:
            path = (where.path or "/") + (f"?{where.query}" if where.query else "")
            body = json.dumps({"to": to, "text": words, "key": key}, ensure_ascii=False).encode()
            connection.request("POST", path, body, headers)
            return 200 <= connection.getresponse().status < 300
        finally:
            connection.close()
    except (OSError, http.client.HTTPException, ValueError):
        return False
