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
    # Preparation: the templates of checklists, an event's own, what is to be prepared, the next edition of a series.
    path("plans/<code:plan>/checklists/", views.checklists, name="checklists"),
    path("plans/<code:plan>/checklists/<slug:event_kind>/", views.checklist_edit, name="checklist-edit"),
    path("plans/<code:plan>/checklists/<slug:event_kind>/usual/", views.checklist_usual, name="checklist-usual"),
    path("plans/<code:plan>/preparation/", views.preparation, name="preparation"),
    path("events/<id:pk>/preparation/", views.event_preparation, name="event-preparation"),
    path("events/<id:pk>/preparation/template/", views.preparation_take, name="preparation-take"),
    path("preparation/<id:pk>/tick/", views.preparation_tick, name="preparation-tick"),
    path("plans/<code:plan>/series/<id:pk>/next/", views.edition_new, name="edition-new"),
]
