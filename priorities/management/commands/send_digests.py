"""`manage.py send_digests`: one mail a day to each person whom anything reminds. For cron."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core import mail
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from foundation import clock
from priorities.digests import digest_for
from priorities.models import Digest
from priorities.reminders import reminders_of
from priorities.services.reminding import send_once


class Command(BaseCommand):
    """Sends what has not been sent today; run it as often as you like. Exit code 1 when anything could not be sent."""

    help = "Send each person one mail a day with what reminds them. Run it from cron, for instance at 8 every morning."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be tried first."""
        parser.add_argument("--dry-run", action="store_true", help="print the mails; send and keep nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send, and say how many."""
        dry = options["dry_run"]
        self._check(dry=dry)
        today = clock.today()
        people = list(self._people(today))
        if dry:
            for user in people:
                self._print(user, today)
            return
        connection = self._connect()
        sent = failed = 0
        try:
            for user in people:
                try:
                    sent += self._send(user, today, connection)
                except Exception as error:  # noqa: BLE001  # whatever ails one mail, the others still get theirs
                    failed += 1
                    self.stderr.write(f"{user.username}: the digest was not sent: {type(error).__name__}: {error}")
                    connection.close()  # it may be in no state to go on with; the next mail opens another
        finally:
            connection.close()
        self.stdout.write(f"Digests sent: {sent}.")
        if failed:
            raise CommandError(f"Digests not sent: {failed}. Run this again to try once more.")

    @staticmethod
    def _check(*, dry: bool) -> None:
        """Refuse to run without what a mail needs."""
        if not dry and not settings.WORKPLAN_SENDS_MAIL:
            raise CommandError("No mail was sent: EMAIL_URL names no mail server. --dry-run prints what would be sent.")
        if not settings.WORKPLAN_BASE_URL:
            raise CommandError("No mail was sent: set WORKPLAN_BASE_URL, the address of the site, for the links.")

    @staticmethod
    def _people(today: date) -> Any:
        """Everybody active with a role and an address who has had no mail today. One query."""
        had = Digest.objects.filter(day=today).values("user")
        everybody = (
            User.objects.signed_in().filter(is_active=True).exclude(role="").exclude(email="").exclude(pk__in=had)
        )
        return everybody.select_related("division", "secretary_to").order_by("username")

    def _send(self, user: User, today: date, connection: Any) -> bool:
        """Send one, unless there is nothing to send or another process is at it. Whether it was sent."""
        found = reminders_of(user)
        if not found:
            return False
        message = digest_for(user, found, today)
        message.connection = connection
        connection.open()  # before the claim: a mail server that does not answer is waited for with nothing locked
        return send_once(user=user, day=today, entries=len(found), send=message.send)

    def _print(self, user: User, today: date) -> None:
        """What would be sent to one person."""
        if found := reminders_of(user):
            message = digest_for(user, found, today)
            self.stdout.write(f"To: {user.email}\nSubject: {message.subject}\n\n{message.body}\n")

    @staticmethod
    def _connect() -> Any:
        """The mail server, reached before anything is claimed. CommandError where it does not answer."""
        connection = mail.get_connection()
        try:
            connection.open()
        except OSError as error:  # smtplib's errors are of this kind, too
            raise CommandError(f"No mail was sent: the mail server does not answer: {error}") from error
        return connection
