"""Who stands in for a chief, and for how long."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class DeputyQuerySet(models.QuerySet["Deputy"]):
    """Deputies by when they stand in."""

    def on(self, day: date) -> Self:
        """Those who stand in on a day; one ended early stands in no more."""
        return self.filter(first_day__lte=day, last_day__gte=day, ended_at__isnull=True)


class Deputy(models.Model):
    """A chief's deputy for a time: releases what waits for the chief. Ended early by `ended_at`; never deleted."""

    chief = models.ForeignKey(User, models.PROTECT, related_name="deputies", verbose_name=_("chief"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="stands_in", verbose_name=_("deputy"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    made_at = models.DateTimeField(editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DeputyQuerySet.as_manager()

    class Meta:
        ordering = ("-first_day", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="deputy_days_in_order",
                violation_error_message=_("The last day is on or after the first."),
            ),
            models.CheckConstraint(
                condition=~Q(chief=F("deputy")),
                name="deputy_is_another",
                violation_error_message=_("Choose somebody else: nobody is their own deputy."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.chief_id}: {self.deputy_id}, {self.first_day} – {self.last_day}"
