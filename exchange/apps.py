"""The app of the workbooks and documents."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Configuration of `exchange`."""

    name = "exchange"
    verbose_name = _("Exchange")
