"""Reporting rounds (填报期): the planning office asks for reports by a day."""

from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Division, User
from foundation.append_only import AppendOnly
from foundation.constraints import one_of, within
from priorities.models.plan import Plan, PriorityArea
from priorities.models.task import Task
from priorities.models.update import ProgressUpdate


class RoundQuerySet(models.QuerySet["Round"]):
    """Rounds of a plan."""

    def open(self) -> Self:
        """Those not closed yet."""
        return self.filter(closed_at__isnull=True)


class Round(models.Model):
    """A month's or a quarter's call for reports on a plan, or on some of its areas (none named: all of them).

    A report answers it that is as of `counts_from` or later and was neither returned nor withdrawn.
    """

    class Kind(models.TextChoices):
        MONTH = "month", _("monthly")
        QUARTER = "quarter", _("quarterly")

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds", verbose_name=_("plan"))
    kind = models.CharField(_("kind of round"), max_length=10, choices=Kind.choices, default=Kind.MONTH)
    number = models.PositiveSmallIntegerField(
        _("month or quarter"), validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    areas = models.ManyToManyField(PriorityArea, blank=True, related_name="+", verbose_name=_("priority areas"))
    counts_from = models.DateField(_("reports count from"))
    due_on = models.DateField(_("due on"))
    opened_at = models.DateTimeField(editable=False)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ("-due_on", "-id")
        constraints = (
            one_of("kind", ["month", "quarter"], "round_kind_known"),
            within("number", 1, 12, "round_number_range"),
            models.CheckConstraint(
                condition=Q(kind="month") | Q(number__lte=4),
                name="round_quarter_is_one_of_four",
                violation_error_message=_("A quarter is a number from 1 to 4."),
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("counts_from")),
                name="round_due_not_before_counting",
                violation_error_message=_("The due day is on or after the day from which reports count."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.plan_id} {self.kind} {self.number}"

    @property
    def is_open(self) -> bool:
        """Whether reports still answer it."""
        return self.closed_at is None


class RoundTask(AppendOnly):
    """A task that a closed round had asked for: who led it then, and the report that answered; None: not reported."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="tasks")
    task = models.ForeignKey(Task, models.PROTECT, related_name="+")
    division = models.ForeignKey(Division, models.PROTECT, null=True, related_name="+")
    update = models.ForeignKey(ProgressUpdate, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("round", "id")
        constraints = (models.UniqueConstraint(fields=["round", "task"], name="round_task_once"),)

    def __str__(self) -> str:
        return f"{self.round_id} {self.task_id}"
