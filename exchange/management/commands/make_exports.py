"""`manage.py make_exports`: makes the long lists that people have asked for. The site starts it; cron may, too."""

from typing import Any

from django.core.management.base import BaseCommand

from exchange.making import make_all


class Command(BaseCommand):
    """Makes what waits, one after the other; ends at once where nothing does, or another process is at it."""

    help = "Make the files of long lists that wait to be made, and remove those older than seven days."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, and say how many."""
        self.stdout.write(f"Files made: {make_all()}.")
