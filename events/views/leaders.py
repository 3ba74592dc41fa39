"""The register of municipal leaders and the posts they hold, in protocol order; leaders are never ranked by count."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.filters import LeaderFilter
from events.forms import LeaderForm, PostFormSet, post_formset
from events.models import Leader
from events.rules import may_edit_leaders
from events.services import change_leader, create_leader
from foundation.pages import paginate, refuse_unknown
from priorities.figures import Moment
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def leaders(request: HttpRequest, plan: str) -> HttpResponse:
    """The leaders of the plan's side, demonstration or real, with the posts they hold on the plan's day."""
    refuse_unknown(request, [*LeaderFilter.names(), "page"])
    found = get_plan(plan)
    day = Moment.of(found).day
    everyone = Leader.objects.filter(demonstration=found.demonstration).in_protocol_order(day)
    filterset = LeaderFilter(request.GET, everyone, request=request)
    valid = filterset.is_valid()
    page = paginate(request, filterset.qs if valid else everyone.none())
    context = {
        "plan": found,
        "nav": "events",
        "filter": filterset,
        "page": page,
        "rows": [(leader, leader.posts_on(day)) for leader in page],
        "day": day,
        "may_edit": may_edit_leaders(request.user),
    }
    return render(request, "events/leaders.html", context, status=200 if valid else 400)


@require_http_methods(METHODS)
def leader_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Enter a leader."""
    found = get_plan(plan)
    _refuse_others(request)
    data = request.POST if request.method == "POST" else None
    form, posts = LeaderForm(data), post_formset(data)
    if data is not None and _valid(form, posts):
        try:
            leader = create_leader(
                by=reader(request), demonstration=found.demonstration, posts=posts.posts(), **form.cleaned_data
            )
        except ValidationError as error:
            form.take_errors(error)
        else:
            return _done(request, leader, found)
    return _page(request, form, posts, found, None)


@require_http_methods(METHODS)
def leader_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a leader's names and posts."""
    leader = get_object_or_404(Leader.objects.prefetch_related("posts"), pk=pk)
    _refuse_others(request)
    plan = Plan.objects.for_switch().filter(demonstration=leader.demonstration).first()
    data = request.POST if request.method == "POST" else None
    form, posts = LeaderForm(data, instance=leader), post_formset(data, posts=leader.posts.all())
    if data is not None and _valid(form, posts):
        try:
            change_leader(by=reader(request), leader=leader, posts=posts.posts(), **form.cleaned_data)
        except ValidationError as error:
            form.take_errors(error)
        else:
            return _done(request, leader, plan)
    return _page(request, form, posts, plan, leader)


def _refuse_others(request: HttpRequest) -> None:
    """403 for everybody but the planning office."""
    if not may_edit_leaders(request.user):
        raise PermissionDenied(_("Only the planning office keeps the register of municipal leaders."))


def _valid(form: LeaderForm, posts: PostFormSet) -> bool:
    """Both are valid; both are asked, so that every error is shown at once."""
    return all([form.is_valid(), posts.is_valid()])


def _done(request: HttpRequest, leader: Leader, plan: Plan | None) -> HttpResponse:
    """Say so, and back to the list."""
    messages.success(request, _("Saved: %(leader)s.") % {"leader": leader.name})
    return redirect("events:leaders", plan.code) if plan else redirect("home")


def _page(
    request: HttpRequest, form: LeaderForm, posts: PostFormSet, plan: Plan | None, leader: Leader | None
) -> HttpResponse:
    """The form, 200 or 422."""
    bad = bool(form.errors) or (posts.is_bound and not posts.is_valid())
    context = {"nav": "events", "form": form, "posts": posts, "leader": leader}
    if plan is not None:
        context["plan"] = plan
    return render(request, "events/leader_form.html", context, status=422 if bad else 200)
