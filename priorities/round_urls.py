"""Addresses of reporting rounds, urging and working days. Included by `priorities.urls`, under its namespace."""

from django.urls import path

from priorities.views import rounds, urging
from priorities.views.planning import working_days

urlpatterns = [
    path("plans/<code:plan>/rounds/", rounds.round_list, name="rounds"),
    path("plans/<code:plan>/rounds/new/", rounds.round_new, name="round-new"),
    path("rounds/<id:pk>/", rounds.round_page, name="round"),
    path("rounds/<id:pk>/edit/", rounds.round_edit, name="round-edit"),
    path("rounds/<id:pk>/close/", rounds.round_close, name="round-close"),
    path("rounds/<id:pk>/urge/", urging.round_urge, name="round-urge"),
    path("tasks/<code:code>/urge/", urging.task_urge, name="task-urge"),
    path("plans/<code:plan>/working-days/", working_days.working_days, name="working-days"),
    path("plans/<code:plan>/working-days/<id:pk>/delete/", working_days.special_day_delete, name="special-day-delete"),
]
