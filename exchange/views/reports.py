"""Reports from a workbook: uploaded, shown row by row, taken in or discarded. Nothing is written before the last."""

from collections.abc import Iterable
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.forms import WorkbookForm
from exchange.models import Upload
from exchange.reports.judging import judge
from exchange.reports.outcomes import SHOWN_AS, Judgement
from exchange.services import reports as services
from exchange.services import uploads
from foundation import private_files
from foundation.bilingual import aside
from foundation.errors import Conflict
from foundation.pages import PAGE_SIZE, paginate, refuse_unknown
from foundation.sheets.marking import marked
from foundation.uploads import is_too_large, no_room, takes_files_up_to, too_large
from priorities import rules
from priorities.models import Plan, ProgressUpdate
from priorities.shortcuts import get_plan, reader

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PROBLEMS = 200
CHOICES = ("all", "good")
CONFLICT, WRONG = 409, 422


@takes_files_up_to(services.LARGEST)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, plan: str) -> HttpResponse:
    """The form for a workbook; a workbook sent goes on to its preview, one that cannot be taken says why (422)."""
    refuse_unknown(request, ())
    found = _plan_of_reporter(request, plan)
    form = WorkbookForm()
    if request.method == "POST":
        form = WorkbookForm(request.POST, request.FILES)
        if is_too_large(request, "file"):
            form.refuse(too_large(services.LARGEST))
        elif hasattr(request, "no_room"):
            form.refuse(no_room())
        elif form.is_valid():
            try:
                kept = services.keep_upload(by=reader(request), plan=found, file=form.cleaned_data["file"])
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return HttpResponseRedirect(reverse("exchange:reports-preview", args=[found.code, kept.pk]))
    context = {"plan": found, "nav": "tasks", "form": form, "takes_reports": found.status == Plan.Status.ADOPTED}
    return render(request, "exchange/reports_upload.html", context, status=WRONG if form.is_bound else 200)


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


@require_safe
def marked_workbook(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """The same workbook with what is wrong marked in it."""
    refuse_unknown(request, ())
    found = _upload(request, plan, pk)
    judgement = _judge(request, found)
    told: dict[str, list[str]] = {}
    for line, problem in judgement.problems():
        told.setdefault(f"{problem.column}{line.number}", []).append(problem.message)
    with private_files.read(found.file) as file:
        content = marked(
            file.read(),
            [(judgement.reports.sheet, ref, "\n".join(dict.fromkeys(several))) for ref, several in told.items()],
            language=get_language() or "en",
        )
    name = f"{aside(PurePath(found.filename).stem, _('errors marked'))}.xlsx"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_POST
def discard(request: HttpRequest, plan: str, pk: int) -> HttpResponse:
    """Forget the workbook; back to the form."""
    found = _upload(request, plan, pk)
    uploads.discard(by=reader(request), upload=found)
    messages.success(request, _("The workbook was discarded; nothing was written."))
    return HttpResponseRedirect(reverse("exchange:reports-import", args=[plan]))


def _plan_of_reporter(request: HttpRequest, code: str) -> Plan:
    """The plan; PermissionDenied for who reports on no task."""
    found = get_plan(code)
    if not rules.may_report_somewhere(reader(request)):
        raise PermissionDenied(_("Only divisions and the planning office report on tasks."))
    return found


def _upload(request: HttpRequest, plan: str, pk: int) -> Upload:
    """One's own upload of the plan; another's is not there."""
    found = _plan_of_reporter(request, plan)
    uploads = Upload.objects.filter(kind=Upload.Kind.REPORTS, plan=found, by=reader(request))
    return get_object_or_404(uploads.select_related("plan"), pk=pk)


def _judge(request: HttpRequest, found: Upload) -> Judgement:
    assert found.plan is not None  # noqa: S101  # a constraint of the table
    try:
        return judge(reader(request), found.plan, services.read_upload(found))
    except ValidationError as error:  # it could be read when it came; it is no longer
        raise BadRequest(" ".join(error.messages)) from error


def _commit(request: HttpRequest, found: Upload) -> HttpResponse:
    """Take in what the preview showed. What has changed since, or keeps it back, is shown again; nothing is written."""
    take = request.POST.get("take", "")
    if take not in CHOICES:
        raise BadRequest(_unknown("take", CHOICES))
    shown, by, once_before = request.POST.get("shown", ""), reader(request), found.committed_at is not None
    try:
        taken = services.commit(by=by, upload=found, without_errors=take == "good", shown=shown)
    except Conflict:
        return _preview(request, found, status=CONFLICT)
    except ValidationError as error:
        return _preview(request, found, status=WRONG, refused=error.messages)
    if not once_before:
        n = len(taken.result["updates"])
        said = ngettext("%(n)d report was taken in.", "%(n)d reports were taken in.", n) % {"n": n}
        messages.success(request, said)
    return HttpResponseRedirect(request.path)


def _preview(request: HttpRequest, found: Upload, status: int = 200, refused: Any = ()) -> HttpResponse:
    judgement, show = _judge(request, found), request.GET.get("show", "")
    if show and show not in SHOWN_AS:
        raise BadRequest(_unknown("show", SHOWN_AS))
    order = [kind for kinds in (SHOWN_AS["error"], SHOWN_AS["new"], SHOWN_AS["same"]) for kind in kinds]
    lines = [line for line in judgement.lines if not show or line.outcome in SHOWN_AS[show]]
    lines.sort(key=lambda line: order.index(line.outcome))  # those that are to be looked at first
    problems = list(judgement.problems())
    context = {
        "plan": found.plan,
        "nav": "tasks",
        "upload": found,
        "judgement": judgement,
        "counts": judgement.counts,
        "show": show,
        "page": Paginator(lines, PAGE_SIZE).get_page(request.GET.get("page")),
        "problems": problems[:MOST_PROBLEMS],
        "more_problems": len(problems) - MOST_PROBLEMS if len(problems) > MOST_PROBLEMS else 0,
        "conflict": status == CONFLICT,
        "refused": refused,
    }
    return render(request, "exchange/reports_preview.html", context, status=status)


def _unknown(name: str, known: Iterable[str]) -> str:
    return _("Unknown value of “%(name)s”. Known: %(known)s.") % {"name": name, "known": ", ".join(known)}


def _result(request: HttpRequest, found: Upload) -> HttpResponse:
    """What was taken in."""
    written = ProgressUpdate.objects.filter(pk__in=found.result.get("updates", []))
    shown = written.with_review().select_related("task__area").order_by("task__area__number", "task__number")
    context = {
        "plan": found.plan,
        "nav": "tasks",
        "upload": found,
        "result": found.result,
        "page": paginate(request, shown),
    }
    return render(request, "exchange/reports_result.html", context)
