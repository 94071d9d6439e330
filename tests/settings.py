"""The product's settings on a PostgreSQL of the tests' own, started here unless DATABASE_URL names one.

pytest-django reads settings before any conftest is loaded, so this is the one place that comes early enough. Workers
of xdist inherit DATABASE_URL and share the server, each with a database of its own. It is fast and forgetful; tests
that kill servers start a durable one themselves (fixture `make_postgres`).
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

if not os.environ.get("DATABASE_URL"):
    from dispatch.launcher.postgres import Postgres

    _home = Path(tempfile.mkdtemp(prefix="paidan-test-"))
    _home.chmod(0o755)
    _server = Postgres(_home, durable=False)
    atexit.register(shutil.rmtree, _home, ignore_errors=True)
    atexit.register(_server.stop)
    os.environ["DATABASE_URL"] = _server.start()

from dispatch.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
