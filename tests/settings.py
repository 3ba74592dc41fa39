"""The product's settings, made fast and quiet for tests."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "for the tests only, never for a server: everybody can read it here")
os.environ.setdefault("WORKPLAN_HTTPS", "false")
os.environ.setdefault("WORKPLAN_LOG_LEVEL", "ERROR")

from workplan.settings import *  # noqa: F403  # the environment above comes first; the settings are all wanted

# A request's connection ends with it. The live server answers each browser connection in a thread of its own, which may
# outlive the tests; a connection kept there would keep PostgreSQL from dropping the test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  # comes with the settings above
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, so that the live server's threads have each their own connection, as a server's have: one in memory would
    # be one connection to all of them, and two requests at a time would be in each other's transactions. A folder for
    # each process, and nothing waits for a disk: the file is gone with the tests.
    FOLDER = tempfile.mkdtemp(prefix="workplan-tests-")
    atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
    DATABASES["default"]["TEST"] = {"NAME": f"{FOLDER}/test.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {  # no manifest: the tests need no collectstatic
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {"BACKEND": "tests.stores.ProcessStore"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
WORKPLAN_MAKES_EXPORTS = False  # the tests make them themselves
