"""Sessions in the database (the setting SESSION_ENGINE)."""

import re

from django.contrib.sessions.backends import db

_KEY = re.compile(r"[a-z0-9]{8,40}\Z")


class SessionStore(db.SessionStore):
    """Django's, but for keys that it never made: a cookie may hold anything, NUL too, which PostgreSQL refuses.

    The name is Django's too: it is part of what sessions are signed with.
    """

    def _validate_session_key(self, key: str | None) -> bool:
        """Whether to look for a session of that key at all."""
        return key is not None and _KEY.match(key) is not None
