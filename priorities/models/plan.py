"""The year's plan, its priority areas, and what the year before achieved."""

from datetime import date
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Division
from foundation.bilingual import Named, Titled
from foundation.constraints import one_of, within
from foundation.text import LineField, NoteField

plan_code = RegexValidator(r"^([a-z]+-)*\d{4}\Z", _("Use the year, or words and the year: 2024, demo-2024."))


class PlanQuerySet(models.QuerySet["Plan"]):
    """Plans in the order of the header's switch."""

    def for_switch(self) -> Self:
        """Newest year first, the real plan before the demonstration."""
        return self.order_by("-year", "demonstration", "code")


class Plan(Titled, models.Model):
    """An annual work plan, with the thresholds by which its signals are judged."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        ADOPTED = "adopted", _("adopted")
        CLOSED = "closed", _("closed")

    code = models.CharField(_("code"), max_length=40, unique=True, validators=[plan_code])
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2000), MaxValueValidator(2100)])
    title_en = LineField(_("title (English)"), max_length=300)
    title_zh = LineField(_("title (Chinese)"), max_length=300)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.DRAFT)
    set_out_on = models.DateField(_("set out on"), null=True, blank=True)
    source = NoteField(_("source"), max_length=2000)
    behind_points = models.PositiveSmallIntegerField(
        _("behind from (points)"), default=10, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    far_behind_points = models.PositiveSmallIntegerField(
        _("far behind over (points)"), default=30, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    stale_days = models.PositiveSmallIntegerField(
        _("not reported after (days)"), default=30, validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    review_reports = models.BooleanField(_("chiefs release staff's reports"), default=True)
    demonstration = models.BooleanField(_("demonstration"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ("-year", "code")
        constraints = (
            within("year", 2000, 2100, "plan_year_range"),
            models.CheckConstraint(
                condition=Q(
                    behind_points__gte=1, far_behind_points__gte=F("behind_points"), far_behind_points__lte=100
                ),
                name="plan_thresholds_in_order",
                violation_error_message=_("“Far behind” starts at or above “behind”, both between 1 and 100 points."),
            ),
            within("stale_days", 1, 366, "plan_stale_days_range"),
            one_of("status", ["draft", "adopted", "closed"], "plan_status_known"),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """A plan is set out in its year, or late in the year before."""
        super().clean()
        if self.set_out_on and self.year and self.set_out_on.year not in (self.year - 1, self.year):
            message = _("Expected a day of %(before)d or %(year)d.")
            params = {"before": self.year - 1, "year": self.year}
            raise ValidationError({"set_out_on": ValidationError(message, params=params)})

    @property
    def first_day(self) -> date:
        """1 January of the plan's year."""
        return date(self.year, 1, 1)

    @property
    def last_day(self) -> date:
        """31 December of the plan's year."""
        return date(self.year, 12, 31)

    @property
    def days(self) -> int:
        """Days in the plan's year: 365 or 366."""
        return (self.last_day - self.first_day).days + 1


class PriorityArea(Named, models.Model):
    """One of the plan's priority areas, with the sentence it was set out in."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="areas", verbose_name=_("plan"))
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1), MaxValueValidator(99)])
    code = models.CharField(max_length=45, unique=True, editable=False)
    name_en = LineField(_("name (English)"), max_length=300)
    name_zh = LineField(_("name (Chinese)"), max_length=300)
    name_zh_translated = models.BooleanField(_("Chinese name is our translation"), default=False)
    summary_en = NoteField(_("summary (English)"), max_length=4000)
    summary_zh = NoteField(_("summary (Chinese)"), max_length=4000)
    source_quote = NoteField(_("source sentence"), max_length=4000)
    lead_division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("lead division")
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ("plan", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["plan", "number"],
                name="area_number_once_in_plan",
                violation_error_message=_("This plan already has an area of that number."),
            ),
            within("number", 1, 99, "area_number_range"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def clean(self) -> None:
        """Derive the code from plan and number."""
        super().clean()
        if self.plan_id and self.number is not None:
            self.code = f"{self.plan.code}-{self.number}"


class Achievement(Titled, models.Model):
    """A named achievement of the year reviewed, with the sentence that names it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="achievements")
    order = models.PositiveSmallIntegerField(default=0)
    year = models.PositiveSmallIntegerField(_("year"))
    title_en = LineField(_("title (English)"), max_length=300)
    title_zh = LineField(_("title (Chinese)"), max_length=300)
    title_zh_translated = models.BooleanField(_("Chinese title is our translation"), default=False)
    source_quote = NoteField(_("source sentence"), max_length=4000)

    class Meta:
        ordering = ("plan", "order")
        constraints = (models.UniqueConstraint(fields=["plan", "order"], name="achievement_order_once"),)

    def __str__(self) -> str:
        return self.title
