"""Events, and which of them exist for whom."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.models import Division, User
from accounts.rules import (
    Reader,
    division_of,
    has_role,
    has_scope,
    is_leadership,
    is_planning_office,
    is_secretary,
    works_in_protocol,
)
from events.models.counterpart import Counterpart, Venue
from events.models.guest import Delegation, Series
from events.models.words import Kind, Status
from foundation import clock
from foundation.bilingual import Titled
from foundation.constraints import one_of, within
from foundation.text import LineField, NoteField
from priorities.models import Plan, PriorityArea, Task

AWAY = (Kind.OUTBOUND_VISIT, Kind.VISIT_HONG_KONG_MACAO)


def restricted_seen_by(user: Reader) -> Q:
    """The condition on restricted events that the reader may see (product.md's table).

    Leadership and planning office: all. Division staff and chiefs: those their division hosts. A secretary: those that
    serve a task their own leader is in charge of. Nobody by a token without the scope `schedule`.
    """
    if not isinstance(user, User) or not has_scope(user, "schedule"):
        return Q(pk__in=[])
    if is_leadership(user) or is_planning_office(user):
        return Q(restricted=True)  # an empty Q would vanish from the `or` it stands in
    if is_secretary(user) and user.secretary_to_id is not None:
        served = Event.tasks.through.objects.filter(
            event_id=models.OuterRef("pk"), task__leader_in_charge=user.secretary_to_id
        )
        return Q(models.Exists(served))
    division = division_of(user)
    return Q(host_division=division) if division is not None else Q(pk__in=[])


def busy_time(kind: str, starts_at: datetime, ends_at: datetime) -> tuple[datetime, datetime]:
    """From when until when an event takes its leaders' time: a visit outside the city blocks its days."""
    if kind not in AWAY:
        return starts_at, ends_at
    return clock.start_of(clock.local_day(starts_at)), clock.start_of(clock.local_day(ends_at) + timedelta(days=1))


def sees_every_schedule(user: Reader) -> bool:
    """Leadership, secretaries, planning office and Protocol know of every coming engagement (product.md's table)."""
    everywhere = is_leadership(user) or is_secretary(user) or is_planning_office(user) or works_in_protocol(user)
    return everywhere and has_scope(user, "schedule")


class EventQuerySet(models.QuerySet["Event"]):
    """Events by plan; who may see which is in `events.rules`."""

    def of_plan(self, plan: Plan) -> Self:
        """The events of the plan's year, demonstration or not as the plan is, newest first; no merged duplicates."""
        return self.of_year(plan).filter(merged_into__isnull=True)

    def of_year(self, plan: Plan) -> Self:
        """As `of_plan`, with duplicates that were merged into another: for who follows everything."""
        return self.filter(
            demonstration=plan.demonstration, starts_on__gte=plan.first_day, starts_on__lte=plan.last_day
        ).order_by("-starts_at", "-id")

    def of_side(self, plan: Plan) -> Self:
        """The events of any year, demonstration or not as the plan is; no merged duplicates."""
        return self.filter(demonstration=plan.demonstration, merged_into__isnull=True)

    def in_order_for(self, user: Reader) -> Self:
        """Newest first. By the day alone for who may not know the hour of a coming event: the order would tell it."""
        if sees_every_schedule(user):
            return self.order_by("-starts_on", "-starts_at", "-id")
        return self.order_by("-starts_on", "-id")

    def visible_to(self, user: Reader) -> Self:
        """Events the reader may know of: unrestricted ones, and of the restricted what `events.rules` says."""
        if not has_role(user):
            return self.none()
        return self.filter(Q(restricted=False) | restricted_seen_by(user))

    def for_list(self) -> Self:
        """With what a row of the list shows, leaders with their posts: the row, and three queries."""
        return self.select_related("host_division", "area").prefetch_related("attendances__leader__posts")

    def for_page(self) -> Self:
        """With what the event's own page shows: the row, and five queries. `has_merged`: duplicates are in it."""
        tasks = models.Prefetch("tasks", queryset=Task.objects.select_related("area__plan").order_by("code"))
        merged = models.Exists(self.model.objects.filter(merged_into=models.OuterRef("pk")))
        related = self.for_list().select_related("area__plan", "delegation", "series", "registered_venue")
        return related.prefetch_related(tasks, "counterparts").annotate(has_merged=merged)


class EventFacts(Titled, models.Model):
    """The facts of an event that figures count by; shared by the event and its recorded states."""

    title_en = LineField(_("title (English)"), max_length=300, blank=True)
    title_zh = LineField(_("title (Chinese)"), max_length=300, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind.choices)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.PLANNED)
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    starts_on = models.DateField(editable=False)
    country_or_region = CountryField(_("country or region"), blank=True)
    host_division = models.ForeignKey(Division, models.PROTECT, related_name="+", verbose_name=_("host division"))
    area = models.ForeignKey(
        PriorityArea, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("priority area")
    )
    delegation = models.ForeignKey(
        Delegation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("delegation")
    )
    restricted = models.BooleanField(_("restricted"), default=False)
    demonstration = models.BooleanField(_("demonstration"), default=False)
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        abstract = True
        constraints: ClassVar[tuple[models.BaseConstraint, ...]] = (
            models.CheckConstraint(
                condition=~Q(title_en="") | ~Q(title_zh=""),
                name="%(class)s_has_a_title",
                violation_error_message=_("Give the title in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")),
                name="%(class)s_ends_after_start",
                violation_error_message=_("An event ends at or after its start."),
            ),
            models.CheckConstraint(
                condition=~Q(status="held") | Q(starts_at__lte=F("recorded_at")),
                name="%(class)s_held_has_begun",
                violation_error_message=_("This event has not begun: it cannot be recorded as held."),
            ),
            one_of("kind", Kind.values, "%(class)s_kind_known"),
            one_of("status", Status.values, "%(class)s_status_known"),
        )

    def __str__(self) -> str:
        return self.title


