"""The floors, then every address of the site."""

from django.urls import include, path

from benchmarks import floors

urlpatterns = [
    path("bench/tasks/", floors.task_table),
    path("bench/api/tasks/", floors.task_json),
    path("", include("workplan.urls")),
]
