"""What reminds the reader: the page, the bell of the header, and which kinds are wanted."""

from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from changelog.services import cursor
from foundation import clock
from foundation.pages import refuse_unknown
from priorities import desks
from priorities.figures import Moment
from priorities.forms.reminders import KindsForm
from priorities.reminders import grouped, is_reminded, reminders_of
from priorities.services.reminding import choose_kinds
from priorities.shortcuts import get_plan, reader

IN_THE_BELL = 10


@require_safe
def reminders(request: HttpRequest) -> HttpResponse:
    """Everything that reminds the reader, by kind, and the choice of kinds."""
    refuse_unknown(request, ())
    user = _reminded(request)
    return _page(request, user, KindsForm(user=user))


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Turn kinds on and off."""
    user = _reminded(request)
    form = KindsForm(request.POST, user=user)
    if form.is_valid():
        try:
            choose_kinds(by=user, kinds=form.cleaned_data["kinds"])
        except ValidationError as error:
            form.add_error("kinds", error.error_dict["kinds"])
        else:
            messages.success(request, _("Saved what you are reminded of."))
            return redirect("priorities:reminders")
    return _page(request, user, form)


@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """The header's bell with its number and the first reminders: loaded after the page, so that no page gets dearer.

    With `?plan=` the number beside “My work” comes along: what waits on the reader's desk in that plan.

    Kept by the browser and asked about each time: while nobody has written anything and the day is the same, it may
    go on showing what it has, for one query instead of those of `reminders_of`.
    """
    refuse_unknown(request, ("plan",))
    user, code = _reminded(request), request.GET.get("plan", "")
    tag = _tag(user, code)
    response = get_conditional_response(request, etag=tag)
    if response is None or response.status_code != 304:
        found = reminders_of(user)
        context = {"first": found[:IN_THE_BELL], "n": len(found), "more": max(len(found) - IN_THE_BELL, 0)}
        if code:
            plan = get_plan(code)
            context["desk"] = desks.desk_of(user, plan, Moment.of(plan))
        response = render(request, "priorities/_bell.html", context)
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie", "Accept-Language"])
    return response


def _tag(user: User, code: str) -> str:
    """What the bell follows from: whoever reads it, plan, day, hour, language, and the last change of anything.

    The hour, because an event may be over by then and wait to be called held.
    """
    now = clock.now()
    parts = (user.pk, code, clock.local_day(now), now.hour, get_language(), cursor())
    return f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _page(request: HttpRequest, user: User, form: KindsForm) -> HttpResponse:
    found = reminders_of(user)
    context: dict[str, Any] = {
        "nav": "reminders",
        "groups": grouped(found),
        "n": len(found),
        "off": len(form.off),
        "form": form,
        "digest_to": user.email,
        "account_url": reverse("accounts:me"),
    }
    return render(request, "priorities/reminders.html", context, status=422 if form.errors else 200)


def _reminded(request: HttpRequest) -> User:
    """The reader. Raises PermissionDenied for who has no part in a plan."""
    user = reader(request)
    if not is_reminded(user):
        raise PermissionDenied(_("Administrators have no part in a plan: nothing reminds them."))
    return user
