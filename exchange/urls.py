"""Addresses of files that leave and come back."""

from django.urls import path

from exchange.views import plans, reports

app_name = "exchange"
urlpatterns = [
    # Reports from a workbook.
    path("plans/<code:plan>/import/", reports.upload, name="reports-import"),
    path("plans/<code:plan>/import/<id:pk>/", reports.preview, name="reports-preview"),
    path("plans/<code:plan>/import/<id:pk>/marked/", reports.marked_workbook, name="reports-marked"),
    path("plans/<code:plan>/import/<id:pk>/discard/", reports.discard, name="reports-discard"),
    # A plan from a file. Before the plans' own addresses: “plans/load/” is no plan.
    path("plans/load/", plans.upload, name="plan-load"),
    path("plans/load/template/", plans.template, name="plan-template"),
    path("plans/load/<id:pk>/", plans.preview, name="plan-preview"),
    path("plans/load/<id:pk>/marked/", plans.marked_workbook, name="plan-marked"),
    path("plans/load/<id:pk>/discard/", plans.discard, name="plan-discard"),
    path("plans/<code:plan>/load/", plans.upload, name="plan-load-into"),
    path("plans/<code:plan>/workbook/", plans.workbook, name="plan-workbook"),
]
