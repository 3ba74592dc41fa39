"""`Idempotency-Key`: a POST may be sent again without being done again."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.request import RawPostDataException
from django.http.response import HttpResponseBase
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from rest_framework.exceptions import ErrorDetail, UnsupportedMediaType, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import signed_in
from changelog import answers
from changelog.models import KeptAnswer
from changelog.services import unit
from foundation.rest.parameters import refused
from foundation.rest.views import ApiView, Body

HEADER = "Idempotency-Key"
MAX_LENGTH = 255
_KEY = re.compile(rf"[ -~]{{1,{MAX_LENGTH}}}\Z")


class AnotherBody(ValidationError):
    """The key was sent before with another body."""

    status_code = 422

    def __init__(self) -> None:
        sentence = _("This key was sent with another body before: a new request needs a new key.")
        super().__init__({HEADER: [ErrorDetail(sentence, code="reused")]})


class Once(ApiView):
    """A view whose POST takes `Idempotency-Key`.

    For a day a person's key names one request to one address: sent again, it is answered as the first time and writes
    nothing. Only what wrote something is kept: after an error the key may be used again. Handlers raise their errors.
    """

    post: Callable[..., Any]

    def check_again(self, request: Request, written: list[Body], **kwargs: Any) -> None:
        """Raise PermissionDenied or Http404 unless the caller may do today what was done, and see its answer.

        `written`: what was answered, an object for each thing. What has happened to the things since does not matter.
        """
        raise NotImplementedError

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After sign-in, rights and parameters: a POST with a key is done once."""
        super().initial(request, *args, **kwargs)
        if request.method == "POST" and HEADER in request.headers and hasattr(self, "post"):
            self.post = partial(self._once, self.post, _key(request))

    def _once(self, work: Callable[..., Response], key: str, /, request: Request, **kwargs: Any) -> HttpResponseBase:
        """The answer to the first request of the key, whether this is it or not."""
        digest = _digest(request)
        by = signed_in(request)
        claimed, mine = answers.claim(by=by, method="POST", path=request.path, key=key, digest=digest)
        if not mine:
            return self._again(claimed, digest, request, **kwargs)
        try:
            with unit():
                response = work(request, **kwargs)
                body = force_str(request.accepted_renderer.render(response.data))
                place = response.headers.get("Location", "")
                answers.keep(claimed, status=response.status_code, location=place, body=body)
        except BaseException:
            answers.release(claimed)
            raise
        return response

    def _again(self, kept: KeptAnswer, digest: str, request: Request, **kwargs: Any) -> HttpResponseBase:
        """The answer kept. AnotherBody (422), Conflict (409) while there is none yet, or what `check_again` raises."""
        if kept.digest != digest:
            raise AnotherBody
        if kept.status is None:
            raise answers.at_work()
        body = json.loads(kept.body)
        self.check_again(request, body if isinstance(body, list) else [body], **kwargs)
        response = HttpResponse(kept.body, status=kept.status, content_type=request.accepted_renderer.media_type)
        if kept.location:
            response["Location"] = kept.location
        return response


def _key(request: Request) -> str:
    """The key sent. ValidationError (400) naming the header."""
    key: str = request.headers[HEADER]
    if not _KEY.match(key) or not key.strip():
        raise refused(HEADER, _("Expected 1 to %(most)d printable ASCII characters.") % {"most": MAX_LENGTH}, "invalid")
    return key


def _digest(request: Request) -> str:
    """The digest of the body, byte for byte, once it is parsed: while the write lock is held nothing need be."""
    try:
        raw = request.body
    except RawPostDataException as error:  # a form with files, read already in search of its CSRF token
        raise UnsupportedMediaType(request.content_type) from error
    _parsed = request.data
    return hashlib.sha256(raw).hexdigest()
