"""`load_plan FILE`: load or update a plan from a YAML file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from priorities.imports.document import read_document
from priorities.imports.loading import Loaded, load
from priorities.imports.places import PlanFileError


class Command(BaseCommand):
    """Load or update a plan; what pages have edited since is kept and listed."""

    help = (
        "Load or update a plan from a YAML file. Again: no change. What a page has edited since the file last set it "
        "is kept and listed; --overwrite takes the file's. On an error nothing is written."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """FILE, --dry-run, --overwrite."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would be done, write nothing")
        parser.add_argument(
            "--overwrite", action="store_true", help="take the file's values over those edited on pages"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, load, say what was done."""
        file: Path = options["file"]
        try:
            document = read_document(_text(file), str(file), lambda name: _text(file.parent / name))
            loaded = load(document, overwrite=options["overwrite"], dry_run=options["dry_run"])
        except PlanFileError as error:
            raise CommandError(f"nothing was written.\n{error}") from error
        except (OSError, ValueError) as error:
            raise CommandError(f"{file}: cannot be read as a text file: {error}") from error
        self._report(document.plan.key, loaded, options["dry_run"])

    def _report(self, plan: str, loaded: Loaded, dry_run: bool) -> None:
        self.stdout.write(
            f"Plan {plan}{' (dry run, nothing was written)' if dry_run else ''}: {len(loaded.added)} added, "
            f"{len(loaded.changed)} changed, {len(loaded.kept)} kept as edited, {loaded.unchanged} unchanged."
        )
        if self.verbosity_of_lists(loaded):
            for decision in loaded.added:
                self.stdout.write(f"  added {decision.thing.name}")
        for decision in loaded.changed:
            self.stdout.write(f"  changed {decision.thing.name}: {', '.join(decision.sets)}")
        for decision in loaded.kept:
            if decision.removed:
                thing = decision.thing
                self.stdout.write(f"  kept removed {thing.name} ({thing.place}): taken away since the last load")
            for kept in decision.kept:
                self.stdout.write(
                    f"  kept {decision.thing.name}, {kept.field} ({kept.place}): "
                    f"{_short(kept.on_page)}, the file has {_short(kept.in_file)}"
                )
        for name in loaded.dropped:
            self.stdout.write(f"  no longer in the file, left as it is: {name}")

    @staticmethod
    def verbosity_of_lists(loaded: Loaded) -> bool:
        """A first load adds everything: the count says it. Later additions are named."""
        return len(loaded.added) != len(loaded.decisions)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def _short(value: object) -> str:
    text = "nothing" if value in (None, "") else f"“{value}”"
    return text if len(text) <= 80 else text[:78] + "…”"
