"""Addresses of evidence."""

from django.urls import path

from evidence import views

app_name = "evidence"

urlpatterns = [
    path("updates/<id:pk>/evidence/", views.of_update, name="of-update"),
    path("events/<id:pk>/evidence/", views.of_event, name="of-event"),
    path("evidence/<id:pk>/", views.download, name="file"),
    path("evidence/<id:pk>/remove/", views.remove, name="remove"),
]
