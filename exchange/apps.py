"""The app of the workbooks and documents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Configuration of `exchange`."""

    name = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        """Put the upload of a register among the places of the register of events."""
        from events import places
        from events.rules import may_add_event

        places.contribute(places.Place("import", "exchange:events-upload", _("Upload a register"), may_add_event))
