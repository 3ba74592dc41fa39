"""Who stands in for a chief, and for how long."""

from datetime import date
from typing import Any, Self, TypeVar

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import TruncDate
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Role, User
from foundation import clock

Rows = TypeVar("Rows", bound="models.QuerySet[Any]")


class DeputyQuerySet(models.QuerySet["Deputy"]):
    """Deputies by when they stand in."""

    def on(self, day: date) -> Self:
        """Those who stand in on a day; one ended early stands in no more."""
        return self.filter(first_day__lte=day, last_day__gte=day, ended_at__isnull=True)

    def counting(self, day: date) -> Self:
        """Those on a day whose chief is still the chief, and whose deputy still works, in the one division."""
        return (
            self.on(day)
            .filter(chief__is_active=True, chief__role=Role.CHIEF, chief__division=F("deputy__division"))
            .filter(deputy__is_active=True, deputy__role=Role.STAFF)
            .order_by("id")
        )

    def not_over(self, day: date) -> Self:
        """Those that stand in on a day or will later."""
        return self.filter(last_day__gte=day, ended_at__isnull=True)


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

    @property
    def has_begun(self) -> bool:
        """Whether the first day has come."""
        return self.first_day <= clock.today()

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed; see `ended_at` for one that was ended early."""
        return self.last_day < clock.today()


def chief_today(user: str, day: date) -> Subquery:
    """The id of the chief for whom the person of column `user` stands in on a day, for annotating rows."""
    return Subquery(Deputy.objects.counting(day).filter(deputy=OuterRef(user)).values("chief_id")[:1])


def with_chiefs(rows: Rows) -> Rows:
    """Annotate `chief_en` and `chief_zh`: for whom the `by` of each row stood in at its `at`; None for nobody.

    Whatever became of the deputyship later: one that was ended counts until that instant.
    """
    then = Deputy.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=OuterRef("at")),
        deputy=OuterRef("by"),
        made_at__lte=OuterRef("at"),
        first_day__lte=OuterRef("local_day"),
        last_day__gte=OuterRef("local_day"),
    ).order_by("id")
    return rows.alias(local_day=TruncDate("at")).annotate(
        chief_en=Subquery(then.values("chief__name_en")[:1]), chief_zh=Subquery(then.values("chief__name_zh")[:1])
    )
