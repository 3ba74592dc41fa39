"""What `make run` does before it serves: migrate, load the plan and the demonstration, collect static files.

One process, so that a second start takes a second. Prints one sign-in per role.
"""

import os
import secrets
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"
PLAN = ROOT / "priorities" / "plans" / "beijing-2024.yaml"
KEPT_PASSWORD = VAR / "demo_password"
RUN_ENV = VAR / "run.env"
KEPT_SETTINGS = [
    "DATABASE_URL", "SECRET_KEY", "WORKPLAN_DEMO", "WORKPLAN_FILES", "WORKPLAN_HTTPS", "WORKPLAN_S3", "WORKPLAN_TODAY",
]  # fmt: skip
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is easily misread

SIGN_INS = {
    "leader": "leadership",
    "secretary": "a leader's secretary",
    "staff": "division staff",
    "chief": "chief of that division",
    "planner": "planning office",
    "planner2": "planning office, a second person",
    "admin": "administrator",
    "staff2": "staff of another division",
    "chief2": "chief of that other division",
    "outsider": "no division, no role: sees nothing",
}


def refuse_wrong_numbers() -> None:
    """Stop with a sentence on a PORT or a WEB_CONCURRENCY that is none: the server itself would print a traceback."""
    for name, least, most in (("PORT", 1, 65535), ("WEB_CONCURRENCY", 1, 64)):
        value = os.environ.get(name, str(least))
        if not (value.isascii() and value.isdecimal() and least <= int(value) <= most):
            sys.exit(f"workplan: {name}={value!r}: expected a number from {least} to {most}")


def refuse_taken_port() -> None:
    """Stop with a sentence when the port is in use: better now than after the work."""
    host, port = os.environ.get("WORKPLAN_HOST", "127.0.0.1"), os.environ["PORT"]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except OSError as error:
            sys.exit(f"workplan: cannot serve on {host}:{port} ({error.strerror}). Another port: make run PORT=8001")


def keep_settings() -> None:
    """Write what this start runs with to var/run.env: manage.py then speaks to the same database on the same day."""
    kept = {
        name: os.environ[name].replace("\\", r"\\").replace("'", r"\'")
        for name in KEPT_SETTINGS
        if os.environ.get(name)
    }
    RUN_ENV.write_text("".join(f"{name}='{value}'\n" for name, value in kept.items()), encoding="utf-8")


def migrate() -> None:
    """Bring the database up to date; says what it does only when there is something to do."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        print(f"Preparing the database ({len(pending)} migrations) …", flush=True)
        call_command("migrate", interactive=False, verbosity=0)


def make_store() -> None:
    """The folder of private files, its owner's alone."""
    from django.core.files.storage import FileSystemStorage

    from foundation.private_files import store

    kept = store()
    if isinstance(kept, FileSystemStorage):
        Path(kept.location).mkdir(mode=0o700, parents=True, exist_ok=True)


def collect_static() -> None:
    """Collect static files when one is newer than the last collection, or a library was installed since."""
    from django.conf import settings
    from django.core.management import call_command

    collected = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = [*(ROOT / "static").rglob("*"), *(ROOT / ".venv").glob(".locked-*"), ROOT / "workplan" / "settings.py"]
    newest = max(path.stat().st_mtime for path in sources)
    if not collected.exists() or collected.stat().st_mtime < newest:
        print("Collecting static files …", flush=True)
        call_command("collectstatic", interactive=False, verbosity=0)
        collected.touch()


def demo_passwords() -> list[str]:
    """The passwords that the demonstration may have: the environment's, the one kept here; else a new one."""
    known = [os.environ.get("WORKPLAN_DEMO_PASSWORD", "")]
    if KEPT_PASSWORD.exists():
        known.append(KEPT_PASSWORD.read_text(encoding="utf-8").strip())
    known = [password for password in known if password]
    return known or ["-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))]


def load_demonstration() -> None:
    """Load the demonstration where there is none yet, and print its sign-ins."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    passwords = demo_passwords()
    call_command("demo_data", if_missing=True, password=passwords[0])
    leader = get_user_model().objects.filter(username="leader").first()
    password = next((known for known in passwords if leader and leader.check_password(known)), None)
    if password:
        KEPT_PASSWORD.write_text(password + "\n", encoding="utf-8")
    print("\nSign-ins of the demonstration (its day is " + (os.environ.get("WORKPLAN_TODAY") or "today") + "):")
    for username, role in SIGN_INS.items():
        print(f"  {username:<10} {role}")
    print(f"Password of each: {password or 'the one set when this database was filled'}\n", flush=True)


def main() -> None:
    """Prepare what is missing; leave what is there."""
    refuse_wrong_numbers()
    refuse_taken_port()
    sys.path.insert(0, str(ROOT))
    os.chdir(ROOT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workplan.settings")

    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import CommandError, call_command

    try:
        django.setup()
        keep_settings()
        migrate()
        make_store()
        collect_static()
        call_command("load_plan", str(PLAN))
        if os.environ["WORKPLAN_DEMO"] == "true":
            load_demonstration()
        else:
            call_command("create_admin")
    except (CommandError, ImproperlyConfigured) as error:
        sys.exit(f"workplan: {error}")


if __name__ == "__main__":
    main()
