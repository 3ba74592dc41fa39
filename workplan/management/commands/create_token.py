"""`manage.py create_token USERNAME --name NAME [--write] [--schedule]`: a new API token."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from workplan.administration.services import create_token


class Command(BaseCommand):
    """Makes an API token of a person and prints it, alone, on standard output: it is kept nowhere."""

    help = "Make an API token of a person and print it, alone, on standard output. It is shown this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The options of contract.md, section 2."""
        parser.add_argument("username", help="whose rights it has")
        parser.add_argument("--name", required=True, help="what it is for, such as “Nightly export”")
        parser.add_argument("--write", action="store_true", help="it may also write, as its owner may")
        parser.add_argument(
            "--schedule", action="store_true", help="it may also see leaders' schedules and restricted events"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it. CommandError, and no token, when the person or the name will not do."""
        username = options["username"]
        user = User.objects.filter(username=username).first() if "\0" not in username else None
        if user is None:
            raise CommandError(f"There is no user {username!r}.")
        try:
            _token, secret = create_token(
                by=None, user=user, name=options["name"], write=options["write"], schedule=options["schedule"]
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(secret)
