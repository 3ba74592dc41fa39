"""The app of the events that municipal leaders attend."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Configuration of `events`."""

    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        """Put the events that wait to be confirmed on the desks of their hosts; let views of the list be kept."""
        from events.desk import attendance_to_confirm
        from events.queries import LISTING
        from priorities import desks, listings

        desks.contribute("attendance", attendance_to_confirm)
        listings.contribute(LISTING)
