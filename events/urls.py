"""Addresses of the register of events and of municipal leaders."""

from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    path("plans/<code:plan>/events/", views.event_list, name="list"),
    path("plans/<code:plan>/events/new/", views.event_new, name="new"),
    path("events/<id:pk>/", views.event, name="event"),
    path("events/<id:pk>/edit/", views.event_edit, name="edit"),
    path("events/<id:pk>/held/", views.event_held, name="held"),
    path("plans/<code:plan>/leaders/", views.leaders, name="leaders"),
    path("plans/<code:plan>/leaders/new/", views.leader_new, name="leader-new"),
    path("leaders/<id:pk>/edit/", views.leader_edit, name="leader-edit"),
    # Time conflicts, hold windows, the office's settings.
    path("plans/<code:plan>/events/conflicts/", views.conflicts, name="conflicts"),
    path("plans/<code:plan>/events/conflicts/check/", views.clashes_new, name="conflicts-check"),
    path("events/<id:pk>/conflicts/check/", views.clashes_edit, name="conflicts-check-event"),
    path("plans/<code:plan>/holds/", views.holds, name="holds"),
    path("plans/<code:plan>/holds/new/", views.hold_new, name="hold-new"),
    path("plans/<code:plan>/holds/<id:pk>/edit/", views.hold_edit, name="hold-edit"),
    path("plans/<code:plan>/holds/<id:pk>/delete/", views.hold_delete, name="hold-delete"),
    path("plans/<code:plan>/events/settings/", views.register_settings, name="settings"),
]
