"""Bulk actions: the tasks ticked in the list, a form, a preview, and then all of it or nothing.

`step` says which button was pressed: nothing (the list's), `form`, `preview`, `rest` (preview without what is refused),
`do`. Each page carries the tasks shown and what was seen of them; nothing is kept between the steps.
"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import User
from changelog import answers
from changelog.services import unit
from foundation.bilingual import labelled
from foundation.errors import Conflict, Refusals, Several
from foundation.pages import refuse_unknown
from priorities.bulk import DEEDS
from priorities.bulk.chosen import Asked, Line, lines, named
from priorities.bulk.deeds import Deed
from priorities.forms.bulk import BulkForm
from priorities.models import Plan, ProgressUpdate, Task
from priorities.shortcuts import get_plan, reader, way_back

STEPS = ("", "form", "preview", "rest", "do")
CONFLICT = 409


@dataclass
class Bulk:
    """One request for a bulk action: who asks for what, of which tasks, and where to go on to."""

    request: HttpRequest
    by: User
    plan: Plan
    deed: Deed
    asked: Asked
    back: str
    lines: list[Line] = field(default_factory=list)

    @property
    def ticked(self) -> list[Line]:
        """The tasks to do it to; their places are those in refusals."""
        return [line for line in self.lines if line.ticked]

    @property
    def tasks(self) -> list[Task]:
        """The same as tasks."""
        return [line.task for line in self.ticked]

    def form(self, data: Any = None, **options: Any) -> Any:
        """The deed's form for these tasks."""
        return self.deed.form(data, by=self.by, plan=self.plan, tasks=self.tasks, **options)


@require_http_methods(["GET", "HEAD", "POST"])
def tasks_bulk(request: HttpRequest, plan: str) -> HttpResponse:
    """A step of a bulk action. 403 for who may not use it on any task, 404 for a task that is none of the plan's."""
    found, user = get_plan(plan), reader(request)
    back = way_back(request, reverse("priorities:task-list", args=[found.code]))
    if request.method != "POST":  # a step cannot be opened by its address: it has none
        refuse_unknown(request, ("next",))
        return HttpResponseRedirect(back)
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise BadRequest(_("Unknown value of “step”. Known: %(known)s.") % {"known": ", ".join(filter(None, STEPS))})
    deed, asked = _deed(request, user), Asked.of(request.POST)
    if deed is None or not asked.ticked:
        messages.warning(request, _("Tick tasks first, and choose what to do with them."))
        return HttpResponseRedirect(back)
    bulk = Bulk(request, user, found, deed, asked, back)
    if step == "do":
        return _do(bulk)
    bulk.lines = lines(found, asked)
    return _begin(bulk) if step in ("", "form") else _preview(bulk, without_refused=step == "rest")


def _deed(request: HttpRequest, user: User) -> Deed | None:
    """The action asked for; None where none was chosen. BadRequest for an unknown one, PermissionDenied."""
    key = request.POST.get("action", "")
    if not key:
        return None
    if key not in DEEDS:
        raise BadRequest(_("Unknown value of “action”. Known: %(known)s.") % {"known": ", ".join(DEEDS)})
    deed = DEEDS[key]
    if not deed.may(user):
        raise PermissionDenied(_("This is not yours to do."))
    return deed


def _begin(bulk: Bulk) -> HttpResponse:
    """The form, with what was typed before; where its form needs nothing typed, the preview at once."""
    typed = bulk.request.POST
    if bulk.deed.at_once and not typed.get("step"):
        form = bulk.form()
        return _preview(bulk, bulk.form({name: str(form[name].value()) for name in form.fields}))
    return _page(bulk, "form", bulk.form(initial=typed.dict()), 200)


def _preview(bulk: Bulk, form: Any = None, *, without_refused: bool = False, status: int = 200) -> HttpResponse:
    """What would become of each task, and why not. 422 where the form itself cannot be taken."""
    form = bulk.form(bulk.request.POST) if form is None else form
    if not form.is_valid():
        return _page(bulk, "form", form, 422)
    refusals = Refusals(of=len(bulk.tasks))
    after = bulk.deed.try_out(bulk.by, bulk.tasks, form, refusals)
    for place, line in enumerate(bulk.ticked):
        line.after = after.get(place)
        if place in refusals.errors:
            line.after, line.refusals = None, _told(refusals.errors[place], form)
    if without_refused:
        for line in bulk.lines:
            line.ticked = line.ticked and not line.refusals
    typed = [(name, str(form.data[name])) for name in form.fields if name in form.data]
    return _page(bulk, "preview", form, status, conflict=status == CONFLICT, typed=typed)


