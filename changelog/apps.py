"""The app of what changed: the audit trail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChangelogConfig(AppConfig):
    """Configuration of `changelog`."""

    name = "changelog"
    verbose_name = _("Changes")
