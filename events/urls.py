"""Addresses of the register of events and of municipal leaders."""

from django.urls import URLPattern, path

from events import views
from events.registers.kinds import COUNTERPARTS, DELEGATIONS, SERIES, VENUES, Register

app_name = "events"


def of_register(register: Register, folder: str) -> list[URLPattern]:
    """The addresses of a register beside the events: its list, the form of a new entry, an entry, its form."""
    base, given = f"plans/<code:plan>/{folder}/", {"register": register}
    return [
        path(base, views.entry_list, given, name=register.listed),
        path(f"{base}new/", views.entry_new, given, name=f"{register.key}-new"),
        path(f"{base}<id:pk>/", views.entry, given, name=register.key),
        path(f"{base}<id:pk>/edit/", views.entry_edit, given, name=f"{register.key}-edit"),
    ]


urlpatterns = [
    path("plans/<code:plan>/events/", views.event_list, name="list"),
    path("plans/<code:plan>/events/new/", views.event_new, name="new"),
    # The calendar, the counts above the list, a leader's page.
    path("plans/<code:plan>/events/calendar/", views.calendar, name="calendar"),
    path("plans/<code:plan>/events/counts/", views.event_counts, name="counts"),
    path("events/<id:pk>/", views.event, name="event"),
    path("events/<id:pk>/edit/", views.event_edit, name="edit"),
    # Steps in an event's life.
    path("events/<id:pk>/confirm/", views.event_confirm, name="confirm"),
    path("events/<id:pk>/call-off/", views.event_call_off, name="call-off"),
    path("events/<id:pk>/again/", views.event_again, name="again"),
    path("events/<id:pk>/held/", views.event_held, name="held"),
    # Events that may be one and the same.
    path("plans/<code:plan>/events/duplicates/", views.duplicate_list, name="duplicates"),
    path("events/<id:pk>/duplicate/<id:other>/", views.merge, name="merge"),
    path("events/<id:pk>/duplicate/<id:other>/apart/", views.told_apart, name="told-apart"),
    path("plans/<code:plan>/leaders/", views.leaders, name="leaders"),
    path("plans/<code:plan>/leaders/new/", views.leader_new, name="leader-new"),
    path("leaders/<id:pk>/", views.leader, name="leader"),
    path("leaders/<id:pk>/edit/", views.leader_edit, name="leader-edit"),
    # The registers beside the events.
    *of_register(VENUES, "venues"),
    *of_register(COUNTERPARTS, "counterparts"),
    *of_register(DELEGATIONS, "delegations"),
    *of_register(SERIES, "series"),
    path("plans/<code:plan>/delegations/<id:pk>/programme/", views.programme, name="delegation-programme"),
    # Calendar feeds: one's own; and the calendar itself, by its secret.
    path("plans/<code:plan>/feeds/", views.feeds, name="feeds"),
    path("feeds/<id:pk>/revoke/", views.feed_revoke, name="feed-revoke"),
    path("feeds/<secret:secret>.ics", views.feed, name="feed"),
    # Time conflicts, hold windows, the office's settings.
    path("plans/<code:plan>/events/conflicts/", views.conflicts, name="conflicts"),
    path("plans/<code:plan>/events/conflicts/check/", views.clashes_new, name="conflicts-check"),
    path("events/<id:pk>/conflicts/check/", views.clashes_edit, name="conflicts-check-event"),
    path("plans/<code:plan>/holds/", views.holds, name="holds"),
    path("plans/<code:plan>/holds/new/", views.hold_new, name="hold-new"),
    path("plans/<code:plan>/holds/<id:pk>/edit/", views.hold_edit, name="hold-edit"),
    path("plans/<code:plan>/holds/<id:pk>/delete/", views.hold_delete, name="hold-delete"),
    path("plans/<code:plan>/events/settings/", views.register_settings, name="settings"),
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
