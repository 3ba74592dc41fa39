"""Two crons at the same moment, as processes of their own with a mail server between them: each person gets one mail.

Both are past looking up who has had a mail before either may claim one: the mail server greets nobody until both wait.
"""

import os
import socketserver
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from accounts.models import User
from tests.factories import TaskFactory

pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parent.parent.parent
PROCESSES = 2
NOT_THEIRS = {"DEBUG", "DJANGO_ALLOW_ASYNC_UNSAFE", "PYTEST_CURRENT_TEST"}


class MailServer(socketserver.ThreadingTCPServer):
    """Keeps whom mails are for. Slow to answer, so that whoever comes second does so while the first is sending."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.both_wait = threading.Barrier(PROCESSES)
        self.taken: list[str] = []
        self.refuse = 0  # so many mails

    @property
    def address(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    """One connection, as far as SMTP is needed."""

    server: MailServer

    def handle(self) -> None:
        self.server.both_wait.wait(timeout=60)
        self.answer("220 mail.example")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self.answer("354 go on")
                self.answer(self.take())
            else:
                self.answer("221 bye" if command == b"QUIT" else "250 mail.example")

    def take(self) -> str:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line)
        time.sleep(0.5)
        if self.server.refuse:
            self.server.refuse -= 1
            return "451 later"
        self.server.taken.append(str(message_from_bytes(b"".join(lines))["To"]))
        return "250 taken"

    def answer(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """The database of this test for other processes: SQLite's is copied, as theirs keep their own settings."""
    if connection.vendor == "postgresql":
        return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    return f"sqlite:///{tmp_path / 'copy.sqlite3'}"


@pytest.fixture
def people(plan: Any, division: Any, staff: User, chief: User) -> None:
    for user in (staff, chief):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@office.example")
    TaskFactory(area__plan=plan, lead_division=division, due_on=date(2024, 9, 1))


def run_both(database_url: str, mail_server: MailServer) -> list[tuple[int, str, str]]:
    """Exit code, output and errors of as many commands as there are processes, at the same moment."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as copy:
            connection.connection.backup(copy)
        copy.close()
    kept = {name: value for name, value in os.environ.items() if name not in NOT_THEIRS}
    environment = kept | {
        "DJANGO_SETTINGS_MODULE": "workplan.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": "for this test only " * 4,
        "WORKPLAN_DEMO": "true",
        "WORKPLAN_TODAY": "2024-09-30",
        "WORKPLAN_HTTPS": "false",
        "WORKPLAN_BASE_URL": "http://plan.example",
        "EMAIL_URL": mail_server.address,
        "DEFAULT_FROM_EMAIL": "workplan@plan.example",
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "django", "send_digests"],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for _process in range(PROCESSES)
    ]  # fmt: skip
    said = [process.communicate(timeout=120) for process in running]
    return [(process.returncode, *texts) for process, texts in zip(running, said, strict=True)]


@pytest.mark.usefixtures("people")
def test_each_person_gets_one_mail(database_url: str, mail_server: MailServer) -> None:
    found = run_both(database_url, mail_server)
    assert [(code, errors) for code, _output, errors in found] == [(0, ""), (0, "")]
    assert sum(int(output.removeprefix("Digests sent: ").rstrip(".\n")) for _code, output, _errors in found) == 2
    assert sorted(mail_server.taken) == ["chief@office.example", "staff@office.example"]


@pytest.mark.usefixtures("people")
def test_what_one_could_not_send_the_other_sends(database_url: str, mail_server: MailServer) -> None:
    mail_server.refuse = 1
    mail_server.both_wait = threading.Barrier(1)
    found = run_both(database_url, mail_server)
    assert sorted(code for code, _output, _errors in found) == [0, 1]
    assert sorted(mail_server.taken) == ["chief@office.example", "staff@office.example"]
