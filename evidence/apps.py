"""The app of the evidence."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Configuration of `evidence`."""

    name = "evidence"
    verbose_name = _("Evidence")
