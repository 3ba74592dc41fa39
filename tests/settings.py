"""The product's settings, made fast and quiet for tests."""

import os

os.environ.setdefault("SECRET_KEY", "for the tests only, never for a server: everybody can read it here")
os.environ.setdefault("WORKPLAN_HTTPS", "false")
os.environ.setdefault("WORKPLAN_LOG_LEVEL", "ERROR")

from workplan.settings import *  # noqa: F403  # the environment above comes first; the settings are all wanted

# A request's connection ends with it. The live server answers each browser connection in a thread of its own, which may
# outlive the tests; a connection kept there would keep PostgreSQL from dropping the test database.
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  # comes with the settings above
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {  # no manifest: the tests need no collectstatic
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = True
WORKPLAN_MAKES_EXPORTS = False  # the tests make them themselves
