"""What has changed about an account, in words for the person whose it is."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.db.models import CharField, Q
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Deputy, Division, Role, User
from changelog.models import Change, ChangeQuerySet
from foundation import days
from foundation.bilingual import aside

SHOWN = 10
POSITION = "position"  # where a session keeps it


class Line(NamedTuple):
    """One fact that changed, in words. `before` is empty where there was nothing or nothing is kept."""

    what: str
    before: str
    after: str


class News(NamedTuple):
    """One change of an account. `by` is None for a command run on the server."""

    at: datetime
    by: User | None
    created: bool
    lines: list[Line]


def position_of(user: User) -> list[Any]:
    """What others may change of a person who is signed in, and what opens or closes pages. No query."""
    return [user.role, user.division_id, user.secretary_to_id]


def remember_position(request: HttpRequest, user: User) -> None:
    """Keep with the session, at its start, what `tell_of_position` compares."""
    request.session[POSITION] = position_of(user)


def tell_of_position(request: HttpRequest, user: User) -> None:
    """Say on the next page that role, division or leader served are others than they were. No query unless they are."""
    known, now = request.session.get(POSITION), position_of(user)
    if known not in (None, now):
        request.session[POSITION] = now
        messages.warning(request, _("Your role, division or leader was changed: your account page says how."))


def changes_since(user: User, since: datetime) -> ChangeQuerySet:
    """The changes that others made to a person's account, or to whom they stand in for, after an instant."""
    return _changes_of(user).filter(at__gt=since).exclude(by=user).exclude(type="user", action="create")


def _changes_of(user: User) -> ChangeQuerySet:
    """What concerns an account, newest first: its own changes, and deputyships, but for those a chief made. One query.

    What others see of a deputyship is in the division's history; here it is told to the two.
    """
    mine = Deputy.objects.filter(Q(deputy=user) | Q(chief=user)).annotate(text=Cast("pk", CharField())).values("text")
    told = Q(type="deputy", key__in=mine) & ~Q(by=user)
    return Change.objects.filter(Q(type="user", key=user.username) | told).select_related("by").order_by("-id")


def news_of(user: User) -> list[News]:
    """The latest changes of an account, newest first. Two queries."""
    changes = list(_changes_of(user)[:SHOWN])
    names = _division_names(changes)
    people = _people(changes)
    return [
        News(each.at, each.by, False, [_deputyship(each, user, people)])
        if each.type == "deputy"
        else News(each.at, each.by, each.action == "create", _lines(each, names))
        for each in changes
    ]


def password_changed(user: User) -> Change | None:
    """The latest change of the password; None when it is still the first one. One query."""
    return Change.objects.of("user", user.username).filter(after__has_key="password").first()


def _division_names(changes: Collection[Change]) -> dict[str, str]:
    codes = {
        side["division"] for each in changes for side in (each.before, each.after) if side and side.get("division")
    }
    return {division.code: division.name for division in Division.objects.filter(code__in=codes)}


def _people(changes: Collection[Change]) -> dict[str, User]:
    """The chiefs and deputies named, by user name; a query only where there are any."""
    told = [each.after for each in changes if each.type == "deputy" and each.after]
    names = {side[part] for side in told for part in ("chief", "deputy")}
    return User.objects.in_bulk(names, field_name="username") if names else {}


def _deputyship(change: Change, user: User, people: dict[str, User]) -> Line:
    """A deputyship made or ended, from the side of the person."""
    facts = change.after or {}
    stands_in = facts.get("deputy") == user.username
    other = facts.get("chief" if stands_in else "deputy", "")
    first, last = (days.in_full(date.fromisoformat(facts[name])) for name in ("first_day", "last_day"))
    if facts.get("ended"):
        what = _("Standing in ended early")
    else:
        what = _("You stand in for your chief") if stands_in else _("A deputy was named for you")
    return Line(what, "", aside(people.get(other, other), f"{first} – {last}"))


def _lines(change: Change, divisions: dict[str, str]) -> list[Line]:
    """The facts in the order of the forms, whatever order the database keeps them in."""
    if change.action == "create":
        return []
    before, after = change.before or {}, change.after or {}
    return [
        Line(label, _value(key, before.get(key), divisions), _value(key, after[key], divisions))
        for key, label in _labels().items()
        if key in after
    ]


def _labels() -> dict[str, str]:
    return {
        "name_zh": pgettext("person", "Name (Chinese)"),
        "name_en": pgettext("person", "Name (English)"),
        "role": _("Role"),
        "division": _("Division"),
        "secretary_to": _("Secretary to"),
        "email": _("E-mail address"),
        "demonstration": _("Demonstration"),
        "active": pgettext("administration", "Account"),
        "password": _("Password"),
        "must_change_password": _("New password at the next sign-in"),
    }


def _value(key: str, value: Any, divisions: dict[str, str]) -> str:
    if key == "password":
        return pgettext("password", "changed") if value else ""
    if key == "active":
        return pgettext("account", "open") if value else pgettext("account", "closed")
    if key in ("demonstration", "must_change_password"):
        return _("yes") if value else _("no")
    if not value:
        return _("none")
    if key == "role":
        return str(dict(Role.choices).get(value, value))
    if key == "division":
        return divisions.get(value, value)
    return str(value)
