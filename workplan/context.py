"""What every page knows: the plans to switch between, the places to go to, the reader's look."""

import tomllib
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.models import Role, User
from foundation import clock
from priorities.models import Plan


class Place(NamedTuple):
    """An entry of the header: `key` is what a page passes as `nav` to mark itself; `plan` says whether it needs one."""

    key: str
    url: str
    label: str | Promise
    badge: int | None = None


# key, name of the URL, label, whether the URL takes the plan's code, the roles that have it (None: every role).
WORKERS = tuple(role for role in Role if role != Role.ADMINISTRATOR)
PLACES: tuple[tuple[str, str, str | Promise, bool, tuple[str, ...] | None], ...] = (
    ("dashboard", "dashboard", _("Dashboard"), True, None),
    ("desk", "priorities:desk", _("My work"), True, WORKERS),
    ("tasks", "priorities:task-list", _("Tasks"), True, None),
    ("events", "events:list", _("Events"), True, None),
    ("indicators", "indicators", _("Indicators"), True, None),
    ("planning", "priorities:plan-edit", _("Planning"), True, (Role.PLANNING_OFFICE,)),
    ("administration", "administration:users", _("Administration"), False, (Role.ADMINISTRATOR,)),
)


def site(request: HttpRequest) -> dict[str, Any]:
    """The context of every page. One query (the plans) when the header is rendered; a page's own `plan` wins."""
    user = getattr(request, "user", None)
    plans: Any = SimpleLazyObject(lambda: _plans(user))
    return {
        "plans": plans,
        "plan": SimpleLazyObject(lambda: default_plan(user, plans)),
        "today": SimpleLazyObject(clock.today),
        "now": SimpleLazyObject(clock.now),
        "version": version(),
        "fixed_day": settings.WORKPLAN_TODAY,
        "text_size": chosen(request, "text_size"),
        "theme": chosen(request, "theme"),
        "return_to": return_to(request),
    }


@lru_cache
def version() -> str:
    """The product's version, from the one place it is written in."""
    text = (settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])


def _plans(user: Any) -> list[Plan]:
    return list(Plan.objects.for_switch()) if user is not None and rules.has_role(user) else []


def default_plan(user: Any, plans: list[Plan]) -> Plan | None:
    """The plan of a page that has none of its own: the newest adopted one of the reader's kind, real or demonstration.

    Where there is none, the first of `plans`, which stand newest first.
    """
    own = (plan for plan in plans if plan.demonstration == user.demonstration and plan.status == Plan.Status.ADOPTED)
    return next(own, plans[0] if plans else None)


def places_of(user: Any, plan: Plan | None) -> list[Place]:
    """The places that `user` may open, those of a plan under `plan` and only if there is one."""
    if not rules.has_role(user):
        return []
    return [
        Place(key, reverse(name, args=[plan.code] if plan and of_plan else []), label)
        for key, name, label, of_plan, roles in PLACES
        if (roles is None or user.role in roles) and (plan or not of_plan)
    ]


def return_to(request: HttpRequest) -> str:
    """Where to come back to after a preference is set: this page, or, for the answer to a form, the page it was on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referrer = request.headers.get("Referer", "")
    try:
        known = url_has_allowed_host_and_scheme(referrer, {request.get_host()})
    except DisallowedHost:  # this is the page that says so
        known = False
    if not known:  # nor perhaps an address at all
        return "/"
    parts = urlsplit(referrer)
    return f"{parts.path}?{parts.query}" if parts.netloc else "/"


def chosen(request: HttpRequest, preference: str) -> str:
    """The reader's text size or theme: their own, before sign-in the cookie's; "" where nothing (valid) is chosen."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return str(getattr(user, preference))
    value = request.COOKIES.get(f"workplan_{preference}", "")
    known = {"text_size": User.TextSize, "theme": User.Theme}[preference].values
    return value if value in known else ""
