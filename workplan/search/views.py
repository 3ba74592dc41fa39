"""The page of what was found, a page of one group, and the suggestions while typing."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.pages import paginate, refuse_unknown
from priorities.shortcuts import get_plan, reader
from workplan.search.base import Group
from workplan.search.finding import first_of_each, suggestions, typed_task, with_states
from workplan.search.groups import GROUPS
from workplan.search.words import Search, SearchForm

PARAMETERS = ("q", "in", "page")
BY_KEY = {group.key: group for group in GROUPS}


@require_safe
def search(request: HttpRequest, plan: str) -> HttpResponse:
    """What of the plan holds every word of `?q=`: the first of each group, or, with `?in=`, a page of one.

    What cannot be searched for is a 400 that says so beside the field and keeps it.
    """
    refuse_unknown(request, PARAMETERS)
    found = get_plan(plan)
    group = _group(request)
    form = SearchForm(request.GET)
    valid = form.is_valid()
    asked = Search(plan=found, user=reader(request), text=form.cleaned_data.get("q", ""))
    context: dict[str, Any] = {"plan": found, "nav": "search", "form": form, "search": asked, "group": group}
    if asked.words and group is None:
        context["results"] = first_of_each(asked)
        context["typed"] = typed_task(asked, context["results"])
    elif asked.words and group is not None:
        page = paginate(request, group.matching(asked).values_list("pk", flat=True))
        hits = with_states(asked, group, group.hits(asked, list(page.object_list)))
        context |= {"page": page, "hits": hits}
    return render(request, "search/search.html", context, status=200 if valid else 400)


@require_safe
def suggest(request: HttpRequest, plan: str) -> HttpResponse:
    """A few of what `?q=` finds, to choose from while typing: a fragment."""
    refuse_unknown(request, ("q",))
    found = get_plan(plan)
    form = SearchForm(request.GET)
    if not form.is_valid():
        raise BadRequest(" ".join(map(str, form.errors["q"])))
    asked = Search(plan=found, user=reader(request), text=form.cleaned_data["q"])
    results = suggestions(asked) if asked.words else []
    context = {"plan": found, "search": asked, "results": results, "n": sum(each.number for each in results)}
    return render(request, "search/_suggestions.html", context)


def _group(request: HttpRequest) -> Group | None:
    """The group asked for; None for all of them."""
    key = request.GET.get("in", "")
    if key and key not in BY_KEY:
        raise BadRequest(_("Unknown value of “in”. Known: %(known)s.") % {"known": ", ".join(BY_KEY)})
    return BY_KEY.get(key)
