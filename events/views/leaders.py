"""The register of municipal leaders and the posts they hold, in protocol order; leaders are never ranked by count."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.forms import LeaderForm, PostFormSet, post_formset
from events.lists import LEADER_PARAMETERS, leaders_of
from events.models import Leader, LeaderPost
from events.rules import may_edit_leaders
from events.services import Post, change_leader, create_leader, leader_stamp
from foundation.bilingual import aside, chinese, clauses, listed
from foundation.errors import Conflict
from foundation.meanwhile import Difference, differences
from foundation.pages import paginate, refuse_unknown
from priorities.figures import Moment
from priorities.models import Plan
from priorities.shortcuts import get_plan, reader

METHODS = ["GET", "HEAD", "POST"]


@require_safe
def leaders(request: HttpRequest, plan: str) -> HttpResponse:
    """The leaders of the plan's side, demonstration or real, with the posts they hold on the plan's day."""
    refuse_unknown(request, LEADER_PARAMETERS)
    found = get_plan(plan)
    day = Moment.of(found).day
    filterset = leaders_of(request, found, day)
    valid = filterset.is_valid()
    page = paginate(request, filterset.qs if valid else Leader.objects.none())
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
    meanwhile: dict[str, Any] = {}
    if data is not None and _valid(form, posts):
        shown = data.get("stamp")
        try:
            change_leader(by=reader(request), leader=leader, posts=posts.posts(), stamp=shown, **form.cleaned_data)
        except ValidationError as error:
            form.take_errors(error)
        except Conflict as conflict:
            leader, meanwhile = conflict.standing, {"conflict": True}
            meanwhile["differences"] = _differences(form, posts, leader)
        else:
            return _done(request, leader, plan)
    shown = data.get("stamp") if data is not None and not meanwhile else None
    return _page(request, form, posts, plan, leader, stamp=shown or leader_stamp(leader), **meanwhile)


def _differences(form: LeaderForm, posts: PostFormSet, standing: Leader) -> list[Difference]:
    """Where what was typed and the leader as they stand differ."""
    found = differences(form, LeaderForm(instance=standing))
    yours, stands = (clauses(map(_in_words, each)) for each in (posts.posts(), standing.posts.order_by("id")))
    return found if yours == stands else [*found, Difference(_("Posts"), yours, stands)]


def _in_words(post: Post | LeaderPost) -> str:
    """A post with its rank and days."""
    name = post.title_zh if chinese() else post.title_en
    return aside(f"{post.body} {name}", listed([post.rank, f"{post.from_on} – {post.until_on or ''}"]))


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
    request: HttpRequest, form: LeaderForm, posts: PostFormSet, plan: Plan | None, leader: Leader | None, **more: Any
) -> HttpResponse:
    """The form, 200, 422, or 409 when somebody else has changed the leader meanwhile."""
    bad = bool(form.errors) or (posts.is_bound and not posts.is_valid())
    context = {"nav": "events", "form": form, "posts": posts, "leader": leader, **more}
    if plan is not None:
        context["plan"] = plan
    return render(
        request, "events/leader_form.html", context, status=409 if "conflict" in more else 422 if bad else 200
    )
