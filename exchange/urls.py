"""Addresses of what leaves for other programs and comes back, by area."""

from django.urls import path

from exchange.views import exports, plans, reports

app_name = "exchange"

EXPORTS = [
    path("plans/<code:plan>/export/<slug:name>.<slug:file_format>", exports.export, name="export"),
    path("exports/", exports.export_list, name="exports"),
    path("exports/<id:pk>/", exports.export_page, name="export-page"),
    path("exports/<id:pk>/file/", exports.export_file, name="export-file"),
    path("exports/<id:pk>/again/", exports.export_again, name="export-again"),
]
REPORTS = [
    path("plans/<code:plan>/import/", reports.upload, name="reports-import"),
    path("plans/<code:plan>/import/<id:pk>/", reports.preview, name="reports-preview"),
    path("plans/<code:plan>/import/<id:pk>/marked/", reports.marked_workbook, name="reports-marked"),
    path("plans/<code:plan>/import/<id:pk>/discard/", reports.discard, name="reports-discard"),
]
# Before the plans' own addresses: “plans/load/” is no plan.
PLANS = [
    path("plans/load/", plans.upload, name="plan-load"),
    path("plans/load/template/", plans.template, name="plan-template"),
    path("plans/load/<id:pk>/", plans.preview, name="plan-preview"),
    path("plans/load/<id:pk>/marked/", plans.marked_workbook, name="plan-marked"),
    path("plans/load/<id:pk>/discard/", plans.discard, name="plan-discard"),
    path("plans/<code:plan>/load/", plans.upload, name="plan-load-into"),
    path("plans/<code:plan>/workbook/", plans.workbook, name="plan-workbook"),
]

urlpatterns = [*EXPORTS, *REPORTS, *PLANS]
