"""Priority areas: adding and changing them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from foundation.pages import refuse_unknown
from priorities.forms.planning import AreaForm
from priorities.models import PriorityArea
from priorities.services import planning_areas
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import METHODS, form_page, planning_office_only
from priorities.views.planning.plans import hub_of


@require_http_methods(METHODS)
@planning_office_only
def area_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Add an area; it gets the next number."""
    refuse_unknown(request, ())
    found = get_plan(plan)
    return form_page(
        request,
        "area_form.html",
        form=lambda data: AreaForm(data, instance=PriorityArea(plan=found)),
        save=lambda form: planning_areas.create_area(by=reader(request), plan=found, facts=form.facts()),
        go_on=lambda area: hub_of(area.plan),
        context={"plan": found, "number": planning_areas.next_number(found)},
    )


@require_http_methods(METHODS)
@planning_office_only
def area_edit(request: HttpRequest, plan: str, number: int) -> HttpResponse:
    """Change an area."""
    refuse_unknown(request, ())
    areas = PriorityArea.objects.select_related("plan", "lead_division")
    area = get_object_or_404(areas, plan__code=plan, number=number)
    return form_page(
        request,
        "area_form.html",
        form=lambda data: AreaForm(data, instance=area),
        save=lambda form: planning_areas.change_area(
            by=reader(request), area=area, facts=form.facts(), version=form.cleaned_data["version"]
        ),
        go_on=lambda saved: hub_of(saved.plan),
        context={"plan": area.plan, "area": area, "number": area.number},
    )
