"""Municipal leaders and the posts they hold from a day until a day."""

from datetime import date
from typing import Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from foundation.bilingual import Named, Titled
from foundation.constraints import one_of, within
from foundation.text import LineField

UNRANKED = 1000  # after every rank that a post can have


class LeaderQuerySet(models.QuerySet["Leader"]):
    """Leaders in the order in which protocol names them; never by how often they attend."""

    def in_protocol_order(self, day: date) -> Self:
        """By the best rank held on a day, who holds none last; with all their posts: two queries."""
        held = LeaderPost.objects.in_force_on(day).filter(leader=OuterRef("pk")).order_by("rank").values("rank")[:1]
        order = Coalesce(Subquery(held), UNRANKED)
        return self.annotate(rank_held=order).order_by("rank_held", "id").prefetch_related("posts")


class Leader(Named, models.Model):
    """A municipal leader: recorded as attending events, never a user."""

    name_en = LineField(_("name (English)"), max_length=100)
    name_zh = LineField(_("name (Chinese)"), max_length=100)
    demonstration = models.BooleanField(_("demonstration"), default=False)

    objects = LeaderQuerySet.as_manager()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.name

    def posts_on(self, day: date) -> list["LeaderPost"]:
        """The posts held on a day, first in protocol order first. No query where the posts are prefetched."""
        return [post for post in self.posts.all() if post.is_held_on(day)]

    def rank_on(self, day: date) -> tuple[int, int]:
        """The sort key of the protocol order of a day. No query where the posts are prefetched."""
        return min((post.rank for post in self.posts_on(day)), default=UNRANKED), self.pk


class LeaderPostQuerySet(models.QuerySet["LeaderPost"]):
    """Posts by the days on which they are held."""

    def in_force_on(self, day: date) -> Self:
        """The posts held on a day, its first and last day included."""
        return self.filter(Q(until_on__isnull=True) | Q(until_on__gte=day), from_on__lte=day)


class LeaderPost(Titled, models.Model):
    """A post a leader holds from a day until a day; `rank` is the protocol order, 1 first."""

    class Body(models.TextChoices):
        PARTY_COMMITTEE = "party_committee", _("municipal Party committee")
        PEOPLES_CONGRESS = "peoples_congress", _("municipal people's congress")
        GOVERNMENT = "government", _("municipal government")
        CPPCC = "cppcc", _("municipal CPPCC")

    leader = models.ForeignKey(Leader, models.CASCADE, related_name="posts")
    body = models.CharField(_("body"), max_length=20, choices=Body.choices)
    title_en = LineField(_("title (English)"), max_length=200)
    title_zh = LineField(_("title (Chinese)"), max_length=200)
    rank = models.PositiveSmallIntegerField(
        _("protocol order"), default=99, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    from_on = models.DateField(_("from"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = LeaderPostQuerySet.as_manager()

    class Meta:
        ordering = ("rank", "from_on", "id")
        constraints = (
            one_of("body", ["party_committee", "peoples_congress", "government", "cppcc"], "post_body_known"),
            within("rank", 1, 999, "post_rank_range"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="post_until_not_before_from",
                violation_error_message=_("A post ends on or after the day it begins."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def is_held_on(self, day: date) -> bool:
        """Whether the day is one of the post's, its first and last included."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)
