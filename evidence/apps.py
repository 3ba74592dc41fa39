"""The app of the evidence."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Configuration of `evidence`."""

    name = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        """Tell the apps below what they do not know: files may come with a report, and are part of its history."""
        from evidence import history, services
        from priorities import attached

        attached.taken_by(services.coming_with)
        history.tell()
