"""What every request passes: its id, its language, and the 403 for people without a role."""

import re
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.cache import patch_vary_headers

from accounts.models import User
from accounts.rules import has_role, must_choose_password
from changelog.services import request_id
from workplan.account.news import tell_of_position
from workplan.account.standing_in import tell_of_standing_in

Next = Callable[[HttpRequest], HttpResponse]
_REQUEST_ID = re.compile(r"[\w.-]{8,40}\Z", re.ASCII)

# Views that a signed-in person without a role, or with a password to be replaced, may open: their own account, signing
# out, choosing language and look.
OPEN_WITHOUT_ROLE = frozenset(
    {
        "home",  # sends them to their account
        "accounts:login",
        "accounts:logout",
        "accounts:me",
        "accounts:password",
        "set-preference",
        "healthz",
        "readyz",
    }
)


HEALTH_CHECKS = frozenset({"/healthz", "/readyz"})


class HealthMiddleware:
    """Nobody in particular asks for a health check or a calendar feed: no cookie is read, whoever is signed in.

    So a health check needs no session and no database, and a calendar is what its secret opens, no more and no less.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Forget the cookies before anything reads them."""
        path = request.path_info
        if path in HEALTH_CHECKS or (path.startswith("/feeds/") and path.endswith(".ics")):
            request.COOKIES.clear()
        return self.get_response(request)


class RequestIdMiddleware:
    """Give each request an id (the proxy's, when it sent a plain one), kept with each change and sent back."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the id for the length of the request."""
        given = request.headers.get("X-Request-Id", "")
        identity = given if _REQUEST_ID.match(given) else uuid.uuid4().hex
        token = request_id.set(identity)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = identity
        return response


class LanguageMiddleware:
    """The language: the `django_language` cookie, else the person's preference, else `Accept-Language`."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate it for the length of the request."""
        language = self.language(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language(request: HttpRequest) -> str:
        """The code of one of the two languages."""
        known = dict(settings.LANGUAGES)
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "").lower()
        if cookie in known:
            return cookie
        preferred = getattr(request.user, "language", "")
        if preferred in known:
            return preferred
        try:
            asked = translation.get_language_from_request(request)
        except ValueError:  # an Accept-Language that is too long or odd
            asked = settings.LANGUAGE_CODE
        return asked if asked in known else settings.LANGUAGE_CODE


class AccountNewsMiddleware:
    """That an administrator changed one's role, or that one stands in for one's chief, is told on the next page."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> None:
        """Before the view, so that its own page says it. The API has nowhere to say it."""
        match = request.resolver_match
        if match is not None and "api" not in match.app_names and isinstance(request.user, User):
            tell_of_position(request, request.user)
            tell_of_standing_in(request, request.user)


class RoleRequiredMiddleware:
    """Signed in without a role: one's own account page, and a 403 elsewhere that says whom to ask.

    Signed in by a password that an administrator knows: likewise, and elsewhere one is sent to choose another.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """Answer before the view runs. The API has a permission of its own for the same rules."""
        match = request.resolver_match
        if match is None or match.view_name in OPEN_WITHOUT_ROLE or "api" in match.app_names:
            return None
        if must_choose_password(request.user):
            return redirect("accounts:password")
        if request.user.is_authenticated and not has_role(request.user):
            from workplan.errors import no_role

            return no_role(request)
        return None


class PrivacyMiddleware:
    """Pages of a signed-in person are kept nowhere: after signing out, a shared machine's back button shows nothing.

    Answers that say themselves how they may be kept (the API's, files') are left alone. No page asks for the machine's
    camera, place and the like.
    """

    POLICY = ", ".join(f"{name}=()" for name in ("camera", "geolocation", "microphone", "payment", "usb"))

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set the headers."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        if response.headers.get("Content-Type", "").startswith("text/html") and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
