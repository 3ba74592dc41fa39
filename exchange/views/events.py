"""A register of events from a workbook: uploaded, its unknown names chosen for, shown row by row, taken in."""

from collections.abc import Iterable
from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Event
from events.rules import may_add_event
from exchange.events.outcomes import Judgement, Outcome
from exchange.events.reading import unplaced_words
from exchange.events.template import write_template
from exchange.forms import RegisterForm
from exchange.models import Upload
from exchange.services import events as services
from exchange.services import uploads
from foundation import private_files
from foundation.bilingual import aside
from foundation.errors import Conflict
from foundation.pages import PAGE_SIZE, paginate, refuse_unknown
from foundation.sheets.marking import marked
from foundation.uploads import is_too_large, no_room, takes_files_up_to, too_large
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PROBLEMS = 200
MOST_ASKED = 100
CHOICES = ("all", "good")
CONFLICT, WRONG = 409, 422


@takes_files_up_to(services.LARGEST)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, plan: str) -> HttpResponse:
    """The form for a register; one that was sent goes on to its preview, one that cannot be taken says why (422)."""
    refuse_unknown(request, ())
    found = _plan_of_registrar(request, plan)
    form = RegisterForm(years=services.years_of(found))
    if request.method == "POST":
        form = RegisterForm(request.POST, request.FILES, years=services.years_of(found))
        if is_too_large(request, "file"):
            form.refuse(too_large(services.LARGEST))
        elif hasattr(request, "no_room"):
            form.refuse(no_room())
        elif form.is_valid():
            try:
                kept = services.keep_upload(by=reader(request), plan=found, **form.cleaned_data)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return HttpResponseRedirect(_address("preview", found, kept))
    context = {"plan": found, "nav": "events", "form": form}
    return render(request, "exchange/events_upload.html", context, status=WRONG if form.is_bound else 200)


@require_safe
def template(request: HttpRequest, plan: str, language: str) -> HttpResponse:
    """The empty register to fill in, in either language."""
    refuse_unknown(request, ())
    found = _plan_of_registrar(request, plan)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    out = BytesIO()
    write_template(out, by=reader(request), plan=found, language=language)
    with override(language):
        return _file(out.getvalue(), _("Template of the register of events"))


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """What would become of each row, or, once it was taken in, what has; by POST it is taken in."""
    refuse_unknown(request, ("show", "page"))
    found = _upload(request, plan, pk)
    if request.method == "POST":
        return _commit(request, found)
    if found.committed_at is not None:
        return _result(request, found)
    return _preview(request, found)


