"""What views of a plan begin with."""

from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from foundation.pages import is_own_path
from priorities.figures import Moment
from priorities.models import Plan


def get_plan(code: str) -> Plan:
    """The plan of that code, else 404. One query."""
    return get_object_or_404(Plan, code=code)


def moment_from(request: HttpRequest, plan: Plan) -> Moment:
    """The moment a page is asked for: `?as_of=` and `?known_at=`. BadRequest (400) for a day that cannot be."""
    try:
        return Moment.of(plan, request.GET.get("as_of"), request.GET.get("known_at"))
    except ValidationError as error:
        raise BadRequest(" ".join(error.messages)) from error


def reader(request: HttpRequest) -> User:
    """The person who is signed in: the middleware lets nobody else through."""
    assert isinstance(request.user, User)  # noqa: S101  # for the type checker
    return request.user


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where to go on to: the `next` of the form or the address when it is a path of this site, else `otherwise`.

    An address, never the name of a page: for HttpResponseRedirect, as redirect() would look it up first.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return wanted if is_own_path(request, wanted) else otherwise
