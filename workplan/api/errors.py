"""Errors of the API, all of one shape: problem details (RFC 9457) that name the field, in the caller's language."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from changelog.services import request_id
from foundation.errors import Conflict, Several
from foundation.rest.parameters import printable
from priorities.api.rows import update_body
from priorities.models import ProgressUpdate

CONTENT_TYPE = "application/problem+json"
Problem = dict[str, Any]


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an exception that a view raised; None for one that is our own fault (500)."""
    status = _status(error)
    if status is None:
        return None
    asked = getattr(error, "auth_header", None)
    headers = {"WWW-Authenticate": asked} if asked else {}
    body = problem(status, _detail(error, status), list(_errors(error)))
    if status == 409:
        body["standing"] = _standing(error)
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def problem(status: int, detail: str, errors: list[Problem]) -> Problem:
    """The shape of every error. `errors`: one entry for each thing wrong, `field` null where it is no field's."""
    return {
        "type": "about:blank",
        "title": _titles().get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "errors": errors,
        "request_id": request_id.get(),
    }


def _titles() -> dict[int, str]:
    """What each status means, in the caller's language."""
    return {
        400: _("What was sent is not right"),
        401: _("Not signed in"),
        403: _("Not allowed"),
        404: _("Not found"),
        405: _("Method not allowed"),
        406: _("No such format"),
        409: _("Conflict with what stands"),
        412: _("Not as it was"),
        413: _("Too large"),
        415: _("No such media type"),
        422: _("The key names another request"),
    }


def _status(error: Exception) -> int | None:
    """The HTTP status of an exception; None: 500. Of several: that of what one may not see or do, before the others."""
    if isinstance(error, Several):
        found = {_status(each) for each in error.errors.values()}
        return next((status for status in (404, 403, 409) if status in found), 400)
    if isinstance(error, exceptions.APIException):
        return int(error.status_code)
    known: tuple[tuple[type[Exception], int], ...] = (
        (Http404, 404),
        (PermissionDenied, 403),
        (Conflict, 409),
        (RequestDataTooBig, 413),
        (ValidationError, 400),
        (BadRequest, 400),
        (SuspiciousOperation, 400),
    )
    return next((status for kind, status in known if isinstance(error, kind)), None)


def _detail(error: Exception, status: int) -> str:
    """One sentence. That of a 404 is always the same: what one may not see is not there."""
    if status == 404:
        return _("There is no such thing here.")
    if status == 413:
        return _("What you sent is larger than 16 MB.")
    if isinstance(error, Several):
        return _("Nothing was written: %(wrong)d of %(all)d items are refused.") % {
            "wrong": len(error.errors), "all": error.of,
        }  # fmt: skip
    wrong = list(_errors(error))
    if wrong:
        return " ".join(f"{each['field']}: {each['message']}" if each["field"] else each["message"] for each in wrong)
    if isinstance(error, exceptions.APIException):
        return str(error.detail)
    return str(error) if isinstance(error, PermissionDenied | BadRequest | Conflict) else ""


def _errors(error: Exception) -> Iterator[Problem]:
    """Each thing wrong, by its field; of several items, by their place: `3.percent`."""
    if isinstance(error, Several):
        for place, each in error.errors.items():
            for wrong in list(_errors(each)) or [_as_a_whole(each)]:
                yield wrong | {"field": str(place) if wrong["field"] is None else f"{place}.{wrong['field']}"}
    elif isinstance(error, exceptions.ValidationError):
        yield from _of_rest(error.get_full_details(), None)
    elif isinstance(error, ValidationError):
        fields = error.error_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.error_list}
        for field, several in fields.items():
            for each in several:
                name = None if field == NON_FIELD_ERRORS else printable(field)
                yield {"field": name, "message": " ".join(each.messages), "code": each.code or "invalid"}


def _as_a_whole(error: Exception) -> Problem:
    """The entry of an item that is refused for no field of its own: for whose it is, or for what stands."""
    status = _status(error) or 400
    code = {403: "permission_denied", 404: "not_found", 409: "conflict"}.get(status, "invalid")
    return {"field": None, "message": _detail(error, status), "code": code}


def _of_rest(details: Any, field: str | None) -> Iterator[Problem]:
    """The same from the nested details of REST framework's own errors."""
    if isinstance(details, list):
        for each in details:
            yield from _of_rest(each, field)
    elif isinstance(details, Mapping) and set(details) == {"message", "code"} and isinstance(details["message"], str):
        yield {"field": field, "message": str(details["message"]), "code": str(details["code"])}
    else:
        for name, inner in details.items():
            inside = [] if name == "non_field_errors" else [printable(name)]
            yield from _of_rest(inner, ".".join([*([field] if field else []), *inside]) if inside else field)


def _standing(error: Exception) -> Problem | None:
    """The update that is in the way, in full; None where none is."""
    standing = getattr(error, "standing", None)
    return update_body(standing.pk) if isinstance(standing, ProgressUpdate) else None