class Event(EventFacts):
    """An event in its present state.

    Derived (`derive`): `starts_on` and `ends_on`, the local days; `busy_from` and `busy_until`, the time that it takes
    of its leaders: from start to end, of a visit outside the city whole days. A duplicate that was `merged_into`
    another event is cancelled, so that no figure counts it, and keeps its history.
    """

    venue = LineField(_("venue"), max_length=300, blank=True)
    tasks = models.ManyToManyField(Task, blank=True, related_name="events", verbose_name=_("tasks served"))
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("series")
    )
    edition = models.PositiveSmallIntegerField(
        _("edition"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    reason = NoteField(_("reason (postponed or cancelled)"), max_length=2000)
    registered_venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("venue of the register")
    )
    counterparts = models.ManyToManyField(
        Counterpart, blank=True, related_name="events", verbose_name=_("counterparts")
    )
    confirmed_by = LineField(_("confirmed by"), max_length=200, blank=True)
    approval_number = LineField(_("approval number"), max_length=100, blank=True)
    outcome_note = NoteField(_("outcome"), max_length=5000)
    conflict_reason = NoteField(_("why in spite of the time conflict"), max_length=500)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    ends_on = models.DateField(editable=False)
    busy_from = models.DateTimeField(editable=False)
    busy_until = models.DateTimeField(editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta(EventFacts.Meta):
        ordering = ("-starts_at", "-id")
        indexes = (
            models.Index(fields=["demonstration", "status", "starts_on"], name="event_counted"),
            models.Index(fields=["demonstration", "-starts_on", "-starts_at", "-id"], name="event_list"),
            models.Index(fields=["area", "starts_on"], name="event_of_area"),
            models.Index(fields=["host_division", "starts_on"], name="event_of_division"),
            models.Index(fields=["demonstration", "busy_until", "busy_from"], name="event_busy"),
            models.Index(
                fields=["demonstration", "ends_on", "starts_on"],
                name="event_several_days",
                condition=Q(ends_on__gt=F("starts_on")),
            ),
        )
        constraints = (
            *EventFacts.Meta.constraints,
            within("edition", 1, 999, "event_edition_range"),
            models.CheckConstraint(
                condition=Q(edition__isnull=True) | Q(series__isnull=False),
                name="event_edition_of_series",
                violation_error_message=_("An edition belongs to a series: choose one."),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["postponed", "cancelled"]) | ~Q(reason=""),
                name="event_called_off_has_reason",
                violation_error_message=_("Say why the event is postponed or cancelled."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(status="cancelled"), name="event_merged_is_cancelled"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), busy_from__lte=F("starts_at"), busy_until__gte=F("ends_at")),
                name="event_days_in_order",
            ),
        )

    def save(self, *args: Any, **options: Any) -> None:
        """Derive days and the time taken, whoever writes."""
        self.derive()
        super().save(*args, **options)

    def clean(self) -> None:
        """Derive days and the time taken."""
        super().clean()
        if self.starts_at and self.ends_at:
            self.derive()

    def derive(self) -> None:
        """Set the fields that follow from start, end and kind."""
        self.starts_on, self.ends_on = clock.local_day(self.starts_at), clock.local_day(self.ends_at)
        self.busy_from, self.busy_until = busy_time(self.kind, self.starts_at, self.ends_at)

    @property
    def is_coming(self) -> bool:
        """Still to be: who is expected, when and where, is then a matter of protection.

        Neither held nor over; a postponed one is to come whatever day it was set for.
        """
        return self.status == Status.POSTPONED or (self.status != Status.HELD and self.ends_at > clock.now())

    @property
    def day(self) -> date:
        """The local day on which it starts."""
        return self.starts_on


class DistinctEvents(models.Model):
    """Two events that look alike and that somebody said are two: they are not proposed for merging again."""

    first = models.ForeignKey(Event, models.CASCADE, related_name="+")
    second = models.ForeignKey(Event, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["first", "second"], name="distinct_events_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="distinct_events_in_order"),
        )

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
