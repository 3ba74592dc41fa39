"""Files and what they prove. The bytes lie in the private store (foundation/private_files.py), under random names."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import Event
from foundation.text import LineField
from priorities.models import ProgressUpdate


class StoredFile(models.Model):
    """Some bytes, kept once however many times they prove something. `name` in the store; empty: no longer kept."""

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    media_type = models.CharField(_("kind of file"), max_length=100, editable=False)
    name = models.CharField(max_length=100, blank=True, editable=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.sha256


class Evidence(models.Model):
    """A file (佐证材料) on one report or one event. Removing it keeps this row: that it was there stays known."""

    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="proves", verbose_name=_("file"))
    update = models.ForeignKey(ProgressUpdate, models.PROTECT, null=True, blank=True, related_name="evidence")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="evidence")
    filename = LineField(_("file name"), max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    added_at = models.DateTimeField(editable=False)
    removed_at = models.DateTimeField(null=True, blank=True, editable=False)
    removed_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("added_at", "id")
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        constraints = (
            models.CheckConstraint(
                condition=Q(update__isnull=True, event__isnull=False) | Q(update__isnull=False, event__isnull=True),
                name="evidence_of_a_report_or_an_event",
            ),
            models.CheckConstraint(
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="evidence_removed_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["update", "file"], condition=Q(removed_at__isnull=True), name="evidence_once_per_report"
            ),
            models.UniqueConstraint(
                fields=["event", "file"], condition=Q(removed_at__isnull=True), name="evidence_once_per_event"
            ),
        )

    def __str__(self) -> str:
        return self.filename

    @property
    def thing(self) -> ProgressUpdate | Event:
        """What it proves."""
        found = self.update or self.event
        assert found is not None  # noqa: S101  # the database holds it
        return found
