"""The registers beside the events: a list, the page of an entry, and its form, alike for all four."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from events.forms.keeping import AgreementFormSet, EntryForm, agreement_formset
from events.models import Counterpart
from events.models.keeping import Kept
from events.registers.kinds import Register
from events.registers.pages import about, beside_list
from events.registers.queries import entries_for_list
from events.rules import may_add_event, may_keep
from events.services import Agreed, change_entry, enter_in_register, entry_stamp
from events.services.keeping import SEEN
from foundation.bilingual import aside, clauses
from foundation.errors import Conflict
from foundation.meanwhile import Difference, differences
from foundation.pages import paginate, refuse_unknown
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def entry_list(request: HttpRequest, plan: str, *, register: Register) -> HttpResponse:
    """The entries of the plan's side, demonstration or real, that the reader may see, fifty a page."""
    refuse_unknown(request, {*register.filterset.names(), "page"})
    found, user = get_plan(plan), reader(request)
    seen = entries_for_list(user, register.model, found.demonstration)
    filterset = register.filterset(request.GET, seen, request=request)
    valid = filterset.is_valid()
    page = paginate(request, filterset.qs if valid else seen.none())
    context = _frame(register, found) | {
        "filter": filterset,
        "page": page,
        "may_add": may_add_event(user),
        **beside_list(register, user, found, seen, list(page.object_list)),
    }
    return render(request, "events/registers/list.html", context, status=200 if valid else 400)


@require_safe
def entry(request: HttpRequest, plan: str, pk: int, *, register: Register) -> HttpResponse:
    """One entry with its events, as far as the reader may see them."""
    refuse_unknown(request, {"page"})
    found, user = get_plan(plan), reader(request)
    thing = _visible(register, user, found, pk)
    context = _frame(register, found) | {
        "entry": thing,
        "may_edit": may_keep(user, thing),
        "may_add": may_add_event(user),
        **about(request, user, thing, found),
    }
    return render(request, f"events/registers/{register.key}.html", context)


@require_http_methods(METHODS)
def entry_new(request: HttpRequest, plan: str, *, register: Register) -> HttpResponse:
    """Enter something in a register."""
    found, user = get_plan(plan), reader(request)
    if not may_add_event(user):
        raise PermissionDenied(_("Divisions and the planning office keep the registers."))
    form, rows = _forms(request, register, register.model(demonstration=found.demonstration))
    if form.is_bound and _valid(form, rows):
        try:
            thing = enter_in_register(
                by=user,
                model=register.model,
                demonstration=found.demonstration,
                facts=form.facts(),
                agreements=rows.agreements() if rows is not None else (),
            )
        except ValidationError as error:
            _take_errors(form, rows, error)
        else:
            return _done(request, register, found, thing)
    return _page(request, register, found, form, rows, None)


@require_http_methods(METHODS)
def entry_edit(request: HttpRequest, plan: str, pk: int, *, register: Register) -> HttpResponse:
    """Change an entry; where somebody else has saved meanwhile, both versions are shown (409)."""
    found, user = get_plan(plan), reader(request)
    thing = _visible(register, user, found, pk)
    if not may_keep(user, thing):
        raise PermissionDenied(_("Only the division that keeps this entry and the planning office change it."))
    shown = request.POST.get("stamp")
    stamp = shown or entry_stamp(thing)
    form, rows = _forms(request, register, thing)
    meanwhile: dict[str, Any] = {}
    if form.is_bound and _valid(form, rows):
        try:
            thing = change_entry(
                by=user,
                entry=thing,
                facts=form.facts(),
                agreements=rows.agreements() if rows is not None else None,
                enter=bool(form.cleaned_data.get("enter")),
                stamp=shown or "",
            )
        except ValidationError as error:
            _take_errors(form, rows, error)
        except Conflict as conflict:
            thing = conflict.standing
            stamp = entry_stamp(thing)
            meanwhile = {"conflict": True, "differences": _differences(register, form, rows, thing)}
        else:
            return _done(request, register, found, thing)
    return _page(request, register, found, form, rows, thing, stamp=stamp, **meanwhile)


def _visible(register: Register, user: User, plan: Plan, pk: int) -> Kept:
    """The entry of the plan's side, else 404, also where it is only not for this reader."""
    seen = SEEN[register.model](user).filter(demonstration=plan.demonstration).select_related("kept_by")
    thing: Kept = get_object_or_404(seen, pk=pk)
    return thing


def _frame(register: Register, plan: Plan) -> dict[str, Any]:
    """What every page of a register needs."""
    return {"plan": plan, "nav": "events", "register": register}


def _forms(request: HttpRequest, register: Register, thing: Kept) -> tuple[EntryForm, AgreementFormSet | None]:
    """The form, and of a counterpart the rows of its agreements."""
    data = request.POST if request.method == "POST" else None
    form = register.form(data, instance=thing)
    if not isinstance(thing, Counterpart):
        return form, None
    return form, agreement_formset(data, agreements=thing.agreements.all() if thing.pk else ())


def _valid(form: EntryForm, rows: AgreementFormSet | None) -> bool:
    """Both are valid; both are asked, so that every error is shown at once."""
    return all([form.is_valid(), rows is None or rows.is_valid()])


def _take_errors(form: EntryForm, rows: AgreementFormSet | None, error: ValidationError) -> None:
    """Each error beside its field; those of agreements above their rows."""
    of_rows = getattr(error, "error_dict", {}).pop("agreements", None) if rows is not None else None
    if of_rows is not None and rows is not None:
        rows.take_errors(ValidationError({"agreements": of_rows}))
    if of_rows is None or error.error_dict:
        form.take_errors(error)


def _differences(
    register: Register, form: EntryForm, rows: AgreementFormSet | None, standing: Kept
) -> list[Difference]:
    """Where what was typed and the entry as it stands differ."""
    if standing.registered:
        form.fields.pop("enter", None)  # somebody else has entered it meanwhile
    found = differences(form, register.form(instance=standing, initial={"enter": False}))
    if rows is None or not isinstance(standing, Counterpart):
        return found
    stand = [
        Agreed(title_en=row.title_en, title_zh=row.title_zh, signed_on=row.signed_on, until_on=row.until_on)
        for row in standing.agreements.order_by("id")
    ]
    yours, stands = (clauses(map(_in_words, each)) or "–" for each in (rows.agreements(), stand))
    return found if yours == stands else [*found, Difference(_("Agreements"), yours, stands)]


def _in_words(agreed: Agreed) -> str:
    return aside(agreed.title_zh or agreed.title_en, f"{agreed.signed_on} – {agreed.until_on or ''}")


def _done(request: HttpRequest, register: Register, plan: Plan, thing: Kept) -> HttpResponse:
    """Say so, and on to its page."""
    messages.success(request, _("Saved: %(entry)s.") % {"entry": thing.name})
    return redirect(f"events:{register.key}", plan.code, thing.pk)


def _page(
    request: HttpRequest,
    register: Register,
    plan: Plan,
    form: EntryForm,
    rows: AgreementFormSet | None,
    thing: Kept | None,
    **more: Any,
) -> HttpResponse:
    """The form: 200, 422 with errors, 409 when somebody else has changed the entry meanwhile."""
    bad = form.is_bound and (bool(form.errors) or (rows is not None and (not rows.is_valid())))
    bad = bad or (rows is not None and rows.is_bound and bool(rows.non_form_errors()))
    context = _frame(register, plan) | {"form": form, "rows": rows, "entry": thing, **more}
    status = 409 if "conflict" in more else 422 if bad else 200
    return render(request, "events/registers/form.html", context, status=status)
