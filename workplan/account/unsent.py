"""No form is lost on its way: what a POST carries becomes a draft when it is refused; the draft goes when it is taken.

Here, for all forms that carry a draft's token, so that no view has to remember:

- taken (2xx or a redirect, unless the view has set `request.not_taken`, as a preview does): the draft goes; the same
  form sent twice is answered as the first time and done once;
- refused (4xx), failed (5xx, also by a stale CSRF token): what was typed is the person's draft;
- nobody is signed in (the session has ended): it waits in the new, anonymous session until the same person signs in,
  and becomes their draft then. By anybody else's sign-in it is dropped.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import ResolverMatch
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.rules import must_choose_password
from changelog import answers
from changelog.models import KeptAnswer
from foundation.errors import Conflict
from workplan.account.drafts import Slip, Typed, discard_draft, read_slip, save_draft

log = logging.getLogger(__name__)
UNSENT = "unsent"
MOST_UNSENT = 5
ENDPOINT = "accounts:draft"
WAIT, STEP = 10.0, 0.05


class UnsentMiddleware:
    """Passes every request; looks at POSTs that carry a draft's token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """After the answer: the draft goes, or what was typed becomes one."""
        response = self.get_response(request)
        slip = _slip(request)
        if slip is None:
            return response
        claimed = getattr(request, "once", None)
        if claimed is not None:
            _settle(claimed, response)
        if _is(request, ENDPOINT) and request.user.is_authenticated:
            return response
        if not _was_taken(request, response):
            keep(request)
        elif isinstance(request.user, User) and request.user.pk == slip.user:
            discard_draft(by=request.user, form=slip.form)
        return response

    def process_view(self, request: HttpRequest, view: object, args: object, kwargs: object) -> HttpResponse | None:
        """The same rendering of a form with the same content is done once; sent again, it leads where the first led."""
        _read(request)  # a form that cannot be read is refused here as it would be by the view
        slip, user = _slip(request), request.user
        if slip is None or not isinstance(user, User) or user.pk != slip.user or _is(request, ENDPOINT):
            return None
        of: dict[str, Any] = {
            "by": user,
            "method": "POST",
            "path": request.path[:255],
            "key": f"{slip.once} {_digest(request)}",
        }
        try:
            claimed, mine = answers.claim(**of, digest="")
        except Conflict:
            mine = False
        if not mine:
            return _as_the_first_time(request, of)
        request.once = claimed  # type: ignore[attr-defined]  # for __call__, when the answer is there
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Before the error page is written, so that it can say what has become of the text."""
        keep(request)


def keep(request: HttpRequest) -> bool:
    """Make a draft of what a POST carries, once for a request. Whether there is one now. Never raises."""
    if not hasattr(request, "draft_kept"):
        try:
            kept = _keep(request)
        except (DatabaseError, ValidationError):
            log.warning("What was typed could not be kept as a draft.", exc_info=True)
            kept = False
        request.draft_kept = kept  # type: ignore[attr-defined]  # read by the error pages
    return bool(request.draft_kept)  # type: ignore[attr-defined]


def _keep(request: HttpRequest) -> bool:
    slip = _slip(request)
    if slip is None:
        return False
    typed = Typed.of(request.POST, whole=not _is(request, ENDPOINT))
    if not request.user.is_authenticated:
        waiting = {name: each for name, each in request.session.get(UNSENT, {}).items() if name != slip.form}
        waiting[slip.form] = {"user": slip.user, "at": slip.at, "fields": typed.fields, "whole": typed.whole}
        request.session[UNSENT] = dict(list(waiting.items())[-MOST_UNSENT:])
        return True
    if request.user.pk != slip.user:
        return False  # another person's form: it was typed by neither of them for the other
    save_draft(by=request.user, slip=slip, typed=typed)
    return True


def take_up(request: HttpRequest, user: User) -> str:
    """After a sign-in: what the same person had sent without a session is their draft now.

    The address of the form that shows it; "" where there is none.
    """
    waiting: dict[str, Any] = request.session.pop(UNSENT, {})
    address = ""
    for name, each in waiting.items():
        if each["user"] == user.pk:
            slip = Slip(user.pk, name, each["at"], "")
            save_draft(by=user, slip=slip, typed=Typed(each["fields"], each["whole"]))
            address = each["at"]
    return address


def _slip(request: HttpRequest) -> Slip | None:
    """What the token of a form sent says; read once. None for a form that cannot be read: its answer says why."""
    if not hasattr(request, "draft_slip"):
        try:
            _read(request)
        except (RequestDataTooBig, SuspiciousOperation, UnreadablePostError, MultiPartParserError):
            request.draft_slip = None  # type: ignore[attr-defined]
    found: Slip | None = request.draft_slip  # type: ignore[attr-defined]
    return found


def _read(request: HttpRequest) -> None:
    """Read the token. Raises what reading a form raises. Programs' bodies are not looked into."""
    match: ResolverMatch | None = request.resolver_match  # None where an address leads nowhere
    form = request.method == "POST" and "api" not in (match.app_names if match else ())
    request.draft_slip = read_slip(request.POST.get("draft", "")) if form else None  # type: ignore[attr-defined]


def _is(request: HttpRequest, name: str) -> bool:
    return request.resolver_match is not None and request.resolver_match.view_name == name


def _was_taken(request: HttpRequest, response: HttpResponse) -> bool:
    """A redirect to the sign-in, or to choosing a password first, takes nothing, nor does a preview."""
    if hasattr(request, "not_taken") or response.status_code >= 400:
        return False
    return request.user.is_authenticated and not must_choose_password(request.user)


def _digest(request: HttpRequest) -> str:
    sent: dict[str, Any] = {name: values for name, values in request.POST.lists() if name != "csrfmiddlewaretoken"}
    sent["/files"] = [(name, file.name, file.size) for name, files in request.FILES.lists() for file in files]
    return hashlib.sha256(json.dumps(sent, sort_keys=True).encode()).hexdigest()[:32]


def _settle(claimed: KeptAnswer, response: HttpResponse) -> None:
    """Remember where a form that was taken led to; one that was refused, or answered in place, may be sent again."""
    try:
        if response.status_code == 302:
            answers.keep(claimed, status=200, location=response["Location"], body="")
        else:
            answers.release(claimed)
    except (Conflict, DatabaseError):  # the work is done; only a repeat would not be recognised
        log.warning("An answer could not be kept.", exc_info=True)


def _as_the_first_time(request: HttpRequest, of: dict[str, Any]) -> HttpResponse | None:
    """Where the first led to, waiting while it is at work. None when it was refused: this one is done on its own."""
    rows = KeptAnswer.objects.filter(user=of["by"], method=of["method"], path=of["path"], key=of["key"])
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        first = rows.first()
        if first is None:
            return None
        if first.status is not None:
            return HttpResponseRedirect(first.location)
        time.sleep(STEP)
    from workplan.errors import page

    return page(request, 409, _("The same form is being taken at this moment. Look in a moment whether it is there."))
