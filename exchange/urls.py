"""Addresses of the workbooks and documents."""

from django.urls import path

from exchange.views import document_templates, word

app_name = "exchange"
TEMPLATE = "plans/<code:plan>/templates/<code:kind>/<code:language>/"

urlpatterns = [
    # Word documents, and their templates.
    path("rounds/<id:pk>/summary.docx", word.round_summary, name="round-summary"),
    path("rounds/<id:pk>/sheets/", word.round_sheets, name="round-sheets"),
    path("rounds/<id:pk>/sheets/all.docx", word.all_sheets, name="all-sheets"),
    path("rounds/<id:pk>/sheets/<id:leader>.docx", word.leader_sheet, name="leader-sheet"),
    path("plans/<code:plan>/templates/", document_templates.template_list, name="templates"),
    path(TEMPLATE, document_templates.template_upload, name="template-upload"),
    path(TEMPLATE + "file.docx", document_templates.template_download, name="template-download"),
    path(TEMPLATE + "reset/", document_templates.template_reset, name="template-reset"),
]
