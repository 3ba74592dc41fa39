"""API authentication by token, and the one permission that every API view starts from."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.models.deputy import chief_today
from accounts.rules import has_role, has_scope, must_choose_password
from foundation import clock

LAST_USED_EVERY = timedelta(minutes=5)


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer TOKEN`. Sets `user.token`, by which rules narrow what the request may do."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The token's owner; None without the header; AuthenticationFailed (401) for a token that opens nothing."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != b"bearer":
            return None
        if len(parts) != 2:
            raise AuthenticationFailed(_("Expected “Authorization: Bearer TOKEN”."))
        digest = ApiToken.digest_of(parts[1].decode("latin-1"))
        found = ApiToken.objects.live().select_related("user__division").filter(digest=digest)
        token = found.annotate(stands_in_for_id=chief_today("user", clock.today())).first()
        if token is None:
            raise AuthenticationFailed(_("The token is unknown, revoked or expired, or its owner is inactive."))
        self._note_use(token)
        token.user.token = token
        token.user.stands_in_for_id = token.stands_in_for_id
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 asks for."""
        return 'Bearer realm="workplan"'

    @staticmethod
    def _note_use(token: ApiToken) -> None:
        """Keep when the token was last used, to five minutes, so that reading does not write each time."""
        now = clock.now()
        if token.last_used_at is None or abs(now - token.last_used_at) > LAST_USED_EVERY:
            ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)


def signed_in(request: Request) -> User:
    """The signed-in person; permissions have seen to it that there is one."""
    if not isinstance(request.user, User):
        raise TypeError("not signed in")
    return request.user


class HasRoleAndScope(BasePermission):
    """Signed in, with a role, and with the scope `write` for every unsafe method."""

    message: Any = _("Your account has no role yet: ask an administrator.")

    def has_permission(self, request: Request, view: Any) -> bool:
        """Refuse the role-less, who has yet to choose a password, and tokens that only read from writing."""
        if not request.user or not request.user.is_authenticated:
            return False
        if must_choose_password(request.user):
            self.message = _("Choose a password of your own first, on your account page.")
            return False
        if not has_role(request.user):
            return False
        if request.method not in SAFE_METHODS and not has_scope(request.user, "write"):
            self.message = _("This token only reads: it lacks the scope “write”.")
            return False
        return True
