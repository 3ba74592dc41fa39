"""The settings: safe with nothing set but the key; a wrong value stops the start and betrays no secret."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEY = "k3Yq" * 16 + "-and-a-bit-more"
SAFE = {"SECRET_KEY": KEY, "DATABASE_URL": "sqlite://:memory:", "ALLOWED_HOSTS": "plan.example"}
UNWANTED = (
    *("DEBUG", "WORKPLAN_DEMO", "WORKPLAN_TODAY", "WORKPLAN_HTTPS", "WORKPLAN_BEHIND_PROXY", "WORKPLAN_TIME_ZONE"),
    *("WORKPLAN_LOG_LEVEL", "WORKPLAN_SIGN_IN_LIMIT", "CSRF_TRUSTED_ORIGINS"),
    *("WORKPLAN_EVIDENCE_MB", "WORKPLAN_FILES", "WORKPLAN_S3"),
    *("EMAIL_URL", "DEFAULT_FROM_EMAIL", "WORKPLAN_BASE_URL"),
)
PRINT = "import json, workplan.settings as s; print(json.dumps([getattr(s, name) for name in %r], default=str))"


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python from the project's root in an environment of only these variables (and the machine's)."""
    # The browser tests allow Django work beside an event loop, for this whole process and for no server.
    unwanted = {*UNWANTED, *SAFE, "DJANGO_ALLOW_ASYNC_UNSAFE"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**kept, "DJANGO_SETTINGS_MODULE": "workplan.settings", **SAFE, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def read(*names: str, **environment: str) -> str:
    """The values of some settings under an environment, as JSON."""
    found = run("-c", PRINT % (list(names),), **environment)
    assert found.returncode == 0, found.stderr
    return found.stdout.strip()


def test_a_server_is_checked_without_a_warning():
    found = run("-m", "django", "check", "--deploy", "--fail-level", "WARNING")
    assert found.returncode == 0, found.stderr
    assert found.stdout == "System check identified no issues (0 silenced).\n"


WRONG = [
    ("SECRET_KEY", "", "SECRET_KEY='': expected a long random text"),
    ("SECRET_KEY", "too-short", "SECRET_KEY=(not shown): expected at least 50 characters"),
    ("DEBUG", "perhaps", "DEBUG='perhaps': expected true or false."),
    ("WORKPLAN_DEMO", "2", "WORKPLAN_DEMO='2': expected true or false."),
    ("WORKPLAN_HTTPS", "ja", "WORKPLAN_HTTPS='ja': expected true or false."),
    ("WORKPLAN_TODAY", "2024-09-30", "WORKPLAN_TODAY='2024-09-30': expected nothing, unless"),
    ("WORKPLAN_TODAY", "30.9.2024", "WORKPLAN_TODAY='30.9.2024': expected a day as YYYY-MM-DD"),
    ("WORKPLAN_TIME_ZONE", "Beijing", "WORKPLAN_TIME_ZONE='Beijing': expected the name of a time zone"),
    ("WORKPLAN_LOG_LEVEL", "loud", "WORKPLAN_LOG_LEVEL='loud': expected"),
    ("WORKPLAN_SIGN_IN_LIMIT", "0", "WORKPLAN_SIGN_IN_LIMIT='0': expected a whole number from 1 on."),
    ("WORKPLAN_SIGN_IN_LIMIT", "ten", "WORKPLAN_SIGN_IN_LIMIT='ten': expected a whole number from 1 on."),
    ("ALLOWED_HOSTS", "https://plan.example", "ALLOWED_HOSTS='https://plan.example': expected host names"),
    ("CSRF_TRUSTED_ORIGINS", "plan.example", "CSRF_TRUSTED_ORIGINS='plan.example': expected origins"),
    ("DATABASE_URL", "mysql://me:geheim@db/x", "DATABASE_URL=(not shown): expected"),
    ("DATABASE_URL", "nonsense geheim", "DATABASE_URL=(not shown): expected"),
    ("EMAIL_URL", "mail.example", "EMAIL_URL=(not shown): expected smtp://HOST:PORT, or"),
    ("EMAIL_URL", "submission://:25", "EMAIL_URL=(not shown): expected smtp://HOST:PORT, or"),
    ("EMAIL_URL", "submission://me:geheim@mail.example:many", "EMAIL_URL=(not shown): expected smtp://HOST:PORT, or"),
    ("EMAIL_URL", "memory:", "EMAIL_URL=(not shown): expected smtp://HOST:PORT, or"),
    ("EMAIL_URL", "smtp://me:geheim@mail.example", "EMAIL_URL=(not shown): expected submission://…, or `?tls=1`"),
    ("EMAIL_URL", "smtp://mail.example", "DEFAULT_FROM_EMAIL='': expected the address that mails come from"),
    ("DEFAULT_FROM_EMAIL", "Workplan", "DEFAULT_FROM_EMAIL='Workplan': expected the address that mails come from"),
    ("DEFAULT_FROM_EMAIL", "a@b.example\nBcc: c@d.example", "DEFAULT_FROM_EMAIL='a@b.example\\nBcc: c@d.example': exp"),
    ("WORKPLAN_BASE_URL", "plan.example", "WORKPLAN_BASE_URL='plan.example': expected the address of the site"),
    ("WORKPLAN_BASE_URL", "http://plan.example", "WORKPLAN_BASE_URL='http://plan.example': expected the address"),
    ("WORKPLAN_BASE_URL", "https://me@plan.example", "WORKPLAN_BASE_URL='https://me@plan.example': expected the"),
    ("WORKPLAN_BASE_URL", "https://plan.example/?x=1", "WORKPLAN_BASE_URL='https://plan.example/?x=1': expected"),
    ("WORKPLAN_BASE_URL", "https://plan.example:port", "WORKPLAN_BASE_URL='https://plan.example:port': expected"),
    ("WORKPLAN_EVIDENCE_MB", "0", "WORKPLAN_EVIDENCE_MB='0': expected a whole number from 1 on."),
    ("WORKPLAN_S3", "files", "WORKPLAN_S3=(not shown): expected https://KEY:SECRET@HOST/BUCKET"),
    ("WORKPLAN_S3", "https://s3.example/files", "WORKPLAN_S3=(not shown): expected https://KEY:SECRET@HOST/BUCKET"),
    ("WORKPLAN_S3", "http://key:geheim@s3.example/files", "WORKPLAN_S3=(not shown): expected https://KEY:SECRET@HOST"),
    ("WORKPLAN_S3", "https://key:geheim@s3.example/", "WORKPLAN_S3=(not shown): expected https://KEY:SECRET@HOST/"),
    ("WORKPLAN_S3", "https://key:geheim@s3.example/files?x=1", "WORKPLAN_S3=(not shown): expected https://KEY:SECRET"),
    ("WORKPLAN_S3", "https://key:geheim@s3.example:many/files", "WORKPLAN_S3=(not shown): expected https://KEY:SECR"),
]


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_a_wrong_value_stops_the_start_with_a_sentence(name, value, sentence):
    found = run("-c", "import workplan.settings", **{name: value})
    assert found.returncode != 0
    last = found.stderr.strip().splitlines()[-1]
    assert last.startswith(f"django.core.exceptions.ImproperlyConfigured: {sentence}"), found.stderr
    assert "geheim" not in last
    assert "too-short" not in last


def test_https_unless_on_the_loopback_address():
    secure = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT")
    assert read(*secure) == "[true, true, true]"
    assert read(*secure, WORKPLAN_DEMO="1") == "[true, true, true]"
    assert read(*secure, WORKPLAN_DEMO="1", ALLOWED_HOSTS="127.0.0.1,localhost") == "[false, false, false]"
    assert read(*secure, DEBUG="1") == "[false, false, false]"
    assert read(*secure, WORKPLAN_HTTPS="0") == "[false, false, false]"


def test_sessions_and_policy(settings):
    from csp.constants import NONE, SELF

    assert settings.SESSION_COOKIE_AGE == 12 * 60 * 60
    assert (settings.SESSION_COOKIE_HTTPONLY, settings.CSRF_COOKIE_HTTPONLY) == (True, True)
    assert (settings.SESSION_COOKIE_SAMESITE, settings.CSRF_COOKIE_SAMESITE) == ("Lax", "Lax")
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert {name: value for name, value in policy.items() if value != [SELF]} == {
        "default-src": [NONE],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }


def test_the_proxy_is_believed_only_where_there_is_one():
    assert read("SECURE_PROXY_SSL_HEADER") == "[null]"
    assert read("SECURE_PROXY_SSL_HEADER", WORKPLAN_BEHIND_PROXY="1") == '[["HTTP_X_FORWARDED_PROTO", "https"]]'


MAIL = ("WORKPLAN_SENDS_MAIL", "EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL", "EMAIL_TIMEOUT")
FROM = {"DEFAULT_FROM_EMAIL": "Workplan <workplan@plan.example>"}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("", '[false, "", 25, false, false, 10]'),
        ("smtp://mail.example", '[true, "mail.example", 25, false, false, 10]'),
        ("submission://me:geheim@mail.example", '[true, "mail.example", 587, true, false, 10]'),
        ("submission://me:geheim@mail.example:465?ssl=1", '[true, "mail.example", 465, false, true, 10]'),
        ("console:", '[true, "", 25, false, false, 10]'),
    ],
)
def test_the_mail_server_is_named_by_one_address(address, found):
    assert read(*MAIL, EMAIL_URL=address, **FROM) == found


