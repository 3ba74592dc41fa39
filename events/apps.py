"""The app of the events that municipal leaders attend."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Configuration of `events`."""

    name = "events"
    verbose_name = _("Events")
