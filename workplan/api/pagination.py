"""Lists by key: `{"next", "previous", "snapshot", "results"}`.

A page starts after a key, so rows that come or go meanwhile shift nothing. All pages of one walk carry the `snapshot`
of its first page, read before its rows: the changes from that cursor on, replayed, bring the walk up to date.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from foundation.rest.parameters import refused
from workplan.api import cursors

PAGE_SIZE, MAX_PAGE_SIZE = 50, 500
_CODE = re.compile(r"[a-z0-9-]{1,60}\Z")
_MAX_ID = 10**15
Key = str | int


@dataclass(frozen=True)
class Place:
    """Where a page starts: after a key, or before one, in the walk of a snapshot."""

    snapshot: str
    key: Key
    backwards: bool = False

    def encode(self) -> str:
        """As the text of `?cursor=`."""
        text = json.dumps([self.snapshot, self.key, int(self.backwards)], separators=(",", ":"))
        return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str, kind: type) -> "Place":
        """From the text of `?cursor=`, for lists whose keys are of that type. Raises ValueError on any other text."""
        raw = urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        snapshot, key, backwards = json.loads(raw)
        if not isinstance(snapshot, str):
            raise ValueError("not a snapshot")
        cursors.decode(snapshot)
        if type(key) is not kind or backwards not in (0, 1):
            raise ValueError("not a place")
        if isinstance(key, str) and not _CODE.match(key):
            raise ValueError("not a code")
        if isinstance(key, int) and not 0 <= key < _MAX_ID:
            raise ValueError("not an id")
        place = cls(snapshot, kind(key), bool(backwards))
        if place.encode() != text:
            raise ValueError("not as it is written here")
        return place


class KeysetPagination(BasePagination):
    """Pages by key. The first page costs one query more, for its snapshot."""

    parameters = ("cursor", "page_size")

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page asked for. ValidationError (400) on `cursor` or `page_size`."""
        self.request, key = request, view.key
        size = _page_size(request.GET.get("page_size"))
        place = _place(request.GET.get("cursor"), int if key == "id" else str)
        self.snapshot = place.snapshot if place else cursors.now()
        backwards = place is not None and place.backwards
        if place is not None:
            queryset = queryset.filter(**{f"{key}__{'lt' if backwards else 'gt'}": place.key})
        rows = list(queryset.order_by(f"-{key}" if backwards else key)[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        if backwards:
            rows.reverse()
        has_next, has_previous = (True, more) if backwards else (more, place is not None)
        self.next = self._link(_key_of(rows[-1], key), False) if rows and has_next else None
        self.previous = self._link(_key_of(rows[0], key), True) if rows and has_previous else None
        return rows

    def _link(self, key: Key, backwards: bool) -> str:
        """The whole address of the page before or after a key, with the same filters."""
        query = self.request.GET.copy()
        query["cursor"] = Place(self.snapshot, key, backwards).encode()
        return self.request.build_absolute_uri(f"{self.request.path}?{query.urlencode()}")

    def get_paginated_response(self, data: Any) -> Response:
        """The page with its neighbours and its snapshot."""
        return Response(
            {"next": self.next, "previous": self.previous, "snapshot": self.snapshot, "results": data},
        )

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The shape of a page, for the documentation."""
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "snapshot", "results"],
            "properties": {
                "next": {**link, "description": "The next page of this walk, with the same filters; null on the last."},
                "previous": {**link, "description": "The page before; null on the first."},
                "snapshot": {
                    "type": "string",
                    "description": "The cursor of `changes/` at the start of this walk, the same on all its pages.",
                },
                "results": schema,
            },
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """The parameters of paging, for the documentation."""
        return [
            {
                "name": "cursor",
                "in": "query",
                "description": "Where the page starts: taken from `next` or `previous`, not to be made up.",
                "schema": {"type": "string"},
            },
            {
                "name": "page_size",
                "in": "query",
                "description": "Rows of a page.",
                "schema": {"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE},
            },
        ]


def _page_size(text: str | None) -> int:
    """The size asked for."""
    if text is None:
        return PAGE_SIZE
    if not re.fullmatch(r"[1-9][0-9]{0,3}", text) or int(text) > MAX_PAGE_SIZE:
        raise refused(
            "page_size", _("Expected a whole number from 1 to %(most)d.") % {"most": MAX_PAGE_SIZE}, "invalid"
        )
    return int(text)


def _place(text: str | None, kind: type) -> Place | None:
    """The place asked for; None for the first page."""
    if text is None:
        return None
    try:
        return Place.decode(text, kind)
    except (ValueError, TypeError, RecursionError) as error:
        raise refused("cursor", _("Expected the cursor of a `next` or `previous` address."), "invalid") from error


def _key_of(row: Any, key: str) -> Key:
    """The key of a row, be it a model or a dictionary."""
    found: Key = row[key] if isinstance(row, dict) else getattr(row, key)
    return found
