"""The site: pages and API over all the apps; it has no tables."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkplanConfig(AppConfig):
    """Configuration of `workplan`."""

    name = "workplan"
    verbose_name = _("Workplan")
