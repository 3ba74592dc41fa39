"""Reads the environment for the settings. A wrong value stops the start with a sentence, and betrays no secret."""

import os
import re
from collections.abc import Collection
from datetime import date
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env, EnvError

env = Env()
SECRET = frozenset({"SECRET_KEY", "DATABASE_URL", "EMAIL_URL", "WORKPLAN_S3"})


def stop(name: str, expected: str) -> ImproperlyConfigured:
    """The error that ends the start: which variable, what it holds (unless that is secret), what was expected."""
    value = os.environ.get(name, "")
    shown = ("(not shown)" if value else "''") if name in SECRET else repr(value)
    return ImproperlyConfigured(f"{name}={shown}: expected {expected}.")


def boolean(name: str, default: bool) -> bool:
    """A yes-or-no variable."""
    try:
        return env.bool(name, default)
    except EnvError as error:
        raise stop(name, "true or false") from error


def whole_number(name: str, default: int, *, least: int) -> int:
    """A variable that holds a whole number, at least `least`."""
    try:
        found = env.int(name, default)
    except EnvError as error:
        raise stop(name, f"a whole number from {least} on") from error
    if found < least:
        raise stop(name, f"a whole number from {least} on")
    return found


def one_of(name: str, default: str, known: Collection[str], expected: str) -> str:
    """A variable that holds one of some known words."""
    found: str = env.str(name, default)
    if found not in known:
        raise stop(name, expected)
    return found


def day(name: str) -> date | None:
    """A variable that holds a day, or nothing."""
    text = env.str(name, "")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise stop(name, "a day as YYYY-MM-DD, or nothing") from error


MAIL_SCHEMES = ("smtp", "submission", "console")  # `console:` prints the mails, to try them out
MAIL_EXPECTED = "smtp://HOST:PORT, or submission://USER:PASSWORD@HOST:PORT (STARTTLS; with `?ssl=1` TLS from the start)"


def mail_server() -> dict[str, Any]:
    """The settings of the mail server named by EMAIL_URL; without one nothing is sent. No password goes unencrypted."""
    if not env.str("EMAIL_URL", ""):
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        found: dict[str, Any] = env.dj_email_url("EMAIL_URL")
    except (EnvError, ValueError) as error:
        raise stop("EMAIL_URL", MAIL_EXPECTED) from error
    scheme = env.str("EMAIL_URL").partition(":")[0]
    encrypted = found["EMAIL_USE_TLS"] or found["EMAIL_USE_SSL"]
    if scheme not in MAIL_SCHEMES or (scheme != "console" and not found["EMAIL_HOST"]):
        raise stop("EMAIL_URL", MAIL_EXPECTED)
    if found["EMAIL_HOST_USER"] and not encrypted:
        raise stop("EMAIL_URL", "submission://…, or `?tls=1`, where a user is named: no password goes unencrypted")
    return found


def site_address(name: str, *, encrypted: bool) -> str:
    """A variable that holds the address of the site, or nothing; without the slash at its end."""
    text: str = env.str(name, "")
    try:
        parts = urlsplit(text)
        schemes = ("https",) if encrypted else ("https", "http")
        known = parts.scheme in schemes and parts.hostname and "@" not in parts.netloc and parts.path in ("", "/")
        known = known and not parts.query and not parts.fragment and parts.port != 0 and text.isprintable()
    except ValueError:
        known = False
    if text and not known:
        raise stop(name, "the address of the site, such as https://plan.example, or nothing")
    return text.rstrip("/")


def sender(name: str, *, needed: bool) -> str:
    """A variable that holds who mails come from: an address, perhaps with a name before it."""
    text: str = env.str(name, "")
    address = parseaddr(text)[1]
    if (text or needed) and not (text.isprintable() and re.fullmatch(r"[^@\s]+@[^@\s]+", address)):
        raise stop(name, "the address that mails come from, such as Workplan <workplan@plan.example>")
    return text
