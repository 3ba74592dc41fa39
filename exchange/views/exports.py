"""Lists as files: short ones at once, long ones made in the background and fetched from their own page."""

import tempfile
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from exchange import making
from exchange.exporting import CONTENT_TYPES, DIRECT, file_name, write_file
from exchange.lists import Listing, listing_of
from exchange.models import Export
from foundation import private_files
from foundation.pages import paginate, refuse_unknown, wants_fragment
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, plan: str, name: str, file_format: str) -> HttpResponseBase:
    """The list that the address says, as its page shows it: a file. A long one is asked for by POST.

    400 where the page would answer so.
    """
    if name not in Export.List.values or file_format not in Export.Format.values:
        raise Http404
    found, user, query = get_plan(plan), reader(request), _query(request)
    listing = listing_of(user, found, name, query)
    if request.method == "POST":
        return _asked(request, user, found, name, file_format, query)
    if listing.total > DIRECT:
        return render(request, "exchange/long.html", _place(found, name) | {"total": listing.total})
    return _file(listing, file_format)


def _query(request: HttpRequest) -> str:
    """What the address says of the list: without blank values, and whatever page of it was looked at."""
    query = request.GET.copy()
    for key in list(query):
        values = [value for value in query.getlist(key) if value]
        query.setlist(key, values)
        if not values or key == "page":
            del query[key]
    return query.urlencode()


def _file(listing: Listing, file_format: str) -> FileResponse:
    """The file, written whole before its first byte leaves: one cut short would look like a whole list."""
    out = tempfile.TemporaryFile()  # noqa: SIM115  # closed by the answer
    write_file(out, listing, file_format)
    out.seek(0)
    return _download(out, file_name(listing, file_format), file_format)


def _download(file: Any, filename: str, file_format: str) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=filename, content_type=CONTENT_TYPES[file_format])
    response["Cache-Control"] = "private, no-store"
    return response


def _asked(request: HttpRequest, user: User, plan: Plan, name: str, file_format: str, query: str) -> HttpResponse:
    """On to the page that tells how far it is."""
    try:
        asked = making.ask(by=user, plan=plan, name=name, file_format=file_format, query=query)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("exchange:exports")
    making.start_maker()
    return redirect("exchange:export-page", asked.pk)


def _place(plan: Plan, name: str) -> dict[str, Any]:
    """The plan, and the place of the header and the list that a file belongs to."""
    nav, route, title = {
        Export.List.TASKS: ("tasks", "priorities:task-list", _("Tasks")),
        Export.List.UPDATES: ("tasks", "priorities:task-list", _("Tasks")),
        Export.List.EVENTS: ("events", "events:list", _("Events")),
        Export.List.INDICATORS: ("indicators", "indicators", _("Indicators")),
        Export.List.LEADERS: ("events", "events:leaders", _("Municipal leaders")),
    }[Export.List(name)]
    return {"plan": plan, "nav": nav, "list_url": reverse(route, args=[plan.code]), "list_title": title}


@require_safe
def export_list(request: HttpRequest) -> HttpResponse:
    """The reader's own files, newest first."""
    refuse_unknown(request, ("page",))
    page = paginate(request, making.exports_of(reader(request)))
    return render(request, "exchange/exports.html", {"page": page, "rows": [_told(each) for each in page]})


@require_safe
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def export_page(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the making of a file is, and the file once it is made. Somebody else's is not there."""
    refuse_unknown(request, ())
    this = _own(request, pk)
    context = _place(this.plan, this.list) | _told(this)
    template = "_status.html" if wants_fragment(request) else "export.html"
    return render(request, f"exchange/{template}", context)


def _own(request: HttpRequest, pk: int) -> Any:
    return get_object_or_404(making.exports_of(reader(request)), pk=pk)


def _told(this: Any) -> dict[str, Any]:
    """What is said of a file: waiting, making, silent, failed or made."""
    state = "made" if this.file else "failed" if this.failed else "waiting" if this.started_at is None else "making"
    if state == "making" and not this.heard:
        state = "silent"
    return {
        "export": this,
        "state": state,
        "title": making.name_of_file(this),
        "goes_on": state in ("waiting", "making"),
        "kept_until": this.finished_at + making.KEPT_FOR if this.finished_at else None,
    }


@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file. 404 before it is made, and once it is removed."""
    refuse_unknown(request, ())
    this = _own(request, pk)
    if not this.file:
        raise Http404
    try:
        file = private_files.read(this.file)
    except FileNotFoundError as error:
        raise Http404 from error
    with override(this.language):
        filename = f"{making.name_of_file(this)}.{this.format}"
    return _download(file, filename, this.format)


@require_POST
def export_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a file that failed once more."""
    refuse_unknown(request, ())
    this = _own(request, pk)
    making.ask_again(export=this)
    making.start_maker()
    return redirect("exchange:export-page", this.pk)
