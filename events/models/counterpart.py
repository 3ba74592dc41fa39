"""Counterparts: organisations and cities that events are held with, partner cities and their agreements among them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_countries.fields import CountryField

from events.models.keeping import Kept, has_a_name
from foundation.bilingual import Titled
from foundation.constraints import one_of
from foundation.text import LineField, NoteField

NOT_FOREIGN = ("HK", "MO", "TW")  # product.md: their cities are no partner cities


class Counterpart(Kept):
    """An organisation or city (外方、对方单位). `partner_since`: a partner city (友好城市) since that day."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", pgettext_lazy("counterpart", "organisation")
        CITY = "city", pgettext_lazy("counterpart", "city or region")

    kind = models.CharField(pgettext_lazy("of a counterpart", "kind"), max_length=12, choices=Kind.choices)
    country_or_region = CountryField(_("country or region"), blank=True)
    partner_since = models.DateField(_("partner city since"), null=True, blank=True)

    class Meta:
        ordering = ("name_en", "name_zh", "id")
        constraints = (
            has_a_name("counterpart_has_a_name"),
            one_of("kind", ["organisation", "city"], "counterpart_kind_known"),
            models.CheckConstraint(
                condition=Q(partner_since__isnull=True)
                | (Q(kind="city") & ~Q(country_or_region__in=[*NOT_FOREIGN, "CN", ""])),
                name="counterpart_partner_is_a_foreign_city",
                violation_error_message=_("Partner cities are cities of foreign countries."),
            ),
        )


class Agreement(Titled, models.Model):
    """An agreement with a counterpart, signed on a day; `until_on` None: without an end."""

    counterpart = models.ForeignKey(Counterpart, models.CASCADE, related_name="agreements")
    title_en = LineField(_("title (English)"), max_length=300, blank=True)
    title_zh = LineField(_("title (Chinese)"), max_length=300, blank=True)
    signed_on = models.DateField(_("signed on"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        ordering = ("-signed_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh=""),
                name="agreement_has_a_title",
                violation_error_message=_("Give the title in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("signed_on")),
                name="agreement_until_not_before_signed",
                violation_error_message=_("An agreement ends on or after the day it is signed."),
            ),
        )

    def __str__(self) -> str:
        return self.title


class Venue(Kept):
    """A venue that events are held at: district, capacity in persons (None: unknown), what distinguishes it."""

    district_en = LineField(_("district (English)"), max_length=100, blank=True)
    district_zh = LineField(_("district (Chinese)"), max_length=100, blank=True)
    capacity = models.PositiveIntegerField(_("capacity (persons)"), null=True, blank=True)
    distinction_en = NoteField(_("what distinguishes it (English)"), max_length=2000)
    distinction_zh = NoteField(_("what distinguishes it (Chinese)"), max_length=2000)

    class Meta:
        ordering = ("name_en", "name_zh", "id")
        constraints = (has_a_name("venue_has_a_name"),)
