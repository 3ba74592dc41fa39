"""The app of the plan: areas, tasks, reports, indicators."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrioritiesConfig(AppConfig):
    """Configuration of `priorities`."""

    name = "priorities"
    verbose_name = _("Priorities")
