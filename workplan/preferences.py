"""How a person likes to read: language, text size, light or dark. Set from every page, before sign-in too."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.models import User
from foundation.pages import is_own_path

YEAR = 365 * 24 * 60 * 60
CHOICES = {
    "language": (settings.LANGUAGE_COOKIE_NAME, frozenset(User.Language.values)),
    "text_size": ("workplan_text_size", frozenset(User.TextSize.values)),
    "theme": ("workplan_theme", frozenset(User.Theme.values)),
}


@login_not_required
@require_POST
def set_preference(request: HttpRequest) -> HttpResponse:
    """Keep a valid choice in a cookie and, signed in, with the person; go back to `next` (a script just gets a 204)."""
    wanted = {name: request.POST[name] for name, (_, known) in CHOICES.items() if request.POST.get(name, "?") in known}
    if request.user.is_authenticated and wanted:
        User.objects.filter(pk=request.user.pk).update(**wanted)
    scripted = request.headers.get("X-Requested-With") == "fetch"
    response = HttpResponse(status=204) if scripted else HttpResponseRedirect(_next(request))
    for name, value in wanted.items():
        response.set_cookie(
            CHOICES[name][0],
            value,
            max_age=YEAR,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
    return response


def _next(request: HttpRequest) -> str:
    """The page to go back to: on this site only, and home where none is named."""
    wanted = request.POST.get("next", "")
    return wanted if is_own_path(request, wanted) else reverse("home")
