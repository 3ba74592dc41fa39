"""Signing in by user name and password, and who a session belongs to."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from accounts.models import User


class SignInBackend(ModelBackend):
    """Django's own, but that a request's person is loaded with what the rules ask of them, in the one query."""

    def get_user(self, user_id: Any) -> User | None:
        """The person of a session; None once the account is closed."""
        user = User.objects.signed_in().filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
