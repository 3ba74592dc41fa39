"""What a leader's own page counts: of one leader, of what the reader may see, and never beside another."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from django.db.models import Case, Count, DurationField, Exists, ExpressionWrapper, F, OuterRef, Q, Sum, When
from django.db.models.functions import ExtractMonth, TruncWeek

from accounts.rules import Reader
from events.models import Attendance, Event, EventQuerySet, Leader, Outcome, Status
from events.rules import schedule_seen_by

TO_BE_OR_WAS = (Outcome.ATTENDED, Outcome.EXPECTED)
ON = (Status.PLANNED, Status.CONFIRMED, Status.HELD)


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week's engagements, by the day on which they begin. `hours`: of those within a day; `days`: of the others."""

    monday: date
    attended: int
    expected: int
    hours: Fraction
    days: int

    @property
    def number(self) -> int:
        """How many."""
        return self.attended + self.expected


def engagements(leader: Leader, user: Reader) -> EventQuerySet:
    """The events at which the leader was or is expected, as far as the reader may know of both."""
    named = Attendance.objects.filter(event=OuterRef("pk"), leader=leader, outcome__in=TO_BE_OR_WAS)
    side: EventQuerySet = Event.objects.filter(Exists(named), demonstration=leader.demonstration)
    seen: EventQuerySet = schedule_seen_by(side.visible_to(user), user)  # type: ignore[assignment]  # the same class
    return seen


def by_kind_and_month(leader: Leader, year: int, user: Reader) -> dict[tuple[str, int], int]:
    """How many events held in the year the leader attended, by kind and month; what is none is left out. One query."""
    rows = (
        _in_year(leader, year, user)
        .filter(_attended(leader), status=Status.HELD)
        .order_by()
        .values("kind", month=ExtractMonth("starts_on"))
        .annotate(number=Count("pk"))
    )
    return {(row["kind"], row["month"]): row["number"] for row in rows}


def by_week(leader: Leader, year: int, user: Reader) -> list[Week]:
    """The weeks of the year in which something begins: attended, or expected and not called off. One query."""
    one_day = Q(ends_on=F("starts_on"))
    rows = (
        _in_year(leader, year, user)
        .filter(status__in=ON)
        .annotate(was=Case(When(_attended(leader), then=1), default=0))
        .order_by()
        .values(week=TruncWeek("starts_on"))
        .annotate(
            attended=Sum("was"),
            number=Count("pk"),
            several=Count("pk", filter=~one_day),
            time=Sum(_between("ends_at", "starts_at"), filter=one_day),
            span=Sum(_between("ends_on", "starts_on"), filter=~one_day),
        )
    )
    found = [
        Week(
            monday=row["week"],
            attended=row["attended"],
            expected=row["number"] - row["attended"],
            hours=Fraction(int((row["time"] or timedelta()).total_seconds()), 3600),
            days=(row["span"] or timedelta()).days + row["several"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda week: week.monday)


def _in_year(leader: Leader, year: int, user: Reader) -> EventQuerySet:
    return engagements(leader, user).filter(starts_on__gte=date(year, 1, 1), starts_on__lte=date(year, 12, 31))


def _attended(leader: Leader) -> Exists:
    return Exists(Attendance.objects.filter(event=OuterRef("pk"), leader=leader, outcome=Outcome.ATTENDED))


def _between(last: str, first: str) -> ExpressionWrapper:
    return ExpressionWrapper(F(last) - F(first), output_field=DurationField())
