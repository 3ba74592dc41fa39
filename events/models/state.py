"""Who of the leaders attends an event, and every state in which an event was recorded."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from events.models.event import Event, EventFacts
from events.models.leader import Leader
from events.models.words import Outcome, Role
from foundation.append_only import AppendOnly
from foundation.constraints import one_of


class Attendance(models.Model):
    """A leader at an event, once."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="attendances")
    leader = models.ForeignKey(Leader, models.PROTECT, related_name="attendances", verbose_name=_("leader"))
    role = models.CharField(
        pgettext_lazy("role at an event", "role"), max_length=12, choices=Role.choices, default=Role.MEETS
    )
    outcome = models.CharField(_("attendance"), max_length=14, choices=Outcome.choices, default=Outcome.EXPECTED)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["event", "outcome"], name="attendance_of_event"),)
        constraints = (
            models.UniqueConstraint(
                fields=["event", "leader"],
                name="attendance_once",
                violation_error_message=_("This leader is already named for the event."),
            ),
            one_of("role", Role.values, "attendance_role_known"),
            one_of("outcome", Outcome.values, "attendance_outcome_known"),
        )

    def __str__(self) -> str:
        return f"{self.leader_id} {self.outcome}"


class EventState(AppendOnly, EventFacts):
    """The facts of an event as recorded at one instant: what was known then. The newest equals the event."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="states")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta(EventFacts.Meta):
        ordering = ("id",)
        indexes = (models.Index(fields=["event", "-id"], name="state_of_event"),)


class AttendanceState(AppendOnly):
    """A leader's attendance as recorded with one state of an event."""

    state = models.ForeignKey(EventState, models.PROTECT, related_name="attendances")
    leader = models.ForeignKey(Leader, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    outcome = models.CharField(max_length=14, choices=Outcome.choices)

    class Meta:
        ordering = ("id",)
        indexes = (models.Index(fields=["state", "outcome"], name="attendance_of_state"),)
        constraints = (
            models.UniqueConstraint(fields=["state", "leader"], name="attendance_state_once"),
            one_of("role", Role.values, "attendance_state_role_known"),
            one_of("outcome", Outcome.values, "attendance_state_outcome_known"),
        )

    def __str__(self) -> str:
        return f"{self.leader_id} {self.outcome}"
