"""`manage.py sweep_files`: removes files that no row names, which a crash may leave."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from evidence.models import StoredFile
from exchange.models import DocumentTemplate, Export, Upload
from foundation import clock, private_files

# What is younger may be on its way: a file is written before its row.
YOUNGEST = timedelta(days=1)
NAMED_BY = ((StoredFile, "name"), (Export, "file"), (Upload, "file"), (DocumentTemplate, "file"))


class Command(BaseCommand):
    """Never a file younger than a day; says which rows name a file that is not there."""

    help = "Remove the files of the private store that nothing names, but for those younger than a day."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--dry-run`."""
        parser.add_argument("--dry-run", action="store_true", help="say what would go, and remove nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """The store is listed before the rows are read, so that what comes in between is not taken for lost."""
        there = set(private_files.names())
        named = set(_named())
        before = clock.really_now() - YOUNGEST
        removed = 0
        for name in sorted(there - named):
            if private_files.written_at(name) > before:
                continue
            removed += 1
            self.stdout.write(name)
            if not options["dry_run"]:
                private_files.remove(name)
        done = "would be removed" if options["dry_run"] else "removed"
        self.stdout.write(f"{removed} of {len(there)} files {done}.")
        for name in sorted(each for each in named - there if not private_files.is_there(each)):
            self.stderr.write(f"{name} is named, and is not there.")


def _named() -> Iterator[str]:
    """Every name that a row holds."""
    for model, field in NAMED_BY:
        rows = model._default_manager.exclude(**{field: ""}).order_by()
        yield from rows.values_list(field, flat=True).iterator()