def _do(bulk: Bulk) -> HttpResponse:
    """Write all of it, if every task is as the preview saw it; else show what is in the way, and nothing was written.

    The very same form sent again within a day is that one: it is answered as the first was.
    """
    sent = bulk.request.POST
    try:
        with unit():
            bulk.lines = lines(bulk.plan, bulk.asked)
            claimed, mine = _claim(bulk, sent.get("once", ""))
            if not mine:
                return _done(bulk, claimed.body)
            form = bulk.form(sent)
            if not form.is_valid():
                raise ValidationError("")
            _check_seen(bulk)
            bulk.deed.do(bulk.by, bulk.tasks, form, Refusals(of=len(bulk.tasks)))
            said = bulk.deed.done(len(bulk.tasks))
            if claimed is not None:
                answers.keep(claimed, status=200, location=bulk.back, body=said)
    except Conflict:
        return _preview(bulk, status=CONFLICT)
    except (Several, ValidationError):
        return _preview(bulk, status=422)
    return _done(bulk, said)


def _claim(bulk: Bulk, key: str) -> tuple[Any, bool]:
    """The key of the button, claimed in this unit: who pressed it twice waits before it, then finds it done."""
    if not (key.isascii() and key.isalnum() and len(key) <= 64):
        return None, True
    digest = sha256(ascii(sorted(bulk.request.POST.lists())).encode()).hexdigest()
    claimed, mine = answers.claim(by=bulk.by, method="POST", path=bulk.request.path, key=key, digest=digest)
    if mine or claimed.digest == digest:
        return claimed, mine
    return None, True  # another choice from the same page: what stands by now is compared


def _check_seen(bulk: Bulk) -> None:
    """Raise Conflict when a task is no longer as the preview saw it; marks those."""
    for line in bulk.ticked:
        line.changed = bulk.asked.shown.get(line.task.code) != line.seen
    if any(line.changed for line in bulk.ticked):
        raise Conflict(_("Something has changed since the preview."))


def _done(bulk: Bulk, said: str) -> HttpResponse:
    messages.success(bulk.request, said)
    return HttpResponseRedirect(bulk.back)


def _page(bulk: Bulk, name: str, form: BulkForm, status: int, **more: Any) -> HttpResponse:
    for line in bulk.lines:
        line.before = bulk.deed.before(line.task)
    refused = sum(bool(line.refusals) for line in bulk.ticked)
    bulk.request.not_taken = True  # type: ignore[attr-defined]  # what was typed stays a draft until it is done
    context = {
        "plan": bulk.plan,
        "nav": "tasks",
        "deed": bulk.deed,
        "form": form,
        "lines": bulk.lines,
        "ticked": len(bulk.ticked),
        "refused": refused,
        "unticked": len(bulk.lines) - len(bulk.ticked),
        "shown": named(bulk.lines),
        "back": bulk.back,
        "once": uuid4().hex,
        "draft_name": f"{bulk.request.path}{bulk.deed.key}",
        **more,
    }
    return render(bulk.request, f"priorities/bulk_{name}.html", context, status=status)


def _told(error: Exception, form: BulkForm) -> list[str]:
    """Why a task is refused, in sentences; what is wrong with a fact, after the fact's name."""
    if not isinstance(error, ValidationError):
        return [str(error)]
    if not hasattr(error, "error_dict"):
        return error.messages
    return [
        labelled(label, message) if (label := _label(name, form)) else message
        for name, found in error.message_dict.items()
        for message in found
    ]


def _label(name: str, form: BulkForm) -> str:
    """What a fact is called in the form, else in a report; "" where a sentence says by itself what it is about."""
    if name in form.fields:
        return str(form.fields[name].label)
    known = {each.name: str(each.verbose_name) for each in ProgressUpdate._meta.fields}
    return known.get(name, "")
