"""Saved views of the task list."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation.text import LineField
from priorities.models.plan import Plan


class SavedView(models.Model):
    """A task list as somebody left it: filters, sorting and columns as the query of its address; own, or shared."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_views", verbose_name=_("owner"))
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="saved_views", verbose_name=_("plan"))
    name = LineField(_("name"), max_length=80)
    query = models.TextField(max_length=2000, blank=True)
    shared = models.BooleanField(_("shared with everybody"), default=False)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["owner", "plan", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You already have a view of that name in this plan."),
            ),
        )

    def __str__(self) -> str:
        return self.name
