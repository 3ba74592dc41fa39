"""What a plan file last set, so that loading it again can tell a page's edits from its own."""

from django.db import models

from priorities.models.plan import Plan


class PlanFile(models.Model):
    """The facts on which a plan and its file last agreed: thing → field → value (see `priorities.imports.merge`)."""

    plan = models.OneToOneField(Plan, models.PROTECT, related_name="file")
    name = models.CharField(max_length=200)
    facts = models.JSONField(default=dict)
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
