"""Reporting rounds: a plan's list of them, one's page, and how the planning office opens, changes and closes them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from foundation import clock
from foundation.errors import Conflict
from foundation.pages import PAGE_SIZE, paginate, refuse_unknown
from priorities import rules
from priorities.forms.rounds import NewRoundForm, RoundForm, UrgeForm, period_of
from priorities.models import Plan, Round
from priorities.round_sheets import fill_missing, listed_rounds, sheet_of
from priorities.rounds import name_of, usual_days, usual_number
from priorities.services import rounds as services
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import METHODS, form_page, planning_office_only


@require_safe
def round_list(request: HttpRequest, plan: str) -> HttpResponse:
    """The plan's rounds, the newest first, with how many tasks have not reported in each."""
    refuse_unknown(request, ("page",))
    found, user = get_plan(plan), reader(request)
    rounds = found.rounds.prefetch_related("areas").order_by("-opened_at", "-pk")
    page = paginate(request, rounds)
    context = {
        "plan": found,
        "nav": place(request),
        "page": page,
        "rows": listed_rounds(user, found, list(page)),
        "may_edit": rules.may_urge(user),
        "may_open": rules.may_urge(user) and found.status == Plan.Status.ADOPTED,
        "sees_all": rules.may_see_league(user),
    }
    return render(request, "priorities/rounds.html", context)


@require_safe
def round_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has reported in a round and who has not, by division; the planning office urges and closes here."""
    refuse_unknown(request, ("page",))
    return show(request, get_round(pk), UrgeForm())


def show(request: HttpRequest, this: Round, form: UrgeForm, status: int = 200) -> HttpResponse:
    """A round's page with the form to urge."""
    user = reader(request)
    sheet, manages = sheet_of(user, this), rules.may_urge(user)
    page = Paginator(sheet.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    fill_missing(this, list(page))
    days_left = (this.due_on - clock.today()).days
    context = {
        "plan": this.plan,
        "nav": place(request),
        "round": this,
        "name": name_of(this),
        "sheet": sheet,
        "page": page,
        "sees_all": rules.may_see_league(user),
        "manages": manages,
        "may_urge": manages and this.is_open and this.plan.status == Plan.Status.ADOPTED,
        "days_left": days_left,
        "days_late": -days_left,
        "form": form,
    }
    return render(request, "priorities/round.html", context, status=status)


@require_http_methods(METHODS)
@planning_office_only
def round_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Open a round; this month's is proposed, by `?kind=quarter` this quarter's."""
    refuse_unknown(request, ("kind",))
    found, kind = get_plan(plan), request.GET.get("kind", Round.Kind.MONTH)
    if kind not in Round.Kind.values:
        raise BadRequest(_("Unknown value of “kind”. Known: %(known)s.") % {"known": ", ".join(Round.Kind.values)})
    number = usual_number(found, kind)
    usual = usual_days(found, kind, number)
    initial = {"period": period_of(kind, number), "counts_from": usual.counts_from, "due_on": usual.due_on}
    return form_page(
        request,
        "round_form.html",
        form=lambda data: NewRoundForm(data, plan=found, initial=initial),
        save=lambda form: services.open_round(by=reader(request), plan=found, **form.facts()),
        go_on=address,
        context={"plan": found, "proposed": kind, "back": reverse("priorities:rounds", args=[found.code])},
    )


@require_http_methods(METHODS)
@planning_office_only
def round_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change when an open round is due, and the areas it asks for. A closed one stays: its page says so."""
    refuse_unknown(request, ())
    this = get_round(pk)
    if not this.is_open:
        messages.error(request, _("The round is closed: it stays as it was."))
        return HttpResponseRedirect(address(this))
    areas = [area.pk for area in this.areas.all()]
    initial = {"due_on": this.due_on, "areas": areas, "version": this.version}
    return form_page(
        request,
        "round_form.html",
        form=lambda data: RoundForm(data, plan=this.plan, initial=initial),
        save=lambda form: services.change_round(by=reader(request), round=this, **form.cleaned_data),
        go_on=address,
        context={"plan": this.plan, "round": this, "name": name_of(this), "back": address(this)},
    )


@require_POST
@planning_office_only
def round_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round: who has reported is frozen."""
    this = get_round(pk)
    try:
        services.close_round(by=reader(request), round=this, version=_version(request))
    except Conflict as conflict:
        messages.error(request, conflict.message)
    else:
        messages.success(request, _("The round is closed. Who had reported by now is kept."))
    return HttpResponseRedirect(address(this))


def get_round(pk: int) -> Round:
    """The round with its plan and areas, which everybody with a role may see, else 404. Two queries."""
    rounds = Round.objects.select_related("plan", "opened_by", "closed_by").prefetch_related("areas")
    return get_object_or_404(rounds, pk=pk)


def address(this: Round) -> str:
    """The address of a round's page."""
    return reverse("priorities:round", args=[this.pk])


def place(request: HttpRequest) -> str:
    """Under which place of the header rounds stand for the reader."""
    return "planning" if rules.may_edit_plan(request.user) else "dashboard"


def _version(request: HttpRequest) -> Any:
    """The version of the round that the page showed."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else None
