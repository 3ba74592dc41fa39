"""Addresses of the register of events and of municipal leaders."""

from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    path("plans/<code:plan>/events/", views.event_list, name="list"),
    path("plans/<code:plan>/events/new/", views.event_new, name="new"),
    path("events/<id:pk>/", views.event, name="event"),
    path("events/<id:pk>/edit/", views.event_edit, name="edit"),
    # Steps in an event's life.
    path("events/<id:pk>/confirm/", views.event_confirm, name="confirm"),
    path("events/<id:pk>/call-off/", views.event_call_off, name="call-off"),
    path("events/<id:pk>/again/", views.event_again, name="again"),
    path("events/<id:pk>/held/", views.event_held, name="held"),
    path("plans/<code:plan>/leaders/", views.leaders, name="leaders"),
    path("plans/<code:plan>/leaders/new/", views.leader_new, name="leader-new"),
    path("leaders/<id:pk>/edit/", views.leader_edit, name="leader-edit"),
]
