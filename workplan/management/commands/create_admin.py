"""`manage.py create_admin`: the first administrator of an office, who then adds everybody else."""

import os
import sys
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import Role, User
from workplan.administration.services import Person, create_user

NAME, PASSWORD = "WORKPLAN_ADMIN_USERNAME", "WORKPLAN_ADMIN_PASSWORD"


class Command(BaseCommand):
    """Adds an administrator where there is no active one; again: changes nothing."""

    help = f"Adds the first administrator. Name and password: from {NAME} and {PASSWORD}, or asked for on a terminal."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, or say why nothing was to be done."""
        there = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True, demonstration=False).first()
        if there is not None:
            self.stdout.write(f"There is an administrator already: {there.username}. Nothing was changed.")
            return
        username, password = self._username(), self._password()
        person = Person(name_en="Administrator", name_zh="系统管理员", role=Role.ADMINISTRATOR)
        try:
            user, _password = create_user(by=None, username=username, person=person, password=password)
        except ValidationError as error:
            raise CommandError(self._words(error)) from error
        self.stdout.write(f"Added the administrator {user.username}. Sign in, then add the others.")

    def _username(self) -> str:
        return os.environ.get(NAME) or self._ask(lambda: input("User name of the administrator: "))

    def _password(self) -> str:
        if given := os.environ.get(PASSWORD):
            return given
        password = self._ask(lambda: getpass("Password: "))
        if password != getpass("Password, again: "):
            raise CommandError("The two passwords differ. Nothing was changed.")
        return password

    @staticmethod
    def _ask(ask: Any) -> str:
        """An answer from the terminal; CommandError where there is none, or nothing was typed."""
        if not sys.stdin.isatty():
            raise CommandError(f"There is no administrator yet. Set {NAME} and {PASSWORD}, or run this on a terminal.")
        try:
            answer = str(ask())
        except EOFError:
            answer = ""
        if not answer:
            raise CommandError("Nothing was typed. Nothing was changed.")
        return answer

    @staticmethod
    def _words(error: ValidationError) -> str:
        """What is wrong with what, a line each; the password itself is not said."""
        variables = {"username": NAME, "password": PASSWORD}
        return "\n".join(
            f"{variables.get(field, field)}: {' '.join(messages)}" for field, messages in error.message_dict.items()
        )
