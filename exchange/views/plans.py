"""A plan from a file: the template, the plan as a workbook; uploaded, shown, loaded or discarded."""

from io import BytesIO
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exchange.forms import PlanFileForm
from exchange.models import Upload
from exchange.plans.files import LARGEST, is_workbook
from exchange.plans.preview import named, preview_of
from exchange.plans.writing import write_plan, write_template
from exchange.services import plans as services
from exchange.services import uploads
from exchange.services.plans import Judged
from foundation.bilingual import aside
from foundation.errors import Conflict
from foundation.pages import refuse_unknown
from foundation.sheets.marking import marked
from foundation.sheets.writing import TooLong
from foundation.uploads import is_too_large, no_room, takes_files_up_to, too_large
from priorities.imports.places import Problem
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import METHODS, planning_office_only

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_PROBLEMS = 200
CONFLICT, WRONG = 409, 422


@takes_files_up_to(LARGEST)
@require_http_methods(METHODS)
@planning_office_only
def upload(request: HttpRequest, plan: str | None = None) -> HttpResponse:
    """The form for a file, of any plan or of one; a file goes on to its preview, what cannot be one says why (422)."""
    refuse_unknown(request, ())
    found = get_plan(plan) if plan is not None else None
    form = PlanFileForm()
    if request.method == "POST":
        form = PlanFileForm(request.POST, request.FILES)
        if is_too_large(request, "file"):
            form.refuse(too_large(LARGEST))
        elif hasattr(request, "no_room"):
            form.refuse(no_room())
        elif form.is_valid():
            try:
                kept = services.keep_plan(by=reader(request), plan=found, file=form.cleaned_data["file"])
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return HttpResponseRedirect(reverse("exchange:plan-preview", args=[kept.pk]))
    context = {"plan": found, "nav": "planning", "form": form}
    return render(request, "exchange/plan_upload.html", context, status=WRONG if form.is_bound else 200)


@require_safe
@planning_office_only
def template(request: HttpRequest) -> HttpResponse:
    """The empty workbook, in the reader's language."""
    refuse_unknown(request, ())
    out = BytesIO()
    write_template(out, language=_language(), demonstration=reader(request).demonstration)
    return _file(out.getvalue(), _("Template of a plan"))


@require_safe
@planning_office_only
def workbook(request: HttpRequest, plan: str) -> HttpResponse:
    """A plan as a workbook, which may be edited and loaded again."""
    refuse_unknown(request, ())
    found, out = get_plan(plan), BytesIO()
    try:
        write_plan(out, found, language=_language())
    except TooLong as error:
        raise BadRequest(str(error)) from error
    return _file(out.getvalue(), found.title)


@require_http_methods(METHODS)
@planning_office_only
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would do, or, once it was loaded, has done; by POST it is loaded. `overwrite`: over pages' edits."""
    refuse_unknown(request, ("overwrite",))
    found = _upload(request, pk)
    if request.method == "POST":
        return _commit(request, found)
    if found.committed_at is not None:
        return _done(request, found)
    return _preview(request, found, overwrite=request.GET.get("overwrite") == "1")


@require_safe
@planning_office_only
def marked_workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook with what is wrong marked in it; 404 for YAML, whose lines the page names."""
    refuse_unknown(request, ())
    found = _upload(request, pk)
    content = services.content_of(found)
    judged = services.judge_plan(by=reader(request), upload=found, overwrite=False)
    if not is_workbook(content):
        raise BadRequest(_("Errors are marked in workbooks only."))
    told = [
        (each.place.sheet, f"{each.place.column or 'A'}{each.place.line or 1}", _said(each)) for each in judged.problems
    ]
    name = aside(PurePath(found.filename).stem, _("errors marked"))
    return _file(marked(content, told, language=_language()), name)


@require_POST
@planning_office_only
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the file; back to the form."""
    found = _upload(request, pk)
    uploads.discard(by=reader(request), upload=found)
    messages.success(request, _("The file was discarded; nothing was written."))
    return HttpResponseRedirect(_form_of(found))


def _upload(request: HttpRequest, pk: int) -> Upload:
    """One's own file of a plan; another's is not there."""
    uploads = Upload.objects.filter(kind=Upload.Kind.PLAN, by=reader(request))
    return get_object_or_404(uploads.select_related("plan"), pk=pk)


def _commit(request: HttpRequest, found: Upload) -> HttpResponse:
    """Load what the preview showed. What would be otherwise by now is shown again, and nothing is written (409)."""
    overwrite = request.POST.get("overwrite") == "1"
    before = found.committed_at is not None
    try:
        loaded = services.commit_plan(
            by=reader(request), upload=found, overwrite=overwrite, shown=request.POST.get("shown", "")
        )  # fmt: skip
    except Conflict:
        return _preview(request, found, overwrite=overwrite, status=CONFLICT)
    if not before:
        messages.success(request, _("The plan is loaded."))
    return HttpResponseRedirect(reverse("exchange:plan-preview", args=[loaded.pk]))


def _preview(request: HttpRequest, found: Upload, *, overwrite: bool, status: int = 200) -> HttpResponse:
    judged = services.judge_plan(by=reader(request), upload=found, overwrite=overwrite)
    context: dict[str, Any] = {
        "upload": found,
        "overwrite": overwrite,
        "conflict": status == CONFLICT,
        "form_url": _form_of(found),
        "problems": judged.problems[:MOST_PROBLEMS],
        "more_problems": max(0, len(judged.problems) - MOST_PROBLEMS),
        "number_of_problems": len(judged.problems),
        "in_workbook": any(each.place.sheet for each in judged.problems),
        "notes": judged.document.notes if judged.document is not None else [],
        "shown": judged.shown,
        "told": _told(judged),
        "preview": preview_of(judged.loaded) if judged.loaded is not None else None,
    }
    return render(request, "exchange/plan_preview.html", _of(found) | context, status=status)


def _told(judged: Judged) -> Plan | None:
    """The plan as the file has it, for its code and titles; None where that could not be read."""
    if judged.document is None:
        return None
    facts = judged.document.plan.facts
    return Plan(code=facts["code"], title_en=facts.get("title_en", ""), title_zh=facts.get("title_zh", ""))


def _done(request: HttpRequest, found: Upload) -> HttpResponse:
    """What was loaded."""
    result = {name: named(found.result.get(name, [])) for name in ("added", "changed", "kept", "left")}
    context = {"upload": found, "form_url": _form_of(found), "unchanged": found.result.get("unchanged", 0), **result}
    return render(request, "exchange/plan_done.html", _of(found) | context)


def _of(found: Upload) -> dict[str, Any]:
    """The plan of the page's header, where the file is of one."""
    return {"nav": "planning", **({"plan": found.plan} if found.plan is not None else {})}


def _form_of(found: Upload) -> str:
    if found.plan is not None:
        return reverse("exchange:plan-load-into", args=[found.plan.code])
    return reverse("exchange:plan-load")


def _said(problem: Problem) -> str:
    return f"{problem.field}: {problem.expected}" if problem.field else problem.expected


def _language() -> str:
    return get_language() or "en"


def _file(content: bytes, name: str) -> HttpResponse:
    """A workbook to be saved under that name."""
    safe = "".join("_" if sign in '\\/:*?"<>|\r\n\t' else sign for sign in name)[:120]
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=f"{safe}.xlsx") or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)
