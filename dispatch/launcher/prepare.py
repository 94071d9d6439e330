"""Bring the database up to date: migrations, then the demo city (`python -m dispatch.launcher.prepare`).

One process for both, because starting Django is most of the work when nothing is to be done.
"""

import os
import sys

from dispatch.launcher.words import say, speak_utf8

# Exit status: ready, but the demo city does not belong into this database.
WITHOUT_DEMO = 3


def main() -> int:
    """Migrate; with PAIDAN_DEMO=1 also load the demo city, which does nothing when it is there."""
    speak_utf8()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dispatch.settings")
    import django

    django.setup()
    from django.core.management import CommandError, call_command, get_commands
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if steps:
        say(f"正在升级数据库（{len(steps)} 步）", f"Bringing the database up to date ({len(steps)} steps)")
        call_command("migrate", interactive=False, verbosity=0)
    connection.close()
    if os.environ.get("PAIDAN_DEMO") == "1" and "load_demo" in get_commands():
        try:
            call_command("load_demo")
        except CommandError as error:
            # The database is somebody's own; that is no reason not to start.
            print(f"  {error}", flush=True)
            return WITHOUT_DEMO
    return 0


if __name__ == "__main__":
    sys.exit(main())
