"""Saved views of the lists of tasks and of events."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation.constraints import one_of
from foundation.text import LineField
from priorities.models.plan import Plan


class SavedView(models.Model):
    """A list as somebody left it: filters, sorting and columns as the query of its address; own, or shared."""

    class Listing(models.TextChoices):
        TASKS = "tasks", _("tasks")
        EVENTS = "events", _("events")

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("owner"))
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="saved_views", verbose_name=_("plan"))
    listing = models.CharField(_("list"), max_length=6, choices=Listing.choices, default=Listing.TASKS)
    name = LineField(_("name"), max_length=80)
    query = models.TextField(max_length=2000, blank=True)
    shared = models.BooleanField(_("shared with everybody"), default=False)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "plan", "listing", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You already have a view of that name in this plan."),
            ),
            one_of("listing", ["tasks", "events"], "saved_view_listing_known"),
        )

    def __str__(self) -> str:
        return self.name
