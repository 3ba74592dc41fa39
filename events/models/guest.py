"""What several events may share: a delegation that makes them, a series whose editions they are."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from events.models.keeping import Kept, has_a_name
from foundation.constraints import within


class Delegation(Kept):
    """A delegation (团组): who, from where, how many, from when to when; one delegation makes several events."""

    country_or_region = CountryField(_("country or region"), blank=True)
    size = models.PositiveIntegerField(
        pgettext_lazy("size of a delegation", "persons"), validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    arrives_on = models.DateField(_("from"), null=True, blank=True)
    leaves_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            has_a_name("delegation_has_a_name"),
            within("size", 1, 100_000, "delegation_size_range"),
            models.CheckConstraint(
                condition=Q(arrives_on__isnull=True) | Q(leaves_on__isnull=True) | Q(leaves_on__gte=F("arrives_on")),
                name="delegation_leaves_after_arrival",
                violation_error_message=_("A delegation leaves on or after the day it arrives."),
            ),
        )


class Series(Kept):
    """A series of events (品牌活动) whose editions are numbered; `every_years` None: without a rhythm."""

    every_years = models.PositiveSmallIntegerField(
        _("every how many years"),
        null=True,
        blank=True,
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(10)],
        help_text=_("1: every year. Empty: without a rhythm, so that no edition is missed."),
    )

    class Meta:
        ordering = ("name_en", "name_zh", "id")
        verbose_name_plural = "series"
        constraints = (has_a_name("series_has_a_name"), within("every_years", 1, 10, "series_every_years_range"))
