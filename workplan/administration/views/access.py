"""Who may open the pages of the administration, before anything is looked up."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from workplan.administration.rules import may_administer

View = Callable[..., HttpResponse]


def administrators_only(view: View) -> View:
    """403 for everybody else."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_administer(request.user):
            raise PermissionDenied(_("Only administrators manage users, divisions and the tokens of others."))
        return view(request, *args, **kwargs)

    return guarded
