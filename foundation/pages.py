"""What list pages share: fragments for htmx, paging, and refusing what is not understood."""

from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import BadRequest
from django.core.paginator import Page, Paginator
from django.db.models import Count, QuerySet, Window
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

PAGE_SIZE = 50
MOST_PAGES = 1_000_000
PREFIX = 4  # a search looks for n hits among the first PREFIX × n rows before it looks everywhere
COUNTED_TO = 1_000  # a longer list says “more than”: counting it takes longer, the longer it is


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page: not for a boosted visit, not to restore its history."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def is_own_path(request: HttpRequest, address: str) -> bool:
    """Whether an address that a client named is a path of this site: to be gone on to, and nothing else.

    It begins with a slash: a bare word would be taken for the name of a page, or for a part of the address at hand.
    """
    on_this_host = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    return on_this_host and address.startswith("/")


def paginate(request: HttpRequest, queryset: QuerySet[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The page named by `?page=`; the nearest one where that is out of range or no number. One count, one page."""
    return Paginator(queryset, size).get_page(request.GET.get("page"))


class _Counted(Paginator):
    """Pages of a list whose length is known."""

    def __init__(self, length: int, size: int) -> None:
        super().__init__([], size)
        self.count = length


def paginate_keys(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any], size: int = PAGE_SIZE) -> Page[Any]:
    """The keys of the rows of the page named by `?page=`, as `paginate`; the whole length comes with them.

    One query, and two more for a page past the last one; none for a list of keys.
    """
    if not isinstance(rows, QuerySet):
        return Paginator(rows, size).get_page(request.GET.get("page"))
    number = _page_asked(request)
    keyed = rows.annotate(of_all=Window(Count("*"))).values_list("pk", "of_all")
    found = list(keyed[(number - 1) * size : number * size])
    if not found and number > 1:
        pages = _Counted(rows.count(), size)
        number = pages.num_pages
        found = list(keyed[(number - 1) * size : number * size])
    else:
        pages = _Counted(found[0][1] if found else 0, size)
    return Page([key for key, _of_all in found], number, pages)


class _Capped(_Counted):
    """Pages of a list that may be longer than was counted (`more`); `perhaps`: as long as it may be."""

    def __init__(self, length: int, size: int, *, more: bool, number: int) -> None:
        super().__init__(length, size)
        self.more, self.perhaps = more, MOST_PAGES if more else length
        if more:
            self.__dict__["num_pages"] = max(self.num_pages, number + 1)  # there is one more, however many there are


def paginate_capped(
    request: HttpRequest, rows: QuerySet[Any], size: int = PAGE_SIZE, *, among: QuerySet[Any] | None = None
) -> Page[Any]:
    """The keys of the rows of the page named by `?page=`, as `paginate`, at a cost that does not grow with the list.

    Its length is counted up to COUNTED_TO; a longer one has `page.paginator.more`. One query, a second one where others
    follow the page, and two more for a page past the last one, which counts all.

    `among`: the same list, in the same order, before a search whose hits no database can estimate. They are first
    looked for among its first rows: enough of them there are the very first. Else it is one query more each.
    """
    number = _page_asked(request)
    found = _keys(rows, among, (number - 1) * size, number * size + 1)
    if not found and number > 1:
        number = max(1, -(-rows.count() // size))
        found = _keys(rows, None, (number - 1) * size, number * size + 1)
    start, more = (number - 1) * size, False
    length = start + len(found)
    if len(found) > size:
        length = _length(rows, among)
        more = length > COUNTED_TO
        length = max(COUNTED_TO, start + size) if more else length
    return Page(found[:size], number, _Capped(length, size, more=more, number=number))


def _keys(rows: QuerySet[Any], among: QuerySet[Any] | None, start: int, stop: int) -> list[Any]:
    """The keys of the rows from one place to another."""
    if among is not None:
        near = among.values("pk")[: PREFIX * max(stop, COUNTED_TO // PREFIX)]
        found = list(rows.filter(pk__in=near).values_list("pk", flat=True)[start:stop])
        if len(found) == stop - start:
            return found
    return list(rows.values_list("pk", flat=True)[start:stop])


def _length(rows: QuerySet[Any], among: QuerySet[Any] | None) -> int:
    """How many rows there are, or that there are more than COUNTED_TO."""
    if among is not None:
        near = among.values("pk")[: PREFIX * COUNTED_TO]
        if (length := rows.filter(pk__in=near).order_by()[: COUNTED_TO + 1].count()) > COUNTED_TO:
            return length
    return rows.order_by()[: COUNTED_TO + 1].count()


def _page_asked(request: HttpRequest) -> int:
    """The number in `?page=`; 1 where it is none."""
    asked = request.GET.get("page", "")
    return min(int(asked[:9]), MOST_PAGES) if asked.isdecimal() and asked.isascii() and int(asked[:9]) else 1


def refuse_unknown(request: HttpRequest, allowed: Collection[str]) -> None:
    """Raise BadRequest (400) naming the first query parameter that is not in `allowed`."""
    for name in request.GET:
        if name not in allowed:
            raise BadRequest(
                _("Unknown parameter “%(name)s”. Known: %(known)s.")
                % {"name": name[:50], "known": ", ".join(sorted(allowed))}
            )
