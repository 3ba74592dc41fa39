"""One's own calendar feeds, and the calendar that a program reads without sign-in by its secret address."""

import hashlib

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.feeds import calendar_of, entries_of
from events.forms.feeds import FeedForm
from events.models import CalendarFeed, RegisterSettings
from events.rules import may_have_feed
from events.services import revoke_feed, turn_on_feed
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader, way_back


@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: HttpRequest, plan: str) -> HttpResponse:
    """One's calendars of the plan's side; turning one on shows its address this once."""
    found, user = get_plan(plan), reader(request)
    data = request.POST if request.method == "POST" else None
    form = FeedForm(data, user=user, demonstration=found.demonstration)
    if data is not None and form.is_valid():
        try:
            feed, secret = turn_on_feed(by=user, demonstration=found.demonstration, **form.facts())
        except ValidationError as error:
            form.take_errors(error)
        else:
            path = reverse("events:feed", args=[secret])
            address = (
                settings.WORKPLAN_BASE_URL + path if settings.WORKPLAN_BASE_URL else request.build_absolute_uri(path)
            )
            return render(request, "events/feed_made.html", _frame(found) | {"feed": feed, "address": address})
    context = _frame(found) | {
        "form": form,
        "feeds": CalendarFeed.objects.live().for_list().filter(owner=user, demonstration=found.demonstration),
        "tells": RegisterSettings.of(found.demonstration).feeds_tell_schedule,
    }
    return render(request, "events/feeds.html", context, status=422 if form.errors else 200)


def _address(request: HttpRequest, secret: str) -> str:
    """The whole address of a feed, under the site's own name where it knows that."""
    path = reverse("events:feed", args=[secret])
    base: str = settings.WORKPLAN_BASE_URL
    return base + path if base else request.build_absolute_uri(path)


def _frame(plan: Plan) -> dict[str, object]:
    return {"plan": plan, "nav": "events"}


@require_POST
def feed_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn one of one's own calendars off; another's is not there."""
    user = reader(request)
    revoke_feed(by=user, feed=get_object_or_404(CalendarFeed, pk=pk, owner=user))
    messages.success(request, _("The calendar is off: its address answers no more."))
    return redirect(way_back(request, reverse("accounts:me")))


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar of that secret, as its owner may see it now; where they no longer may, there is nothing here."""
    found = CalendarFeed.objects.by_secret(secret)
    if found is None or not may_have_feed(found.owner, found.kind):
        raise Http404
    language = found.owner.language or get_language()
    with override(language):
        body = calendar_of(found, entries_of(found))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer = get_conditional_response(request, etag=etag, response=answer) or answer
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Content-Disposition"] = 'inline; filename="workplan.ics"'
    answer["Content-Language"] = language
    return answer
