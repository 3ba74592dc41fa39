"""Indicators, what they are compared with, and what was measured or counted outside the system."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation.append_only import AppendOnly
from foundation.bilingual import Named, in_language
from foundation.constraints import one_of, within
from foundation.text import LineField, NoteField
from priorities.models.plan import Plan, PriorityArea


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Indicators with what their figures need."""

    def of_plan(self, plan: Plan) -> Self:
        """The plan's indicators with their baselines: two queries."""
        return self.filter(plan=plan).select_related("area").prefetch_related("baselines").order_by("order", "code")


class Indicator(Named, models.Model):
    """A figure followed over the year: counted in the register of events, or measured."""

    class Kind(models.TextChoices):
        EVENTS_HELD = "events_held", _("events held")
        EVENTS_WITH_LEADERS = "events_with_leaders", _("events attended by municipal leaders")
        LEADER_ATTENDANCES = "leader_attendances", _("leader attendances")
        DELEGATIONS = "delegations", _("delegations")
        PERSONS = "persons", _("persons")
        MEASURED = "measured", _("measured")

    class Direction(models.TextChoices):
        UP = "up", _("higher is better")
        DOWN = "down", _("lower is better")

    class Aggregate(models.TextChoices):
        SUM = "sum", _("sum")
        LATEST = "latest", _("latest value")
        AVERAGE = "average", _("average")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="indicators", verbose_name=_("plan"))
    area = models.ForeignKey(
        PriorityArea, models.PROTECT, null=True, blank=True, related_name="indicators", verbose_name=_("priority area")
    )
    code = models.CharField(
        _("code"), max_length=60, unique=True, validators=[RegexValidator(r"^[a-z0-9]+(-[a-z0-9]+)*\Z")]
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    name_en = LineField(_("name (English)"), max_length=300)
    name_zh = LineField(_("name (Chinese)"), max_length=300)
    unit_en = LineField(_("unit (English)"), max_length=40, blank=True)
    unit_zh = LineField(_("unit (Chinese)"), max_length=40, blank=True)
    direction = models.CharField(_("direction"), max_length=4, choices=Direction.choices, default=Direction.UP)
    kind = models.CharField(_("counting rule"), max_length=20, choices=Kind.choices)
    aggregate = models.CharField(_("aggregate"), max_length=8, choices=Aggregate.choices, default=Aggregate.SUM)
    target = models.DecimalField(_("target"), max_digits=16, decimal_places=2, null=True, blank=True)
    note_en = NoteField(_("assumption (English)"), max_length=2000)
    note_zh = NoteField(_("assumption (Chinese)"), max_length=2000)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "order", "code")
        constraints = (
            one_of(
                "kind",
                ["events_held", "events_with_leaders", "leader_attendances", "delegations", "persons", "measured"],
                "indicator_kind_known",
            ),
            one_of("direction", ["up", "down"], "indicator_direction_known"),
            one_of("aggregate", ["sum", "latest", "average"], "indicator_aggregate_known"),
            models.CheckConstraint(
                condition=Q(kind="measured") | Q(aggregate="sum"),
                name="indicator_counted_is_sum",
                violation_error_message=_(
                    "What is counted is a sum; only a measured indicator may be latest or average."
                ),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def unit(self) -> str:
        """The unit in the reader's language."""
        return in_language(self, "unit")

    @property
    def is_counted(self) -> bool:
        """Counted in the register of events (else measured)."""
        return self.kind != self.Kind.MEASURED


class Baseline(models.Model):
    """A past year's figure: stated by a source, or derived from one, then with the range that rounding allows."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="baselines")
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(1949), MaxValueValidator(2100)])
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    low = models.DecimalField(_("lowest"), max_digits=16, decimal_places=2, null=True, blank=True)
    high = models.DecimalField(_("highest"), max_digits=16, decimal_places=2, null=True, blank=True)
    derived = models.BooleanField(_("derived, not stated"), default=False)
    source_quote = NoteField(_("source sentence"), max_length=4000)
    note_en = NoteField(_("note (English)"), max_length=2000)
    note_zh = NoteField(_("note (Chinese)"), max_length=2000)

    class Meta:
        ordering = ("indicator", "-year")
        constraints = (
            models.UniqueConstraint(fields=["indicator", "year"], name="baseline_year_once"),
            within("year", 1949, 2100, "baseline_year_range"),
            models.CheckConstraint(
                condition=Q(
                    derived=True, low__isnull=False, high__isnull=False, low__lte=F("value"), high__gte=F("value")
                )
                | Q(derived=False, low__isnull=True, high__isnull=True),
                name="baseline_derived_has_range",
                violation_error_message=_(
                    "A derived figure carries its lowest and highest value; a stated one carries none."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.year}: {self.value}"

    @property
    def note(self) -> str:
        """The note in the reader's language."""
        return in_language(self, "note")


class Measurement(AppendOnly):
    """A value of a measured indicator on a day; `corrects` names the one it takes the place of."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    on = models.DateField(_("day"))
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2)
    note = NoteField(_("note"), max_length=2000)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by", verbose_name=_("corrects")
    )
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ("on", "id")
        indexes = (models.Index(fields=["indicator", "on"], name="measurement_of_indicator"),)

    def __str__(self) -> str:
        return f"{self.on}: {self.value}"


class OfflineTotal(AppendOnly):
    """A number of events of a month that may not be entered here, added to a counted figure as its own part."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="offline_totals")
    month = models.DateField(_("month"))
    number = models.PositiveIntegerField(_("number"), validators=[MinValueValidator(1), MaxValueValidator(10_000)])
    approver = LineField(_("approved by"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ("month", "id")
        constraints = (
            models.CheckConstraint(condition=Q(month__day=1), name="offline_total_first_of_month"),
            within("number", 1, 10_000, "offline_total_range"),
        )

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}: {self.number}"
