"""The tokens and calendar feeds of everybody: an administrator sees and revokes them, and makes none."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import ApiToken
from events.models import CalendarFeed
from events.services import revoke_feed
from foundation import clock
from foundation.pages import paginate, refuse_unknown
from workplan.account.views import signed_in
from workplan.administration.filters import TokenFilter
from workplan.administration.services import revoke_token
from workplan.administration.views.access import administrators_only

MOST_FEEDS = 500


@require_safe
@administrators_only
def tokens(request: HttpRequest) -> HttpResponse:
    """All tokens, newest first, fifty a page."""
    refuse_unknown(request, [*TokenFilter.names(), "page"])
    everything: QuerySet[ApiToken] = ApiToken.objects.select_related("user")
    found = TokenFilter(request.GET, everything, request=request)
    page = paginate(request, found.qs if found.is_valid() else everything.none())
    context = {
        "nav": "administration",
        "section": "tokens",
        "filter": found,
        "page": page,
        "feeds": CalendarFeed.objects.live().for_list().order_by("owner__username", "-id")[:MOST_FEEDS],
        "at": clock.now(),
    }
    return render(request, "administration/tokens.html", context, status=200 if found.is_valid() else 400)


@require_POST
@administrators_only
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke somebody's token."""
    token = revoke_token(by=signed_in(request), token=get_object_or_404(ApiToken, pk=pk))
    messages.success(
        request, _("The token “%(name)s” of %(user)s is revoked.") % {"name": token.name, "user": token.user.username}
    )
    return redirect("administration:tokens")


@require_POST
@administrators_only
def feed_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Turn somebody's calendar feed off."""
    feed = revoke_feed(by=signed_in(request), feed=get_object_or_404(CalendarFeed, pk=pk))
    messages.success(request, _("The calendar feed of %(user)s is off.") % {"user": feed.owner.username})
    return redirect("administration:tokens")
