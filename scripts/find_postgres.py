"""Print the DATABASE_URL of a PostgreSQL server to test on; nothing where none answers.

WORKPLAN_TEST_POSTGRES_URL is taken as it is, and must answer. Else the local socket and 127.0.0.1 are asked,
as the present user and as postgres. Why each candidate was not taken goes to standard error.
"""

import getpass
import os
import sys
from urllib.parse import quote

import psycopg2

OLDEST = 150000  # PostgreSQL 15
SOCKETS = "/var/run/postgresql"


def why_not(url: str) -> str | None:
    """Why this server will not do; None when it will: it answers, is new enough, and lets us create databases."""
    try:
        connection = psycopg2.connect(url, connect_timeout=5)
    except psycopg2.Error as error:
        return str(error).strip().splitlines()[0]
    try:
        if connection.server_version < OLDEST:
            return "it is older than PostgreSQL 15"
        with connection.cursor() as cursor:
            cursor.execute("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")
            (may_create,) = cursor.fetchone() or (False,)
        return None if may_create else "its user may not create databases"
    finally:
        connection.close()


def candidates() -> list[str]:
    """The servers to ask, in order."""
    given = os.environ.get("WORKPLAN_TEST_POSTGRES_URL")
    if given:
        return [given]
    users = dict.fromkeys([getpass.getuser(), "postgres"])
    places = [quote(SOCKETS, safe=""), "127.0.0.1:5432"]
    return [f"postgres://{user}@{place}/postgres" for place in places for user in users]


def main() -> int:
    """Print the first that will do. 1 when the one that was named will not."""
    refused = []
    for url in candidates():
        reason = why_not(url)
        if reason is None:
            print(url)
            return 0
        refused.append(f"  {reason}")
    print("No PostgreSQL to test on:", *refused, sep="\n", file=sys.stderr)
    return 1 if os.environ.get("WORKPLAN_TEST_POSTGRES_URL") else 0


if __name__ == "__main__":
    sys.exit(main())