@require_POST
def choose(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Keep what was chosen for names that are not known; back to the preview."""
    found = _upload(request, plan, pk)
    try:
        services.choose(by=reader(request), upload=found, said=request.POST.dict())
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return HttpResponseRedirect(_address("preview", found.plan, found))


@require_safe
def progress(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """How far taking it in has come, for the page that waits."""
    refuse_unknown(request, ())
    found = _upload(request, plan, pk)
    return JsonResponse({"done": found.rows_done, "finished": found.committed_at is not None})


@require_safe
def marked_workbook(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """The same workbook with what is wrong marked in it."""
    refuse_unknown(request, ())
    found = _upload(request, plan, pk)
    told: dict[tuple[str, str], list[str]] = {}
    for line, problem in _judge(request, found).problems():
        told.setdefault((line.sheet, f"{problem.column}{line.number}"), []).append(problem.message)
    with private_files.read(found.file) as file:
        content = marked(
            file.read(),
            [(sheet, ref, "\n".join(dict.fromkeys(several))) for (sheet, ref), several in told.items()],
            language=get_language() or "en",
        )
    return _file(content, aside(PurePath(found.filename).stem, _("errors marked")))


@require_POST
def discard(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Forget the register; back to the form."""
    found = _upload(request, plan, pk)
    uploads.discard(by=reader(request), upload=found)
    messages.success(request, _("The workbook was discarded; nothing was written."))
    return HttpResponseRedirect(reverse("exchange:events-upload", args=[plan]))


def _plan_of_registrar(request: HttpRequest, code: str) -> Plan:
    """The plan; PermissionDenied for who registers no events."""
    found = get_plan(code)
    if not may_add_event(reader(request)):
        raise PermissionDenied(_("Divisions and the planning office register events."))
    return found


def _upload(request: HttpRequest, plan: str, pk: int) -> Upload:
    """One's own upload of the plan; another's is not there."""
    found = _plan_of_registrar(request, plan)
    own = Upload.objects.filter(kind=Upload.Kind.EVENTS, plan=found, by=reader(request))
    return get_object_or_404(own.select_related("plan"), pk=pk)


def _address(name: str, plan: Plan | None, found: Upload) -> str:
    return reverse(f"exchange:events-{name}", args=[plan.code if plan else "", found.pk])


def _judge(request: HttpRequest, found: Upload) -> Judgement:
    try:
        return services.judge_upload(reader(request), found)
    except ValidationError as error:  # it could be read when it came; it is no longer
        raise BadRequest(" ".join(error.messages)) from error


def _commit(request: HttpRequest, found: Upload) -> HttpResponse:
    """Take in what the preview showed. What has changed since, or keeps it back, is shown again; nothing is written."""
    take = request.POST.get("take", "")
    if take not in CHOICES:
        raise BadRequest(_unknown_value("take", CHOICES))
    once_before = found.committed_at is not None
    try:
        taken = services.commit(
            by=reader(request),
            upload=found,
            without_errors=take == "good",
            possible=request.POST.get("possible") == "on",
            shown=request.POST.get("shown", ""),
        )
    except Conflict:
        found.refresh_from_db()
        return _preview(request, found, status=CONFLICT)
    except ValidationError as error:
        return _preview(request, found, status=WRONG, refused=error.messages)
    if not once_before:
        n = len(taken.result["events"])
        messages.success(request, ngettext("%(n)d event was taken in.", "%(n)d events were taken in.", n) % {"n": n})
    return HttpResponseRedirect(request.path)


def _preview(request: HttpRequest, found: Upload, status: int = 200, refused: Any = ()) -> HttpResponse:
    judgement, show = _judge(request, found), request.GET.get("show", "")
    if show and show not in set(Outcome):
        raise BadRequest(_unknown_value("show", Outcome))
    order = [Outcome.ERROR, Outcome.POSSIBLE, Outcome.NEW, Outcome.SAME]
    lines = [line for line in judgement.lines if not show or line.outcome == show]
    lines.sort(key=lambda line: order.index(line.outcome))  # those that are to be looked at first
    problems = list(judgement.problems())
    asked = [each for each in judgement.unknowns if each.needed or each.offers]
    context = {
        "plan": found.plan,
        "nav": "events",
        "upload": found,
        "judgement": judgement,
        "counts": judgement.counts,
        "unknowns": asked[:MOST_ASKED],
        "open": sum(each.open for each in judgement.unknowns),
        "more_asked": max(len(asked) - MOST_ASKED, 0),
        "quiet": len(judgement.unknowns) - len(asked),
        "unplaced": unplaced_words(judgement.register),
        "show": show,
        "page": Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page")),
        "problems": problems[:MOST_PROBLEMS],
        "more_problems": max(len(problems) - MOST_PROBLEMS, 0),
        "conflict": status == CONFLICT,
        "refused": refused,
    }
    return render(request, "exchange/events_preview.html", context, status=status)


def _result(request: HttpRequest, found: Upload) -> HttpResponse:
    """What was taken in, as far as it may still be seen."""
    events = Event.objects.visible_to(request.user).filter(pk__in=found.result.get("events", []))
    shown = events.select_related("host_division").order_by("starts_at", "id")
    context = {
        "plan": found.plan,
        "nav": "events",
        "upload": found,
        "result": found.result,
        "page": paginate(request, shown),
    }
    return render(request, "exchange/events_result.html", context)


def _unknown_value(name: str, known: Iterable[str]) -> str:
    return _("Unknown value of “%(name)s”. Known: %(known)s.") % {"name": name, "known": ", ".join(known)}


def _file(content: bytes, name: str) -> HttpResponse:
    disposition = content_disposition_header(as_attachment=True, filename=f"{name}.xlsx") or "attachment"
    headers = {"Content-Disposition": disposition, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=XLSX, headers=headers)
