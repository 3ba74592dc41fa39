"""The site: pages and API over all the apps; it has no tables."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class WorkplanConfig(AppConfig):
    """Configuration of `workplan`."""

    name = "workplan"
    verbose_name = _("Workplan")

    def ready(self) -> None:
        """Keep the triggers of the database. A signal: this is upkeep of the database, no rule of the domain."""
        from foundation.append_only import guard_tables  # they import models: not before all apps are there
        from priorities.figures.upkeep import keep_states

        post_migrate.connect(guard_tables)
        post_migrate.connect(keep_states)
