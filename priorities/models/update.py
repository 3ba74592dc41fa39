"""What divisions report, and how it was reviewed. Neither is ever changed."""

from datetime import date, datetime
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.models.deputy import with_chiefs
from foundation.append_only import AppendOnly, AppendOnlyQuerySet
from foundation.bilingual import in_language
from foundation.constraints import one_of
from foundation.text import NoteField
from priorities.models.task import Task


class ProgressUpdateQuerySet(AppendOnlyQuerySet):
    """Reports by review, and the ones that stand."""

    def with_review(self, known_at: datetime | None = None) -> Self:
        """Annotate `review`: how the report stands in review, now or as known at an instant."""
        reviews = Review.objects.filter(update=models.OuterRef("pk"))
        if known_at is not None:
            reviews = reviews.filter(at__lte=known_at)
        newest = models.Subquery(reviews.order_by("-id").values("outcome")[:1])
        return self.annotate(review=Coalesce(newest, F("first_review"), output_field=models.CharField()))

    def standing_order(self) -> Self:
        """Only reports that stand (nobody need review them, or they were accepted), the standing one first."""
        accepted = Review.objects.filter(update=models.OuterRef("pk"), outcome=Review.Outcome.ACCEPTED)
        stands = Q(first_review=ProgressUpdate.FirstReview.NOT_REQUIRED) | models.Exists(accepted)
        return self.filter(stands).order_by("-effective_on", "-id")

    def awaiting(self, *reviews: str) -> Self:
        """Reports that now stand in review as named (`pending`, `endorsed`), oldest first."""
        waiting = [state for state in reviews if state in ProgressUpdate.FirstReview.values]
        began = (ProgressUpdate.FirstReview.PENDING, ProgressUpdate.FirstReview.ENDORSED)  # what the index holds
        return self.filter(first_review__in=began).with_review().filter(review__in=waiting).order_by("id")

    def returned_to(self, author: User) -> Self:
        """The author's reports that were returned and that no later report of theirs on the task has answered."""
        answers = ProgressUpdate.objects.filter(
            author=author, task=models.OuterRef("task"), id__gt=models.OuterRef("pk")
        )
        returned = Review.objects.filter(update=models.OuterRef("pk"), outcome=Review.Outcome.RETURNED)
        return self.filter(models.Exists(returned), ~models.Exists(answers), author=author).order_by("-id")

    def for_timeline(self, day: date | None = None, known_at: datetime | None = None) -> Self:
        """Newest first, with authors and reviews: two queries. Up to a day, and as known at an instant, where given."""
        reviews, updates = Review.objects.for_reading(), self.with_review(known_at)
        if day is not None:
            updates = updates.filter(effective_on__lte=day)
        if known_at is not None:
            reviews, updates = reviews.filter(at__lte=known_at), updates.filter(recorded_at__lte=known_at)
        shown = updates.select_related("author").prefetch_related(models.Prefetch("reviews", queryset=reviews))
        return shown.order_by("-effective_on", "-id")


class ProgressUpdate(AppendOnly):
    """A division's report on a task as of a day, in four parts."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", _("not started")
        IN_PROGRESS = "in_progress", _("in progress")
        COMPLETED = "completed", _("completed")
        CANCELLED = "cancelled", _("cancelled")

    class Health(models.TextChoices):
        GREEN = "green", _("green")
        AMBER = "amber", _("amber")
        RED = "red", _("red")

    class FirstReview(models.TextChoices):
        NOT_REQUIRED = "not_required", _("not required")
        PENDING = "pending", _("pending")
        ENDORSED = "endorsed", _("endorsed by the chief")

    task = models.ForeignKey(Task, models.PROTECT, related_name="updates", verbose_name=_("task"))
    effective_on = models.DateField(_("as of"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices)
    percent = models.PositiveSmallIntegerField(
        _("percent done"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    health = models.CharField(_("own rating"), max_length=5, choices=Health.choices, null=True, blank=True)  # noqa: DJ001  # contract.md: health is null when it was not rated
    note = NoteField(_("progress"))
    problems = NoteField(_("problems"))
    needs = NoteField(_("coordination needed"))
    next_steps = NoteField(_("next steps"))
    no_change = models.BooleanField(_("no change, confirmed"), default=False)
    author = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("author"))
    recorded_at = models.DateTimeField(_("recorded"))
    first_review = models.CharField(max_length=12, choices=FirstReview.choices)

    objects: ClassVar = ProgressUpdateQuerySet.as_manager()

    class Meta:
        ordering = ("-effective_on", "-id")
        indexes = (
            models.Index(fields=["task", "-effective_on", "-id"], name="update_standing"),
            models.Index(
                fields=["task"], name="update_to_review", condition=Q(first_review__in=["pending", "endorsed"])
            ),
        )
        constraints = (
            one_of("status", ["not_started", "in_progress", "completed", "cancelled"], "update_status_known"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True)
                | Q(status="completed", percent=100)
                | Q(status="not_started", percent=0)
                | Q(status__in=["in_progress", "cancelled"], percent__gte=0, percent__lte=99),
                name="update_percent_fits_status",
                violation_error_message=_("Completed means 100%, not started 0%, every other status 0 to 99%."),
            ),
            one_of("health", ["green", "amber", "red"], "update_health_known"),
            one_of("first_review", ["not_required", "pending", "endorsed"], "update_first_review_known"),
        )

    # Annotated by with_review().
    review: str

    def __str__(self) -> str:
        return f"{self.task_id} {self.effective_on} {self.status}"

    @property
    def is_completion(self) -> bool:
        """A claim that the task is done, which the planning office closes out."""
        return self.status == self.Status.COMPLETED


class ReviewQuerySet(AppendOnlyQuerySet):
    """Reviews as they are read."""

    def for_reading(self) -> Self:
        """In their order, each with who reviewed and for which chief they stood in. One query."""
        return with_chiefs(self.select_related("by").order_by("id"))


class Review(AppendOnly):
    """One step of a report's review. Accepted, returned and withdrawn are final: a report has at most one of them."""

    class Outcome(models.TextChoices):
        ENDORSED = "endorsed", _("endorsed by the chief")
        ACCEPTED = "accepted", _("accepted")
        RETURNED = "returned", _("returned")
        WITHDRAWN = "withdrawn", _("withdrawn")

    update = models.ForeignKey(ProgressUpdate, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = NoteField(_("reason"), max_length=2000)

    objects: ClassVar = ReviewQuerySet.as_manager()

    # Annotated by for_reading(): the chief for whom the reviewer stood in.
    chief_en: str | None = None
    chief_zh: str | None = None

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["update", "outcome", "at"], name="review_of_update"),)
        constraints = (
            models.UniqueConstraint(
                fields=["update"],
                condition=Q(outcome__in=["accepted", "returned", "withdrawn"]),
                name="review_final_once",
            ),
            models.UniqueConstraint(fields=["update"], condition=Q(outcome="endorsed"), name="review_endorsed_once"),
            one_of("outcome", ["endorsed", "accepted", "returned", "withdrawn"], "review_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome="returned") | ~Q(reason=""),
                name="review_return_has_reason",
                violation_error_message=_("Say why the report is returned."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.update_id} {self.outcome}"

    @property
    def chief(self) -> str:
        """The name of the chief for whom the reviewer stood in; "" for nobody."""
        return in_language(self, "chief") or ""
