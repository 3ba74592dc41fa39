"""What several events may share: a delegation that makes them, a series whose editions they are."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from foundation.bilingual import Named
from foundation.constraints import within
from foundation.text import LineField


def has_a_name(constraint: str) -> models.CheckConstraint:
    """The condition that a name is given in at least one language."""
    return models.CheckConstraint(
        condition=~Q(name_en="") | ~Q(name_zh=""),
        name=constraint,
        violation_error_message=_("Name it in at least one language."),
    )


class Delegation(Named, models.Model):
    """A delegation (团组): who, from where, how many; one delegation makes several events."""

    name_en = LineField(_("name (English)"), max_length=300, blank=True)
    name_zh = LineField(_("name (Chinese)"), max_length=300, blank=True)
    country_or_region = CountryField(_("country or region"), blank=True)
    size = models.PositiveIntegerField(
        pgettext_lazy("size of a delegation", "persons"), validators=[MinValueValidator(1), MaxValueValidator(100_000)]
    )
    arrives_on = models.DateField(_("from"), null=True, blank=True)
    leaves_on = models.DateField(_("until"), null=True, blank=True)
    demonstration = models.BooleanField(_("demonstration"), default=False)

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

    def __str__(self) -> str:
        return self.name


class Series(Named, models.Model):
    """A series of events (品牌活动) whose editions are numbered."""

    name_en = LineField(_("name (English)"), max_length=300, blank=True)
    name_zh = LineField(_("name (Chinese)"), max_length=300, blank=True)
    demonstration = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        ordering = ("name_en", "name_zh", "id")
        verbose_name_plural = "series"
        constraints = (has_a_name("series_has_a_name"),)

    def __str__(self) -> str:
        return self.name
