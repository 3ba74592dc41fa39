"""The figures of events and indicators in contract.md, section 1, computed a second time: see `oracle`."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from tests.figures.oracle import SHANGHAI, Known, is_known
from tests.figures.records import Event, EventState, Indicator, Reader, World

# --- Events -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Counts:
    """The counts of events."""

    held: int = 0
    with_leaders: int = 0
    leader_attendances: int = 0
    delegations: int = 0
    persons: int = 0
    offline: int = 0


def local_day(instant: datetime) -> date:
    """The day in Asia/Shanghai."""
    return instant.astimezone(SHANGHAI).date()


def state_known(event: Event, known_at: Known) -> EventState | None:
    """The last recorded state at K; None when nothing was recorded yet."""
    known = [state for state in event.states if is_known(state.recorded_at, known_at)]
    return known[-1] if known else None


def may_see(world: World, reader: Reader, event: Event) -> bool:
    """Whether the event exists for the reader (product.md's table): by what it is now."""
    now = event.states[-1]
    if not now.restricted or reader.role in ("leadership", "planning_office"):
        return True
    if reader.role == "secretary":
        return any(world.in_charge[number] == reader.serves for number in event.tasks)
    return reader.role in ("staff", "chief") and now.host == reader.division


def counted(world: World, first: date, last: date, known_at: Known) -> list[tuple[Event, EventState]]:
    """The events held, started from first to last, of the plan's kind (demonstration or not), as known."""
    found = []
    for event in world.events:
        state = state_known(event, known_at)
        if state is None or state.status != "held" or state.demonstration != world.demonstration:
            continue
        if first <= local_day(state.starts_at) <= last:
            found.append((event, state))
    return found


def count(world: World, states: list[EventState]) -> Counts:
    """Count these events."""
    attended = [sum(outcome == "attended" for _, outcome in state.attendances) for state in states]
    delegations = {state.delegation for state in states if state.delegation is not None}
    return Counts(
        held=len(states),
        with_leaders=sum(number > 0 for number in attended),
        leader_attendances=sum(attended),
        delegations=len(delegations),
        persons=sum(world.delegations[number] for number in delegations),
    )


def plan_counts(world: World, day: date, known_at: Known = None) -> Counts:
    """Plan-wide: restricted events included, for every reader."""
    found = count(world, [state for _, state in counted(world, date(world.year, 1, 1), day, known_at)])
    return replace(found, offline=plan_offline(world, day, known_at))


def month_counts(world: World, month: int, day: date, known_at: Known = None) -> Counts:
    """Those of a month, up to the day; offline totals are not told month by month."""
    found = counted(world, date(world.year, 1, 1), day, known_at)
    return count(world, [state for _, state in found if local_day(state.starts_at).month == month])


def area_counts(world: World, area: int, reader: Reader, day: date, known_at: Known = None) -> Counts:
    """Those of an area: what the reader may see of the events whose area it is."""
    found = counted(world, date(world.year, 1, 1), day, known_at)
    counts = count(world, [state for event, state in found if state.area == area and may_see(world, reader, event)])
    months = [area_offline(world, area, month, day, known_at) for month in range(1, 13)]
    return replace(counts, offline=sum(months))


# --- Offline totals -----------------------------------------------------------------------------------------------


def offline_of(indicator: Indicator, month: int, day: date, known_at: Known) -> int:
    """What is approved for an indicator in a month up to D's, as known."""
    return sum(
        total.number
        for total in indicator.offline
        if total.month.month == month <= day.month and is_known(total.recorded_at, known_at)
    )


def area_offline(world: World, area: int | None, month: int, day: date, known_at: Known) -> int:
    """The events of an area (None: of no area in particular) approved in a month.

    Read so: an event that is held offline is in the total of each indicator it counts for, as one with leaders is in
    that of events held; so the largest total tells how many there were. Other kinds do not count events.
    """
    kinds = ("events_held", "events_with_leaders")
    told = [each for each in world.indicators if each.kind in kinds and each.area == area]
    return max((offline_of(each, month, day, known_at) for each in told), default=0)


def plan_offline(world: World, day: date, known_at: Known) -> int:
    """Plan-wide, to compare with `held`: month by month the plan's own total, or its areas' where they are more."""
    whole = 0
    for month in range(1, 13):
        of_areas = [area_offline(world, area, month, day, known_at) for area in range(world.areas)]
        whole += max(area_offline(world, None, month, day, known_at), sum(of_areas))
    return whole


# --- Indicators ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Against:
    """An indicator against one baseline."""

    year: int
    change_percent: Fraction | None
    pace: Fraction | None
    projected_change_percent: Fraction | None
    ahead: Fraction | None
    same_day: Fraction | None


@dataclass(frozen=True)
class Followed:
    """An indicator's figures."""

    actual: Fraction | None
    offline: int
    projected: Fraction | None
    baselines: list[Against]


def same_day_of(day: date, year: int) -> date:
    """The same month and day of another year, 28 February for 29."""
    if (day.month, day.day) == (2, 29) and not _is_leap(year):
        return date(year, 2, 28)
    return date(year, day.month, day.day)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def indicator_value(
    world: World, indicator: Indicator, reader: Reader, year: int, last: date, known_at: Known
) -> Fraction | None:
    """The rule of the indicator over a year up to a day, without offline totals. None: that year's register is empty.

    Read so: the register of a past year is empty when no event at all of that year is known, or no measurement on
    those days; this year's count is then 0.
    """
    first = date(year, 1, 1)
    if indicator.kind == "measured":
        return _measured(indicator, first, last, known_at)
    if year != world.year and not _is_registered(world, year, known_at):
        return None
    found = counted(world, first, last, known_at)
    if indicator.area is not None:
        found = [(event, state) for event, state in found if state.area == indicator.area]
        found = [(event, state) for event, state in found if may_see(world, reader, event)]
    counts = count(world, [state for _, state in found])
    name = {"events_held": "held", "events_with_leaders": "with_leaders"}.get(indicator.kind, indicator.kind)
    return Fraction(getattr(counts, name))


def _is_registered(world: World, year: int, known_at: Known) -> bool:
    """Whether any event of the year is known, of the plan's kind."""
    states = [state_known(event, known_at) for event in world.events]
    return any(
        state is not None and state.demonstration == world.demonstration and local_day(state.starts_at).year == year
        for state in states
    )


def _measured(indicator: Indicator, first: date, last: date, known_at: Known) -> Fraction | None:
    """Sum, average, or the latest by day (of two on one day the one recorded last) of what is not corrected."""
    known = [(n, each) for n, each in enumerate(indicator.measurements) if is_known(each.recorded_at, known_at)]
    corrected = {each.corrects for _, each in known}
    valid = [each for n, each in known if n not in corrected and first <= each.on <= last]
    if not valid:
        return None
    values = [Fraction(each.value) for each in valid]
    if indicator.aggregate == "latest":
        newest = max(each.on for each in valid)
        return [Fraction(each.value) for each in valid if each.on == newest][-1]
    return sum(values, Fraction(0)) / (len(values) if indicator.aggregate == "average" else 1)


def follow(world: World, indicator: Indicator, reader: Reader, day: date, known_at: Known = None) -> Followed:
    """The figures of an indicator at D."""
    value = indicator_value(world, indicator, reader, world.year, day, known_at)
    offline = sum(offline_of(indicator, month, day, known_at) for month in range(1, 13))
    actual = None if value is None else value + offline
    days_in_year = 366 if _is_leap(world.year) else 365
    day_of_year = (day - date(world.year, 1, 1)).days + 1
    is_summed = indicator.kind != "measured" or indicator.aggregate == "sum"
    projected = actual * days_in_year / day_of_year if actual is not None and is_summed else None
    return Followed(
        actual=actual,
        offline=offline,
        projected=projected,
        baselines=[
            Against(
                year=year,
                change_percent=_change(actual, base),
                pace=(pace := Fraction(base) * day_of_year / days_in_year if is_summed and base else None),
                projected_change_percent=_change(projected, base),
                ahead=None if actual is None or pace is None else actual - pace,
                same_day=indicator_value(world, indicator, reader, year, same_day_of(day, year), known_at),
            )
            for year, base in indicator.baselines
        ],
    )


def _change(value: Fraction | None, base: Decimal) -> Fraction | None:
    """(value ÷ b − 1) × 100; null for a baseline of 0."""
    return None if value is None or not base else (value / Fraction(base) - 1) * 100
