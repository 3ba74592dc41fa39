"""Reminders: the kinds a person has turned off, and the digests that were sent. What they say is computed."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from foundation.append_only import AppendOnly
from foundation.constraints import one_of


class ReminderKind(models.TextChoices):
    """What a person is reminded of. Urging cannot be turned off."""

    URGED = "urged", _("urged")
    OVERDUE = "overdue", _("overdue")
    DUE_1 = "due_1", _("due within 1 day")
    DUE_7 = "due_7", _("due within 7 days")
    STALE = "stale", _("not reported")
    RETURNED = "returned", _("returned to me")
    AWAITING = "awaiting", _("awaiting my release or decision")


class ReminderOff(models.Model):
    """A person has turned one kind of reminder off."""

    KINDS = [kind for kind in ReminderKind if kind != ReminderKind.URGED]

    user = models.ForeignKey(User, models.CASCADE, related_name="reminders_off")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.label) for kind in KINDS])

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["user", "kind"], name="reminder_off_once"),
            one_of("kind", ["overdue", "due_1", "due_7", "stale", "returned", "awaiting"], "reminder_off_kind_known"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"


class Digest(AppendOnly):
    """The one e-mail of a day that was sent to a person."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    entries = models.PositiveIntegerField(validators=[MinValueValidator(1)])

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day"),
            models.CheckConstraint(condition=Q(entries__gte=1), name="digest_has_entries"),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.day}"
