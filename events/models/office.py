"""What an office decides for its register, the periods it holds free, and the calendars it gives out."""

import hashlib
import secrets
from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from events.models.keeping import has_a_name
from events.models.leader import Leader
from foundation.bilingual import Named
from foundation.constraints import one_of, within
from foundation.text import LineField

LONGEST_BUFFER = 600


class RegisterSettings(models.Model):
    """The office's settings, one row for each side; where there is none, the defaults hold (`of`)."""

    demonstration = models.BooleanField(_("demonstration"), unique=True)
    travel_minutes = models.PositiveSmallIntegerField(
        _("travel time between two events (minutes)"),
        default=0,
        validators=[MinValueValidator(0), MaxValueValidator(LONGEST_BUFFER)],
        help_text=_("Two events of a leader that lie closer than this are a time conflict. 0: only what overlaps."),
    )
    feeds_tell_schedule = models.BooleanField(
        _("calendar feeds tell leaders' schedules"),
        default=False,
        help_text=_(
            "Off: a feed gives a leader's time as “busy” only, and of a coming event with leaders its day alone. On: "
            "title, time and venue too, to those who may see them on the pages. Never a restricted event."
        ),
    )

    class Meta:
        verbose_name_plural = "register settings"
        constraints = (within("travel_minutes", 0, LONGEST_BUFFER, "settings_travel_range"),)

    def __str__(self) -> str:
        return f"register settings {self.pk}"

    @classmethod
    def of(cls, demonstration: bool) -> "RegisterSettings":
        """The settings of a side; unsaved defaults where there are none. One query."""
        return cls.objects.filter(demonstration=demonstration).first() or cls(demonstration=demonstration)


class HoldWindow(Named, models.Model):
    """A period held free (预留时段), for a state event for instance: new events in it are pointed out."""

    name_en = LineField(_("name (English)"), max_length=200, blank=True)
    name_zh = LineField(_("name (Chinese)"), max_length=200, blank=True)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    demonstration = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        ordering = ("starts_at", "id")
        constraints = (
            has_a_name("hold_has_a_name"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="hold_ends_after_start",
                violation_error_message=_("A period ends after its start."),
            ),
        )

    def __str__(self) -> str:
        return self.name


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    """Feeds by whether their address may answer."""

    def live(self) -> Self:
        """Feeds that are not revoked, whose owner is active; whether they still may is asked at every fetch."""
        return self.filter(revoked_at__isnull=True, owner__is_active=True)

    def for_list(self) -> Self:
        """With what a row of a list shows: one query."""
        return self.select_related("owner", "leader")

    def by_secret(self, secret: str) -> "CalendarFeed | None":
        """The live feed of that secret with its owner and the owner's division, None where there is none. One query."""
        found = self.live().filter(digest=CalendarFeed.digest_of(secret))
        return found.select_related("owner__division").first()


class CalendarFeed(models.Model):
    """A calendar that a person reads in their own program, by a secret address of which only the digest is kept."""

    class Kind(models.TextChoices):
        MINE = "mine", pgettext_lazy("calendar feed", "mine")
        DIVISION = "division", pgettext_lazy("calendar feed", "my division's")
        LEADER = "leader", pgettext_lazy("calendar feed", "a municipal leader's")

    owner = models.ForeignKey(User, models.CASCADE, related_name="feeds", verbose_name=_("owner"))
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    leader = models.ForeignKey(Leader, models.PROTECT, null=True, blank=True, related_name="+")
    demonstration = models.BooleanField(_("demonstration"), default=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    created_at = models.DateTimeField(editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = CalendarFeedQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        constraints = (
            one_of("kind", ["mine", "division", "leader"], "feed_kind_known"),
            models.CheckConstraint(
                condition=Q(kind="leader", leader__isnull=False) | (~Q(kind="leader") & Q(leader__isnull=True)),
                name="feed_of_a_leader",
            ),
        )

    def __str__(self) -> str:
        return f"{self.owner_id} {self.kind}"

    @staticmethod
    def digest_of(secret: str) -> str:
        """The hash under which a secret is kept. The secret is 256 random bits, so a plain SHA-256 will do."""
        return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()

    @staticmethod
    def new_secret() -> str:
        """A fresh secret, to be shown once."""
        return secrets.token_urlsafe(32)
