"""Adding, giving out and removing evidence. What one may not see is not there; a removed file is there for nobody."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from events.views.access import place_of, plan_of, visible_event
from evidence import rules, services, showing
from evidence.arriving import Refusal
from evidence.models import Evidence
from evidence.rules import Thing
from foundation import private_files, uploads
from foundation.bilingual import labelled
from foundation.pages import refuse_unknown, wants_fragment
from priorities.models import ProgressUpdate
from priorities.shortcuts import reader, way_back

FIELD = "evidence"


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def of_update(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files to a report: the form on a page of its own, and what is sent by it."""
    updates = ProgressUpdate.objects.select_related("task__area__plan", "author")
    return _adding(request, get_object_or_404(updates.prefetch_related("task__supporting_divisions"), pk=pk))


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request", "HX-Boosted", "HX-History-Restore-Request")
def of_event(request: HttpRequest, pk: int) -> HttpResponse:
    """Add files to an event. 404 for who may not see its files."""
    event = visible_event(request, pk)
    if not rules.may_see(reader(request), event):
        raise Http404
    return _adding(request, event)


def _adding(request: HttpRequest, thing: Thing) -> HttpResponse:
    """The good files are kept and the bad ones named (422; 507 where there was no room)."""
    user = reader(request)
    if request.method != "POST":
        refuse_unknown(request, ("next",))
        if not rules.may_add(user, thing):
            raise PermissionDenied(_("Only the divisions in charge and the planning office add evidence here."))
        return _form(request, thing)
    try:
        services.check_may_add(user, thing)
        files = uploads.given(request, FIELD)
        result = services.add_evidence(by=user, thing=thing, files=files)
    except ValidationError as error:
        by_field = error.error_dict.values() if hasattr(error, "error_dict") else [error.error_list]
        several = [each for errors in by_field for each in errors]
        return _form(request, thing, refused=[Refusal("", each.messages[0], each.code or "") for each in several])
    refused = result.refused if files else [Refusal("", _("Choose at least one file."))]
    if refused:
        return _form(request, thing, refused=refused, added=len(result.added))
    if wants_fragment(request):
        return _form(request, thing)
    _say_added(request, len(files))
    return HttpResponseRedirect(way_back(request, showing.page_of(thing)))


def _say_added(request: HttpRequest, number: int) -> None:
    text = ngettext("%(n)d file added as evidence.", "%(n)d files added as evidence.", number) % {"n": number}
    messages.success(request, text)


def _form(request: HttpRequest, thing: Thing, refused: list[Refusal] | None = None, added: int = 0) -> HttpResponse:
    """The files with the form: the part of the page that asked, or a page of its own."""
    refused = refused or []
    status = 422 if refused else 200
    if any(each.code == uploads.NO_ROOM for each in refused):
        status = 507
    proof = showing.of_thing(reader(request), thing)
    context: dict[str, Any] = {"proof": proof, "refused": refused, "added": added}
    if wants_fragment(request):
        return render(request, "evidence/_proof.html", context, status=status)
    context |= _place(thing) | {"back": way_back(request, proof.here)}
    return render(request, "evidence/add.html", context, status=status)


def _place(thing: Thing) -> dict[str, Any]:
    if isinstance(thing, ProgressUpdate):
        return {"plan": thing.task.plan, "nav": "tasks", "update": thing}
    return place_of(thing, plan_of(thing)) | {"event": thing}


@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file, to be kept and not to be opened in the browser. 503 while the store does not give it."""
    refuse_unknown(request, ())
    evidence = get_object_or_404(rules.evidence_seen_by(reader(request)).select_related("file"), pk=pk)
    try:
        pieces = iter(()) if request.method == "HEAD" else private_files.chunks(evidence.file.name)
    except private_files.NotRead:
        message = _("The file cannot be read now. Try again later; if it stays so, tell the administrator.")
        return render(request, "503.html", {"message": message}, status=503)
    response = StreamingHttpResponse(pieces, content_type=evidence.file.media_type)
    response["Content-Length"] = str(evidence.file.size)
    response["Content-Disposition"] = content_disposition_header(True, evidence.filename)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a file, and back to what it proved."""
    user = reader(request)
    evidence: Evidence = get_object_or_404(rules.evidence_seen_by(user).select_related("update__task", "event"), pk=pk)
    try:
        services.remove_evidence(by=user, evidence=evidence)
        messages.success(request, labelled(_("Evidence removed"), evidence.filename))
    except ValidationError as error:  # the plan takes none any more: nothing is removed from it either
        messages.error(request, " ".join(error.messages))
    return HttpResponseRedirect(way_back(request, showing.page_of(evidence.thing)))
