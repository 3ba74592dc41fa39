"""What is asked about a task: to report (催办), or by a division for more time (延期申请). Nothing is overwritten."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.deputy import with_chiefs
from foundation.append_only import AppendOnly, AppendOnlyQuerySet
from foundation.bilingual import in_language
from foundation.constraints import one_of
from foundation.text import LineField, NoteField
from priorities.models.round import Round
from priorities.models.task import Schedule, Task
from priorities.models.update import ProgressUpdate, Review


class UrgeQuerySet(AppendOnlyQuerySet):
    """Urgings by whether they were answered."""

    def unanswered(self) -> Self:
        """Those after which no report was recorded on the task; one returned or withdrawn is no answer."""
        undone = Review.objects.filter(
            update=OuterRef("pk"), outcome__in=[Review.Outcome.RETURNED, Review.Outcome.WITHDRAWN]
        )
        answers = ProgressUpdate.objects.filter(
            ~models.Exists(undone), task=OuterRef("task"), recorded_at__gte=OuterRef("at")
        )
        return self.filter(~models.Exists(answers))


class Urge(AppendOnly):
    """The planning office urges a task; shown until a report recorded after it answers."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="urges")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    text = LineField(_("line of text"), max_length=500, blank=True)
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="+")

    objects: ClassVar = UrgeQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["task", "-at"], name="urge_of_task"),)

    def __str__(self) -> str:
        return f"{self.task_id} {self.at}"


class ExtensionRequestQuerySet(AppendOnlyQuerySet):
    """Requests by whether they were decided."""

    def open(self) -> Self:
        """Those that wait for a decision."""
        return self.filter(decision__isnull=True)

    def for_reading(self) -> Self:
        """Newest first, each with who asked, for which chief they stood in, and how it was decided. One query."""
        return with_chiefs(self.select_related("by", "decision__by", "decision__schedule").order_by("-id"))


class ExtensionRequest(AppendOnly):
    """A division asks for a later deadline. Open until there is a decision on it."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="extension_requests")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    standing_due_on = models.DateField(_("deadline when asked"))
    due_on = models.DateField(_("new deadline"))
    reason = NoteField(_("reason"), max_length=2000, blank=False)

    objects: ClassVar = ExtensionRequestQuerySet.as_manager()

    # Annotated by for_reading(): the chief for whom the asker stood in.
    chief_en: str | None = None
    chief_zh: str | None = None

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=["task", "-id"], name="extension_request_of_task"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(due_on__gt=F("standing_due_on")),
                name="extension_request_is_later",
                violation_error_message=_("The new deadline is later than the one in force."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="extension_request_has_reason",
                violation_error_message=_("Say why more time is needed."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.task_id} {self.due_on}"

    @property
    def chief(self) -> str:
        """The name of the chief for whom the asker stood in; "" for nobody."""
        return in_language(self, "chief") or ""


class ExtensionDecision(AppendOnly):
    """How a request ended: granted, then with the schedule it made; refused, with a reason; or withdrawn."""

    class Outcome(models.TextChoices):
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    request = models.OneToOneField(ExtensionRequest, models.PROTECT, related_name="decision")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = NoteField(_("reason"), max_length=2000)
    schedule = models.OneToOneField(Schedule, models.PROTECT, null=True, blank=True, related_name="granted_by")

    class Meta:
        ordering = ("id",)
        constraints = (
            one_of("outcome", ["granted", "refused", "withdrawn"], "extension_decision_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome="granted", schedule__isnull=False)
                | (~Q(outcome="granted") & Q(schedule__isnull=True)),
                name="extension_decision_granted_has_schedule",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""),
                name="extension_decision_refusal_has_reason",
                violation_error_message=_("Say why the extension is refused."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.request_id} {self.outcome}"
