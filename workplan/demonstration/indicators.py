"""The indicators of Sample City. Every figure of it is synthetic and says so."""

from datetime import date, timedelta
from decimal import Decimal
from math import floor

from events.models import Attendance, Event, EventQuerySet
from priorities.models import Baseline, Indicator, Measurement, OfflineTotal, Plan, PriorityArea
from workplan.demonstration import YEAR
from workplan.demonstration.loader import add_all
from workplan.demonstration.people import Office
from workplan.demonstration.stage import Stage

NOTE_EN = "Synthetic: made up for the demonstration."
NOTE_ZH = "演示数据，由程序生成。"
COUNTED_EN = "Synthetic: counted in the demonstration's own register of events."
COUNTED_ZH = "演示数据，按演示活动台账统计。"
GROWTH = Decimal("1.45")  # as in the plan of whose grammar this one is: 336 is 45% more than 231 or 232


def add_indicators(stage: Stage, plan: Plan, areas: list[PriorityArea], office: Office) -> None:
    """Write the indicators, baselines (those of 2023 counted in the register), measurements, offline totals."""
    rows = [
        _indicator(
            plan,
            1,
            "events-with-leaders",
            Indicator.Kind.EVENTS_WITH_LEADERS,
            "场",
            "events",
            "Events attended by municipal leaders",
            "市领导外事和港澳活动",
        ),
        _indicator(
            plan,
            2,
            "leader-attendances",
            Indicator.Kind.LEADER_ATTENDANCES,
            "人次",
            "attendances",
            "Attendances of municipal leaders",
            "市领导出席人次",
        ),
        _indicator(
            plan,
            3,
            "delegations",
            Indicator.Kind.DELEGATIONS,
            "批",
            "delegations",
            "Delegations received and sent",
            "接待和派出团组批次",
        ),
        _indicator(
            plan,
            4,
            "service-pages",
            Indicator.Kind.MEASURED,
            "项",
            "items",
            "Public services described in foreign languages",
            "多语种公共服务事项",
        ),
    ]
    pages = rows[3]
    pages.aggregate, pages.area, pages.target = Indicator.Aggregate.LATEST, areas[3], Decimal(120)
    add_all(Indicator, rows)
    counted = [_baseline(rows[0], _with_leaders()), _baseline(rows[1], _attended()), _baseline(rows[2], _delegations())]
    add_all(Baseline, [*counted, _derived(rows[0], counted[0]), _baseline(pages, 64, counted=False)])
    _add_measurements(stage, pages, office)
    month = date(YEAR, 5, 1)
    if stage.today > date(YEAR, 6, 10):
        OfflineTotal.objects.create(
            indicator=rows[2],
            month=month,
            number=3,
            approver="办领导4",
            by=office.planners[0],
            recorded_at=stage.instant(date(YEAR, 6, 7)),
        )


def _indicator(plan: Plan, order: int, code: str, kind: str, unit_zh: str, unit_en: str, en: str, zh: str) -> Indicator:
    return Indicator(
        plan=plan,
        order=order,
        code=f"{plan.code}-{code}",
        kind=kind,
        name_en=en,
        name_zh=zh,
        unit_en=unit_en,
        unit_zh=unit_zh,
        note_en=NOTE_EN,
        note_zh=NOTE_ZH,
    )


def _baseline(indicator: Indicator, value: int, counted: bool = True) -> Baseline:
    """The figure of the year before."""
    note_en, note_zh = (COUNTED_EN, COUNTED_ZH) if counted else (NOTE_EN, NOTE_ZH)
    return Baseline(indicator=indicator, year=YEAR - 1, value=Decimal(value), note_en=note_en, note_zh=note_zh)


def _derived(indicator: Indicator, last: Baseline) -> Baseline:
    """2019's figure as it follows from growth of 45%, which rounding makes a range: 44.5% and more, less than 45.5%."""
    low, high = last.value / (GROWTH + Decimal("0.005")), last.value / (GROWTH - Decimal("0.005"))
    return Baseline(
        indicator=indicator,
        year=2019,
        value=Decimal(round(last.value / GROWTH)),
        derived=True,
        low=Decimal(floor(low) + 1),
        high=Decimal(floor(high)),
        note_en="Synthetic: derived from growth of 45%.",
        note_zh="演示数据，按增长45%推算。",
    )


def _with_leaders() -> int:
    return _held().filter(attendances__outcome="attended").distinct().count()


def _attended() -> int:
    return Attendance.objects.filter(event__in=_held(), outcome="attended").count()


def _delegations() -> int:
    return _held().filter(delegation__isnull=False).values("delegation").distinct().count()


def _held() -> EventQuerySet:
    """The events of the demonstration held in the year before."""
    held: EventQuerySet = Event.objects.filter(demonstration=True, status="held", starts_on__year=YEAR - 1)
    return held


def _add_measurements(stage: Stage, indicator: Indicator, office: Office) -> None:
    """A value at each month's end until the demonstration's day, one of them corrected later."""
    value, rows = 64, []
    for month in range(2, 14):
        on = date(YEAR + month // 13, month % 13 or 1, 1) - timedelta(days=1)
        value += stage.chance.randrange(2, 6)
        recorded_at = stage.instant(on + timedelta(days=stage.chance.randrange(1, 6)))
        if recorded_at < stage.limit:
            rows.append(
                Measurement(indicator=indicator, on=on, value=value, recorded_at=recorded_at, by=office.planners[0])
            )
    add_all(Measurement, rows)
    if len(rows) > 2:
        wrong = rows[1]
        Measurement.objects.create(
            indicator=indicator,
            on=wrong.on,
            value=wrong.value + 1,
            corrects=wrong,
            note="补计漏报1项。",
            by=office.planners[1],
            recorded_at=wrong.recorded_at + timedelta(days=5),
        )
