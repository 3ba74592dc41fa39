"""Preparation: a checklist for each event, made from the template of its kind."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Division, User
from events.models.event import Event
from events.models.words import Kind
from foundation.bilingual import in_language
from foundation.constraints import one_of, within
from foundation.text import LineField

LONGEST_AHEAD = 365


class Topic(models.TextChoices):
    """What an item of a checklist is about. Security and gifts are bare ticks: nothing is written of them."""

    VENUE = "venue", pgettext_lazy("preparation", "venue")
    INTERPRETATION = "interpretation", pgettext_lazy("preparation", "interpretation")
    PROTOCOL = "protocol", pgettext_lazy("preparation", "protocol")
    TRANSPORT = "transport", pgettext_lazy("preparation", "transport")
    PRESS = "press", pgettext_lazy("preparation", "press")
    SECURITY = "security", pgettext_lazy("preparation", "security")
    GIFTS = "gifts", pgettext_lazy("preparation", "gifts")
    OTHER = "other", pgettext_lazy("preparation", "other")


BARE = (Topic.SECURITY, Topic.GIFTS)


class Item(models.Model):
    """An item of a checklist: what, how many days before the event, whose. `division` None: the host division's."""

    topic = models.CharField(_("topic"), max_length=14, choices=Topic.choices)
    label_en = LineField(_("what (English)"), max_length=200, blank=True)
    label_zh = LineField(_("what (Chinese)"), max_length=200, blank=True)
    days_before = models.PositiveSmallIntegerField(
        _("days before"), validators=[MinValueValidator(0), MaxValueValidator(LONGEST_AHEAD)]
    )
    division = models.ForeignKey(
        Division, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("responsible division")
    )

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            one_of("topic", Topic.values, "%(class)s_topic_known"),
            within("days_before", 0, LONGEST_AHEAD, "%(class)s_days_range"),
            models.CheckConstraint(
                condition=~Q(topic__in=["security", "gifts"]) | Q(label_en="", label_zh=""),
                name="%(class)s_bare_tick",
                violation_error_message=_("Security and gifts are ticks, no more: nothing is written of them."),
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What it says, in the reader's language; the topic's word where nothing is written."""
        return in_language(self, "label") or str(self.get_topic_display())


class TemplateItem(Item):
    """An item that every new event of a kind begins with."""

    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    demonstration = models.BooleanField(_("demonstration"), default=False)

    class Meta(Item.Meta):
        ordering = ("kind", "-days_before", "id")
        constraints = (*Item.Meta.constraints, one_of("kind", Kind.values, "templateitem_kind_known"))


class PreparationItem(Item):
    """An item of one event's checklist; done by a person on a day, or still to do. Derived: `due_on`."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="preparation")
    due_on = models.DateField(editable=False)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Item.Meta):
        ordering = ("due_on", "id")
        indexes = (models.Index(fields=["due_on"], name="preparation_open", condition=Q(done_on__isnull=True)),)
        constraints = (
            *Item.Meta.constraints,
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="preparationitem_done_by_whom",
            ),
        )
