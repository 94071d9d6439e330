"""Write the front end's part of the contract: socket types and catalogue."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from dispatch.realtime import contract


class Command(BaseCommand):
    """`manage.py export_contract`: run it after a frame, a card, an event or a text has changed."""

    help = "Write frontend/shared/generated from the server's types and texts."

    def handle(self, *args: Any, **options: Any) -> None:
        written = contract.write(settings.BASE_DIR)
        self.stdout.write(f"written: {', '.join(written)}" if written else "everything is fresh")
