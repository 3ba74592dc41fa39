"""Error pages that say what is wrong and what to do."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from foundation import uploads
from workplan.account.unsent import keep


def page(request: HttpRequest, status: int, message: str = "") -> HttpResponse:
    """The page for a status, with a sentence of its own where there is one to say."""
    return render(request, f"{status}.html", {"message": message}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent is not understood."""
    from django.core.exceptions import BadRequest, RequestDataTooBig, ValidationError

    if isinstance(exception, RequestDataTooBig):
        if request.content_type != "multipart/form-data":
            return page(request, 413, _("What you sent is larger than 16 MB."))
        said = {"files": uploads.MOST_AT_ONCE, "most": settings.WORKPLAN_EVIDENCE_MB}
        return page(request, 413, _("What you sent is larger than %(files)d files of %(most)d MB each.") % said)
    if isinstance(exception, ValidationError):
        return page(request, 400, " ".join(exception.messages))
    return page(request, 400, str(exception) if isinstance(exception, BadRequest) else "")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: visible, but not yours to do."""
    return page(request, 403, str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or not for this reader; the two look alike."""
    return page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. Needs no database. The API answers in the shape of its errors."""
    from django.template import loader

    if request.path.startswith("/api/"):
        from workplan.api.errors import CONTENT_TYPE, problem

        body = problem(500, _("Something went wrong on our side"), [])
        return JsonResponse(body, status=500, content_type=CONTENT_TYPE)

    return HttpResponse(loader.render_to_string("500.html", {"kept": keep(request)}), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old."""
    said = _("The form was open for too long or came from elsewhere. Go back, reload, send it again.")
    if keep(request):
        said += " " + _("What you typed is kept as a draft: the form shows it again.")
    return page(request, 403, said)


def no_role(request: HttpRequest) -> HttpResponse:
    """403 for a signed-in person without a role."""
    return page(request, 403, _("Your account has no role yet. Ask an administrator of this system to give you one."))


def locked_out(request: HttpRequest, credentials: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    """429 after too many failed sign-ins."""
    return page(
        request, 429, _("Too many failed sign-ins. Try again in a quarter of an hour, or ask an administrator.")
    )
