"""Tasks, their schedules and milestones."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Max, Min, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Division, User
from foundation.append_only import AppendOnly
from foundation.bilingual import Named
from foundation.constraints import one_of, within
from foundation.text import LineField, NoteField
from priorities.models.plan import Plan, PriorityArea

if TYPE_CHECKING:
    from priorities.figures.states import TaskState

MAX_WEIGHT = 1000
# Nobody has set dates: the one schedule is the plan's year (see TaskQuerySet.with_dates).
UNDATED = Q(dates=1, starts__month=1, starts__day=1, due__month=12, due__day=31)


class TaskQuerySet(models.QuerySet["Task"]):
    """A named queryset for each screen. Derived values (status, signal …) come from `priorities.figures.states`."""

    def of_plan(self, plan: Plan) -> "TaskQuerySet":
        """The plan's tasks in the plan's order."""
        return self.filter(area__plan=plan).order_by("area__number", "number")

    def with_dates(self) -> "TaskQuerySet":
        """With what `UNDATED` asks for: the number of schedules, their first start and last deadline."""
        return self.annotate(dates=Count("schedules"), starts=Min("schedules__starts_on"), due=Max("schedules__due_on"))

    def assignment(self) -> dict[str, int]:
        """How many tasks there are, how many have no lead division, how many run over the whole year. One query."""
        found: dict[str, int] = self.with_dates().aggregate(
            tasks=Count("pk"), unled=Count("pk", filter=Q(lead_division=None)), undated=Count("pk", filter=UNDATED)
        )
        return found

    def of_division(self, division_id: int) -> "TaskQuerySet":
        """The tasks that a division leads or supports, each found by an index: a plan may have ten thousand."""
        led = Task.objects.filter(lead_division=division_id).order_by().values("pk")
        supported = Task.supporting_divisions.through.objects.filter(division_id=division_id).values("task_id")
        return self.filter(pk__in=led.union(supported))

    def for_list(self) -> "TaskQuerySet":
        """With what a row of a task list shows: area, plan, lead division, in the one query."""
        return self.select_related("area__plan", "lead_division")

    def for_page(self) -> "TaskQuerySet":
        """With what the task's own page shows: one query, and one for each of the three related lists."""
        return self.select_related("area__plan", "lead_division", "leader_in_charge", "responsible").prefetch_related(
            "supporting_divisions", "sources", "milestones"
        )


class Task(Named, models.Model):
    """A task of the plan. What divisions report on it, and all that follows from it, is not a column here."""

    class Kind(models.TextChoices):
        DEADLINE = "deadline", _("by a deadline")
        ONGOING = "ongoing", _("continuing")

    area = models.ForeignKey(PriorityArea, models.PROTECT, related_name="tasks", verbose_name=_("priority area"))
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1), MaxValueValidator(9999)])
    code = models.CharField(max_length=50, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.DEADLINE)
    name_en = LineField(_("name (English)"), max_length=300)
    name_zh = LineField(_("name (Chinese)"), max_length=300)
    name_zh_translated = models.BooleanField(_("Chinese name is our translation"), default=False)
    description_en = NoteField(_("description (English)"), max_length=4000)
    description_zh = NoteField(_("description (Chinese)"), max_length=4000)
    lead_division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="led_tasks", verbose_name=_("lead division")
    )
    supporting_divisions = models.ManyToManyField(
        Division, blank=True, related_name="supported_tasks", verbose_name=_("supporting divisions")
    )
    responsible = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible person")
    )
    leader_in_charge = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="tasks_in_charge", verbose_name=_("leader in charge")
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_WEIGHT)]
    )
    source_quote = NoteField(_("source sentence"), max_length=4000)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("area__number", "number")
        constraints = (
            models.UniqueConstraint(
                fields=["area", "number"],
                name="task_number_once_in_area",
                violation_error_message=_("This area already has a task of that number."),
            ),
            within("number", 1, 9999, "task_number_range"),
            within("weight", 1, MAX_WEIGHT, "task_weight_range"),
            one_of("kind", ["deadline", "ongoing"], "task_kind_known"),
        )

    # Set by priorities.figures.states.attach().
    state: "TaskState"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def plan(self) -> Plan:
        """The plan of the task's area."""
        return self.area.plan

    @property
    def short_code(self) -> str:
        """The code within its plan: `5-02`."""
        return f"{self.area.number}-{self.number:02d}"

    @property
    def is_ongoing(self) -> bool:
        """A continuing effort: no percent, no planned percent, no gap."""
        return self.kind == self.Kind.ONGOING

    def clean(self) -> None:
        """Derive the code from area and number."""
        super().clean()
        if self.area_id and self.number is not None:
            self.code = f"{self.area.code}-{self.number:02d}"


class TaskSource(Named, models.Model):
    """Where a task comes from (任务来源): a meeting, a government work report, an instruction."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="sources")
    name_en = LineField(_("source (English)"), max_length=300)
    name_zh = LineField(_("source (Chinese)"), max_length=300)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name


class Schedule(AppendOnly):
    """The period of a task as decided on a day. The first one, then each change of dates: nothing is overwritten."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="schedules")
    starts_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("deadline"))
    decided_on = models.DateField(_("decided on"))
    reason = LineField(_("reason"), max_length=1000, blank=True)
    recorded_at = models.DateTimeField(editable=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["task", "-decided_on", "-id"], name="schedule_in_force"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(due_on__gte=F("starts_on")),
                name="schedule_due_not_before_start",
                violation_error_message=_("The deadline is on or after the start."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.due_on}"


class Milestone(Named, models.Model):
    """A step of a task with a day and a weight. Ticking it off never sets a percent."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="milestones")
    name_en = LineField(_("name (English)"), max_length=300)
    name_zh = LineField(_("name (Chinese)"), max_length=300)
    due_on = models.DateField(_("due on"))
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_WEIGHT)]
    )
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    class Meta:
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=["task", "due_on"], name="milestone_of_task"),)
        constraints = (within("weight", 1, MAX_WEIGHT, "milestone_weight_range"),)

    def __str__(self) -> str:
        return self.name
