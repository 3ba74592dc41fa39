"""Addresses of the register of events and of municipal leaders."""

from django.urls import path

from events import views

app_name = "events"

urlpatterns = [
    path("plans/<code:plan>/events/", views.event_list, name="list"),
    path("plans/<code:plan>/events/new/", views.event_new, name="new"),
    # The calendar, the counts above the list, a leader's page.
    path("plans/<code:plan>/events/calendar/", views.calendar, name="calendar"),
    path("plans/<code:plan>/events/counts/", views.event_counts, name="counts"),
    path("events/<id:pk>/", views.event, name="event"),
    path("events/<id:pk>/edit/", views.event_edit, name="edit"),
    path("events/<id:pk>/held/", views.event_held, name="held"),
    path("plans/<code:plan>/leaders/", views.leaders, name="leaders"),
    path("plans/<code:plan>/leaders/new/", views.leader_new, name="leader-new"),
    path("leaders/<id:pk>/", views.leader, name="leader"),
    path("leaders/<id:pk>/edit/", views.leader_edit, name="leader-edit"),
]
