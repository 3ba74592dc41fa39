"""What people of a division are told of standing in: on their account page, and once as it begins and ends."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Deputy, User
from accounts.rules import is_chief, is_division_staff, stood_in_for
from foundation import clock, days

STANDS_IN = "stands_in_for"  # where a session keeps it


def present_and_coming(user: User) -> QuerySet[Deputy]:
    """In which a person of a division is chief or deputy, and which are not over, soonest first. One query."""
    if not (is_chief(user) or is_division_staff(user)):
        return Deputy.objects.none()
    found = Deputy.objects.not_over(clock.today()).filter(Q(chief=user) | Q(deputy=user))
    return found.select_related("chief", "deputy").order_by("first_day", "id")


def tell_of_standing_in(request: HttpRequest, user: User) -> None:
    """Say on the next page that the person stands in from now on, or no longer does. No query unless it changed."""
    known, now = request.session.get(STANDS_IN), stood_in_for(user)
    if known == now:
        return
    request.session[STANDS_IN] = now
    if now is None:
        messages.info(request, _("You no longer stand in for your chief."))
        return
    standing = Deputy.objects.counting(clock.today()).filter(deputy=user).select_related("chief").first()
    if standing is not None:
        said = _("You stand in for %(who)s until %(last)s: you release the division's reports and ask for extensions.")
        messages.info(request, said % words(standing, standing.chief))


def words(row: Deputy, other: User) -> dict[str, Any]:
    """What sentences about a deputyship are filled in with; `other` is the one of the two who is named."""
    return {"who": other, "first": days.in_full(row.first_day), "last": days.in_full(row.last_day)}
