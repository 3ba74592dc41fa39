"""Addresses of what leaves for other programs and comes back, by area."""

from django.urls import path

from exchange.views import document_templates, events, exports, plans, reports, word

app_name = "exchange"
TEMPLATE = "plans/<code:plan>/templates/<code:kind>/<code:language>/"

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
# A register of events as a workbook, out and in.
EVENTS = [
    path("plans/<code:plan>/events/import/", events.upload, name="events-upload"),
    path("plans/<code:plan>/events/import/template/<code:language>/", events.template, name="events-template"),
    path("plans/<code:plan>/events/import/<id:pk>/", events.preview, name="events-preview"),
    path("plans/<code:plan>/events/import/<id:pk>/choose/", events.choose, name="events-choose"),
    path("plans/<code:plan>/events/import/<id:pk>/progress/", events.progress, name="events-progress"),
    path("plans/<code:plan>/events/import/<id:pk>/marked/", events.marked_workbook, name="events-marked"),
    path("plans/<code:plan>/events/import/<id:pk>/discard/", events.discard, name="events-discard"),
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
WORD = [
    path("rounds/<id:pk>/summary.docx", word.round_summary, name="round-summary"),
    path("rounds/<id:pk>/sheets/", word.round_sheets, name="round-sheets"),
    path("rounds/<id:pk>/sheets/all.docx", word.all_sheets, name="all-sheets"),
    path("rounds/<id:pk>/sheets/<id:leader>.docx", word.leader_sheet, name="leader-sheet"),
    path("plans/<code:plan>/templates/", document_templates.template_list, name="templates"),
    path(TEMPLATE, document_templates.template_upload, name="template-upload"),
    path(TEMPLATE + "file.docx", document_templates.template_download, name="template-download"),
    path(TEMPLATE + "reset/", document_templates.template_reset, name="template-reset"),
]

urlpatterns = [*EXPORTS, *REPORTS, *EVENTS, *PLANS, *WORD]
