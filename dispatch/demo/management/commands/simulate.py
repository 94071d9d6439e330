"""`manage.py simulate`: lets the demo city live until it is stopped."""

import os
import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from dispatch.demo import city
from dispatch.demo.simulation import Simulation


class Command(BaseCommand):
    help = "Simulate requests, crews and desks of the demo city against a running server."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--url", default=os.environ.get("PAIDAN_URL", "http://127.0.0.1:8000"))
        parser.add_argument("--seed", type=int, default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        if not city.is_loaded():
            raise CommandError(
                "演示城市尚未装入，请先运行 load_demo。 The demo city is not loaded; run load_demo first."
            )
        simulation = Simulation(options["url"], options["seed"])
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: simulation.stop())
        self.stdout.write(f"模拟运行中 · Simulating against {options['url']}")
        simulation.run()
