"""The app of the events that municipal leaders attend."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Configuration of `events`."""

    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        """Put on the desks the events to be confirmed and what is to be prepared; let views of the list be kept."""
        from events.desk import attendance_to_confirm
        from events.preparation import preparation_due
        from events.queries import LISTING
        from priorities import desks, listings

        desks.contribute("attendance", attendance_to_confirm)
        desks.contribute("preparation", preparation_due)
        listings.contribute(LISTING)
