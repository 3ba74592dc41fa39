"""The views of the API: `ApiView` for anything, `Resource` for a list and its things."""

import hashlib
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import APIView
from rest_framework.viewsets import ViewSetMixin

from foundation.filters import StrictFilterSet
from foundation.rest.parameters import check_filters, check_parameters

Row = Any
Body = dict[str, Any]
VARY = ("Accept", "Accept-Language", "Authorization", "Cookie")


class PreconditionFailed(APIException):
    """What is there is not what the caller's `If-Match` names."""

    status_code = 412
    default_detail = _("It is no longer what “If-Match” names.")
    default_code = "precondition_failed"


class ApiView(APIView):
    """Speaks the caller's language, refuses parameters it does not know, and answers conditional reads."""

    # The version of the thing shown, when it has one: the front of its ETag.
    version: int | None = None

    def parameters(self) -> tuple[list[str], list[str]]:
        """The query parameters known here, and those of them that may be given several times."""
        return [], []

    def takes_list(self) -> bool:
        """Whether the body may be a list of objects; otherwise it is one object."""
        return False

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After sign-in and rights: the parameters."""
        super().initial(request, *args, **kwargs)
        check_parameters(request.GET, *self.parameters())

    def perform_authentication(self, request: Request) -> None:
        """A token's owner is answered in the language they prefer, unless a cookie says otherwise."""
        super().perform_authentication(request)
        preferred = getattr(request.user, "language", "")
        if request.auth is not None and preferred and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            translation.activate(preferred)  # the middleware of the language ends it with the request

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Caching headers on everything; on what was read an ETag, and 304 for who has it already."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Cache-Control"] = "private"
        response["Content-Language"] = translation.get_language()
        patch_vary_headers(response, VARY)
        if request.method in ("GET", "HEAD") and response.status_code == 200 and isinstance(response, Response):
            return self._conditional(request, response)
        return response

    def _conditional(self, request: Request, response: Response) -> HttpResponseBase | None:
        """The response with its ETag `"VERSION.DIGEST"` (`"DIGEST"` without a version), or 304, or 412."""
        response.render()
        digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
        response["ETag"] = f'"{digest}"' if self.version is None else f'"{self.version}.{digest}"'
        request.META.pop("HTTP_IF_UNMODIFIED_SINCE", None)  # nothing here has a date of change: to be ignored then
        answer = get_conditional_response(request._request, etag=response["ETag"], response=response)
        if answer is not None and answer.status_code == 412:
            refused = super().finalize_response(request, self.handle_exception(PreconditionFailed()))
            refused["Cache-Control"], refused["ETag"] = response["Cache-Control"], response["ETag"]
            patch_vary_headers(refused, VARY)
            return refused
        return answer


class Resource(ViewSetMixin, ApiView):
    """A kind of thing: `list` of what the reader may see, by key, and `retrieve` of one.

    A subclass says which rows there are (`visible`) and how they read (`represent`); both in a constant number of
    queries, which their docstrings name.
    """

    action: str
    pagination_class: ClassVar[Any] = api_settings.DEFAULT_PAGINATION_CLASS
    # The field that is the thing's key, by which lists are ordered and walked.
    key: ClassVar[str] = "code"
    filters: ClassVar[type[StrictFilterSet] | None] = None
    # The actions whose body may be a list of objects, all of which are written or none.
    bulk: ClassVar[frozenset[str]] = frozenset()
    # Documents the shape; the figures in it are put together by `represent`.
    serializer_class: ClassVar[Any] = None

    def visible(self) -> QuerySet[Any]:
        """The rows that the reader may see."""
        raise NotImplementedError

    def represent(self, rows: list[Row]) -> list[Body]:
        """The JSON of these rows, in their order."""
        raise NotImplementedError

    def parameters(self) -> tuple[list[str], list[str]]:
        """Filters and paging on the list; nothing elsewhere."""
        if self.action != "list":
            return [], []
        names, repeatable = (self.filters.names(), self.filters.repeatable()) if self.filters else ([], [])
        return [*names, *self.pagination_class.parameters], repeatable

    def takes_list(self) -> bool:
        """By the action."""
        return self.action in self.bulk

    def list(self, request: Request) -> Response:
        """A page of the list."""
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(self.narrowed(self.visible()), request, view=self)
        return paginator.get_paginated_response(self.represent(page))

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that fit every filter given; ValidationError (400) on a wrong value."""
        given = self.request.GET
        asked = set(given).difference(self.pagination_class.parameters)
        if self.filters is None or not asked:
            return rows
        filters = self.filters(given, rows, request=self.request, only=asked)
        check_filters(filters)
        found: QuerySet[Any] = filters.qs
        return found

    def retrieve(self, request: Request, key: str | int) -> Response:
        """One thing; 404 when it is not there for the reader."""
        body = self.one(key)
        self.version = body.get("version")
        return Response(body)

    def one(self, key: str | int) -> Body:
        """The JSON of one thing. Raises Http404."""
        rows = list(self.visible().filter(**{self.key: key})[:1])
        if not rows:
            raise Http404
        return self.represent(rows)[0]
