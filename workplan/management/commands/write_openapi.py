"""`manage.py write_openapi`: keep the API's document as it is now."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from workplan.api.views import document

FILE = Path(__file__).resolve().parents[2] / "api" / "openapi.yaml"


class Command(BaseCommand):
    """Write workplan/api/openapi.yaml; a test compares it with what is served."""

    help = "Writes workplan/api/openapi.yaml, the committed copy of what /api/schema/ serves."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        FILE.write_bytes(document("yaml"))
        self.stdout.write(f"{FILE.name} is written.")
