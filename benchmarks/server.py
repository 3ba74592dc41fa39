"""A database, filled, and the production server on it; both are gone afterwards."""

import contextlib
import http.client
import os
import pickle
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from benchmarks.prepare import HOST

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Site:
    """A running site: how to ask it, and a bare connection to its database."""

    scale: int
    port: int
    cookie: str
    token: str
    statements: list[tuple[str, Any]]
    database: Any

    def get(self, path: str, **headers: str) -> bytes:
        """The body of one page; a connection of its own, as the sync workers keep none."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=60)
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if response.status != 200:
            sys.exit(f"benchmarks: {path} answered {response.status}")
        return body

    def page(self, path: str) -> bytes:
        """A page, signed in."""
        return self.get(path, Cookie=self.cookie)

    def json(self, path: str) -> bytes:
        """An answer of the API, by token."""
        return self.get(path, Authorization=f"Bearer {self.token}")

    def run_statements(self) -> None:
        """The dashboard's SQL, bare."""
        with self.database.cursor() as cursor:
            for text, params in self.statements:
                cursor.execute(text, params)
                if cursor.description:
                    cursor.fetchall()


@contextlib.contextmanager
def site(postgres: str, scale: int, scratch: Path) -> Iterator[Site]:
    """The demonstration at that scale, served as `make run` serves it."""
    with _database(postgres, scale) as url:
        port = _free_port()
        environment = os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "WORKPLAN_BENCH_STATIC": str(scratch / "static"),
            "WORKPLAN_DEMO": "true",
            "WORKPLAN_HTTPS": "false",
            "WORKPLAN_TODAY": "2024-09-30",
            "WORKPLAN_LOG_LEVEL": "WARNING",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "PORT": str(port),
        }
        if not (scratch / "static").exists():
            _python(environment, "-m", "django", "collectstatic", "--no-input", "--verbosity=0")
        prepared = scratch / f"{scale}.pickle"
        _python(environment, "-m", "benchmarks.prepare", str(scale), str(prepared))
        database = psycopg2.connect(url, options="-c jit=off")  # as the settings do
        database.autocommit = True
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "benchmarks.wsgi:application"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(port)
            yield Site(scale=scale, port=port, database=database, **pickle.loads(prepared.read_bytes()))  # noqa: S301  # just written
        finally:
            server.terminate()
            server.wait(30)
            database.close()


@contextlib.contextmanager
def _database(postgres: str, scale: int) -> Iterator[str]:
    """A database of our own on that server, as a URL."""
    name = f"workplan_bench_{os.getpid()}_{scale}"
    admin = psycopg2.connect(postgres)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        yield urlunsplit(urlsplit(postgres)._replace(path=f"/{name}"))
    finally:
        with admin.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
        admin.close()


def _python(environment: dict[str, str], *arguments: str) -> None:
    """Run Python; stop with its error when it fails."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, env=environment, check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int) -> None:
    """Until the server listens, half a minute at most."""
    for _attempt in range(150):
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.2)
    sys.exit("benchmarks: the server did not start")