def test_the_address_of_the_site_is_without_the_slash_at_its_end():
    assert read("WORKPLAN_BASE_URL", WORKPLAN_BASE_URL="https://plan.example/") == '["https://plan.example"]'
    assert read("WORKPLAN_BASE_URL") == '[""]'
    plain = {"WORKPLAN_HTTPS": "0", "WORKPLAN_BASE_URL": "http://127.0.0.1:8000"}
    assert read("WORKPLAN_BASE_URL", **plain) == '["http://127.0.0.1:8000"]'


def test_the_digests_say_plainly_that_no_mail_is_sent():
    found = run("manage.py", "send_digests")
    assert (found.returncode, found.stdout) == (1, "")
    said = "CommandError: No mail was sent: EMAIL_URL names no mail server. --dry-run prints what would be sent.\n"
    assert found.stderr == said


STORE = "import json, workplan.settings as s; o = s.STORAGES['private']['OPTIONS']; print(json.dumps([%s]))"


def test_private_files_are_kept_in_a_folder_or_in_a_bucket():
    folder = run("-c", STORE % "o['location']", WORKPLAN_FILES="/srv/files")
    assert folder.stdout.strip() == '["/srv/files"]'
    named = "o['endpoint_url'], o['bucket_name'], o['access_key'], o['secret_key'], o['region_name'], o['default_acl']"
    bucket = run("-c", STORE % named, WORKPLAN_S3="https://key:se%2Fcret@s3.example:9000/files?region=cn-north-1")
    assert bucket.stdout.strip() == ('["https://s3.example:9000", "files", "key", "se/cret", "cn-north-1", null]'), (
        bucket.stderr
    )
