"""Addresses of files that leave and come back."""

from django.urls import path

from exchange.views import reports

app_name = "exchange"
urlpatterns = [
    # Reports from a workbook.
    path("plans/<code:plan>/import/", reports.upload, name="reports-import"),
    path("plans/<code:plan>/import/<id:pk>/", reports.preview, name="reports-preview"),
    path("plans/<code:plan>/import/<id:pk>/marked/", reports.marked_workbook, name="reports-marked"),
    path("plans/<code:plan>/import/<id:pk>/discard/", reports.discard, name="reports-discard"),
]
