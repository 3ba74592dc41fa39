"""What changed: one row for each create, change and deletion, with who may see it."""

from collections.abc import Collection
from typing import ClassVar, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.append_only import AppendOnly, AppendOnlyQuerySet
from foundation.constraints import one_of


class ChangeQuerySet(AppendOnlyQuerySet):
    """Changes by who may see them."""

    def seen_by(self, tags: Collection[str]) -> Self:
        """Changes whose audience, before or after, holds one of a reader's tags (see `changelog.audience`)."""
        return self.filter(models.Exists(Audience.objects.filter(change=models.OuterRef("pk"), tag__in=tags)))

    def of(self, kind: str, key: object) -> Self:
        """The history of one thing, newest first."""
        return self.filter(type=kind, key=str(key)).select_related("by").order_by("-id")


class Change(AppendOnly):
    """One write, in commit order of `id`: who, when, what, before and after."""

    class Action(models.TextChoices):
        CREATE = "create", _("created")
        CHANGE = "change", _("changed")
        DELETE = "delete", _("deleted")

    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    token_name = models.CharField(max_length=100, blank=True)
    request_id = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=10, choices=Action.choices)
    type = models.CharField(max_length=40)
    key = models.CharField(max_length=100)
    version = models.PositiveIntegerField(null=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    objects: ClassVar = ChangeQuerySet.as_manager()

    class Meta:
        indexes = (models.Index(fields=["type", "key", "id"], name="change_of_thing"),)
        constraints = (one_of("action", ["create", "change", "delete"], "change_action"),)

    def __str__(self) -> str:
        return f"{self.action} {self.type} {self.key}"


class Audience(AppendOnly):
    """A tag of those who may see the thing before, after, or on both sides of a change."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="audience")
    tag = models.CharField(max_length=60)
    before = models.BooleanField()
    after = models.BooleanField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["change", "tag"], name="audience_tag_once"),)

    def __str__(self) -> str:
        return self.tag


class KeptAnswer(models.Model):
    """What a POST with an `Idempotency-Key` answered (see `changelog.answers`); without `status` while it is at work.

    Not a fact of the product: kept for a day, then removed.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    method = models.CharField(max_length=10)
    path = models.CharField(max_length=255)
    key = models.CharField(max_length=255)
    digest = models.CharField(max_length=64)
    claimed_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    location = models.TextField(blank=True)
    body = models.TextField(blank=True)

    class Meta:
        indexes = (models.Index(fields=["claimed_at"], name="kept_answer_by_age"),)
        constraints = (
            models.UniqueConstraint(fields=["user", "method", "path", "key"], name="kept_answer_once"),
            models.CheckConstraint(
                condition=models.Q(status__isnull=True) | models.Q(status__gte=200, status__lte=299),
                name="kept_answer_of_success",
            ),
        )

    def __str__(self) -> str:
        return f"{self.method} {self.path} {self.key}"
