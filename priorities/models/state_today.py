"""The state of each task today, kept so that a long list is filtered and sorted without judging every task."""

from datetime import date

from django.db import models

from priorities.models.plan import Plan
from priorities.models.task import Task

# The day of a row that does not hold any more, or never did.
OUTDATED = date(1900, 1, 1)


class StateToday(models.Model):
    """A copy, never a source: `priorities.figures.kept` fills it by the one statement that judges tasks.

    Triggers of the database (`priorities.figures.upkeep`) add a row with each task, keep `plan`, `place` and `text`,
    and set `day` to OUTDATED when anything changes that the state depends on; nothing else of the product writes here.
    Until it is filled again a row keeps its values: the state a moment ago.
    """

    task = models.OneToOneField(Task, models.CASCADE, primary_key=True, related_name="kept")
    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+", db_index=False)
    # The task's place in the plan's own order: 10,000 times the area's number, plus its own.
    place = models.PositiveIntegerField()
    # Code, names and descriptions in both languages, in small letters, a control character between them.
    text = models.TextField()
    day = models.DateField(default=OUTDATED)
    status = models.CharField(max_length=12, default="")
    percent = models.PositiveSmallIntegerField(null=True)
    signal = models.CharField(max_length=12, default="")
    # The signal's place from the gravest on.
    gravity = models.PositiveSmallIntegerField(null=True)
    stale = models.BooleanField(default=False)
    disagrees = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)
    # For sorting only, and exact for that: equal fractions give equal floats, and a greater one never a smaller float.
    gap = models.FloatField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["plan", "day"], name="state_today_outdated"),
            models.Index(fields=["plan", "place"], name="state_today_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.task_id} {self.day} {self.signal}"
