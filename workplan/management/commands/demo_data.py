"""`manage.py demo_data`: the demonstration, a fictional Sample City with its plan, people, reports and register."""

import os
import secrets
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from foundation import clock
from workplan.demonstration import PLAN_CODE, writer
from workplan.demonstration.people import sign_in_names
from workplan.demonstration.stage import FIRST_DAY

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is easily misread
BAR = 40


class Command(BaseCommand):
    """Loads the demonstration, synthetic from a seed; all of it or nothing."""

    help = "Load the demonstration: the plan of a fictional Sample City with people, reports and events, from a seed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options of contract.md, section 2."""
        parser.add_argument("--seed", type=int, default=2024, help="another seed, other figures (default 2024)")
        parser.add_argument(
            "--scale", type=int, default=1, help="so many times the divisions, tasks, updates and events"
        )
        parser.add_argument(
            "--password", help="of all its sign-ins; default: WORKPLAN_DEMO_PASSWORD, else a random one is printed"
        )
        parser.add_argument("--if-missing", action="store_true", help="do nothing where the demonstration is there")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what was loaded and who signs in."""
        if writer.exists() and options["if_missing"]:
            return
        self._check(options["scale"])
        given = options["password"] or os.environ.get("WORKPLAN_DEMO_PASSWORD", "")
        password = given or "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
        counts = writer.write(
            seed=options["seed"], scale=options["scale"], password=password, progress=self._show_progress
        )
        self.stdout.write(
            f"Demonstration {PLAN_CODE}: {counts.divisions} divisions, {counts.tasks} tasks, {counts.updates} updates, "
            f"{counts.events} events."
        )
        if not options["password"]:
            self.stdout.write(f"Sign-ins: {', '.join(sign_in_names())}")
            self.stdout.write("Password of each: " + ("that of WORKPLAN_DEMO_PASSWORD" if given else password))

    def _check(self, scale: int) -> None:
        """Refuse what cannot be loaded, before anything is written."""
        if writer.exists():
            raise CommandError(
                f"The demonstration {PLAN_CODE} is already there, and its records are never replaced: "
                "load it into an empty database, or add --if-missing to leave it as it is."
            )
        if not 1 <= scale <= writer.MAX_SCALE:
            raise CommandError(f"--scale {scale}: expected a number from 1 to {writer.MAX_SCALE}.")
        if clock.today() <= FIRST_DAY:
            raise CommandError(f"The demonstration's plan begins on {FIRST_DAY}: its day is to be a later one.")
        if taken := writer.taken_names(sign_in_names()):
            raise CommandError(f"These user names are taken: {', '.join(taken)}. The demonstration needs them.")

    def _show_progress(self, done: int, of: int) -> None:
        """A bar on standard error; where that is no terminal, one line for each tenth."""
        bar = "#" * (BAR * done // of)
        text = f"demo_data [{bar:<{BAR}}] {100 * done // of:3d}%"
        if sys.stderr.isatty():
            self.stderr.write(f"\r{text}", ending="\n" if done == of else "")
            self.stderr.flush()
        elif of > 1 and (done == of or 10 * done // of != 10 * (done - 1) // of):
            self.stderr.write(text)
