"""The app of the events that municipal leaders attend."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Configuration of `events`."""

    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        """Put on the desks the events that wait to be confirmed, and what is to be prepared."""
        from events.desk import attendance_to_confirm
        from events.preparation import preparation_due
        from priorities import desks

        desks.contribute("attendance", attendance_to_confirm)
        desks.contribute("preparation", preparation_due)
