"""Indicators: their facts and baselines, measured values and offline totals."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from foundation.pages import refuse_unknown
from priorities.forms.indicators import (
    BaselineForm,
    IndicatorForm,
    MeasurementForm,
    NewBaselineForm,
    NewIndicatorForm,
    OfflineTotalForm,
)
from priorities.models import Baseline, Indicator
from priorities.services import planning_indicators as services
from priorities.shortcuts import get_plan, reader
from priorities.views.planning.base import METHODS, form_page, planning_office_only


@require_http_methods(METHODS)
@planning_office_only
def indicator_new(request: HttpRequest, plan: str) -> HttpResponse:
    """Add an indicator."""
    refuse_unknown(request, ())
    found = get_plan(plan)
    initial = {"code": f"{found.code}-", "order": found.indicators.count() + 1}
    return form_page(
        request,
        "indicator_form.html",
        form=lambda data: NewIndicatorForm(data, instance=Indicator(plan=found), initial=initial),
        save=lambda form: services.create_indicator(
            by=reader(request), plan=found, code=form.cleaned_data["code"], facts=form.facts()
        ),
        go_on=address,
        context={"plan": found},
    )


@require_http_methods(METHODS)
@planning_office_only
def indicator_edit(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Change an indicator; beside it its baselines, measured values and offline totals."""
    indicator = _indicator(request, plan, code)
    return form_page(
        request,
        "indicator_form.html",
        form=lambda data: IndicatorForm(data, instance=indicator),
        save=lambda form: services.change_indicator(
            by=reader(request), indicator=indicator, facts=form.facts(), version=form.cleaned_data["version"]
        ),
        go_on=address,
        context={
            "plan": indicator.plan,
            "indicator": indicator,
            "baselines": indicator.baselines.all(),
            "measurements": indicator.measurements.select_related("by", "corrected_by").order_by("-on", "-id"),
            "offline_totals": indicator.offline_totals.select_related("by").order_by("-month", "-id"),
        },
    )


@require_http_methods(METHODS)
@planning_office_only
def baseline_new(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Add the figure of a past year."""
    indicator = _indicator(request, plan, code)

    def save(form: NewBaselineForm) -> Indicator:
        year = form.cleaned_data["year"]
        if indicator.baselines.filter(year=year).exists():
            raise ValidationError({"year": _("There is a baseline of this year already: change that one.")})
        return _set_baseline(request, indicator, year, form)

    return _part(request, indicator, "baseline_form.html", save, lambda data: NewBaselineForm(
        data, instance=Baseline(indicator=indicator), initial={"year": indicator.plan.year - 1}
    ))  # fmt: skip


@require_http_methods(METHODS)
@planning_office_only
def baseline_edit(request: HttpRequest, plan: str, code: str, year: int) -> HttpResponse:
    """Change the figure of a past year."""
    indicator = _indicator(request, plan, code)
    baseline = get_object_or_404(indicator.baselines.select_related("indicator"), year=year)
    return _part(
        request,
        indicator,
        "baseline_form.html",
        lambda form: _set_baseline(request, indicator, year, form),
        lambda data: BaselineForm(data, instance=baseline),
        baseline=baseline,
    )


@require_POST
@planning_office_only
def baseline_delete(request: HttpRequest, plan: str, code: str, year: int) -> HttpResponse:
    """Take the figure of a past year away; the change record keeps it."""
    indicator = _indicator(request, plan, code)
    get_object_or_404(indicator.baselines, year=year)
    services.remove_baseline(by=reader(request), indicator=indicator, year=year)
    return redirect(address(indicator))


@require_http_methods(METHODS)
@planning_office_only
def measurement_new(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Record a measured value."""
    indicator = _indicator(request, plan, code)

    def save(form: MeasurementForm) -> Indicator:
        services.record_measurement(by=reader(request), indicator=indicator, **form.cleaned_data)
        return indicator

    return _part(
        request,
        indicator,
        "record_form.html",
        save,
        lambda data: MeasurementForm(data, indicator=indicator),
        heading=_("Record a value"),
    )


@require_http_methods(METHODS)
@planning_office_only
def offline_new(request: HttpRequest, plan: str, code: str) -> HttpResponse:
    """Add an approved offline total."""
    indicator = _indicator(request, plan, code)

    def save(form: OfflineTotalForm) -> Indicator:
        services.add_offline_total(by=reader(request), indicator=indicator, **form.cleaned_data)
        return indicator

    return _part(request, indicator, "record_form.html", save, OfflineTotalForm, heading=_("Add an offline total"))


def address(indicator: Indicator) -> str:
    """The address of an indicator's page in plan editing."""
    return reverse("priorities:indicator-edit", args=[indicator.plan.code, indicator.code])


def _indicator(request: HttpRequest, plan: str, code: str) -> Indicator:
    refuse_unknown(request, ())
    return get_object_or_404(Indicator.objects.select_related("plan", "area"), plan__code=plan, code=code)


def _set_baseline(request: HttpRequest, indicator: Indicator, year: int, form: BaselineForm) -> Indicator:
    services.set_baseline(
        by=reader(request), indicator=indicator, year=year, facts=form.facts(), version=form.cleaned_data["version"]
    )
    return indicator


def _part(
    request: HttpRequest,
    indicator: Indicator,
    template: str,
    save: Callable[[Any], Indicator],
    form: Callable[[Any], Any],
    **more: Any,
) -> HttpResponse:
    """A page about a part of an indicator; back to the indicator after it."""
    context = {"plan": indicator.plan, "indicator": indicator, **more}
    return form_page(request, template, form=form, save=save, go_on=address, context=context)
