"""`manage.py demo_data` as a command: its options, and that it writes all or nothing."""

import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import Division, User
from changelog.models import Change
from events.models import Event
from foundation import clock
from priorities import figures
from priorities.figures import Moment
from priorities.models import Baseline, Plan, ProgressUpdate, Review, Round, RoundTask, Task, Urge
from tests.conftest import TODAY
from workplan.demonstration import stage, writer

pytestmark = pytest.mark.django_db


def load(**options: Any) -> str:
    """Run the command; what it printed."""
    out = io.StringIO()
    call_command("demo_data", stdout=out, stderr=io.StringIO(), **options)
    return out.getvalue()


def content() -> list[Any]:
    """What a seed decides: reports, reviews and events in their order."""
    return [
        list(
            ProgressUpdate.objects.order_by("id").values_list(
                "task__code", "effective_on", "percent", "note", "recorded_at"
            )
        ),
        list(Review.objects.order_by("id").values_list("outcome", "at", "reason")),
        list(Event.objects.order_by("id").values_list("title_zh", "starts_at", "status", "restricted", "recorded_at")),
    ]


def loaded_content(**options: Any) -> list[Any]:
    """The content of one load, which is then undone."""
    with transaction.atomic():
        load(password="x", **options)
        found = content()
        transaction.set_rollback(True)
    return found


def test_the_same_seed_tells_the_same_story() -> None:
    first = loaded_content()
    assert loaded_content() == first
    assert loaded_content(seed=7) != first


def test_scale_multiplies_divisions_tasks_updates_and_events() -> None:
    err = io.StringIO()
    out = io.StringIO()
    call_command("demo_data", scale=2, password="x", stdout=out, stderr=err)
    assert "20 divisions, 120 tasks, 1200 updates" in out.getvalue()
    assert "100%" in err.getvalue()
    plan = Plan.objects.get()
    assert (Division.objects.count(), Task.objects.of_plan(plan).count(), ProgressUpdate.objects.count()) == (
        20,
        120,
        1200,
    )
    held = Event.objects.filter(status="held", starts_on__year=2023, attendances__outcome="attended").distinct()
    assert held.count() == 672
    assert RoundTask.objects.count() > 80
    assert Baseline.objects.get(indicator__code="demo-2024-events-with-leaders", year=2023).value == 672
    assert plan.areas.count() == 8
    assert User.objects.exclude(password__startswith="!").count() == 10


# By the day the rounds there are then, by month, and whether each is still open.
ROUNDS = {
    date(2024, 2, 1): [(1, True)],
    date(2024, 2, 29): [(1, False), (2, True)],
    date(2024, 12, 31): [(11, False), (12, True)],
    date(2026, 3, 1): [(11, False), (12, True)],
}


@pytest.mark.parametrize("day", ROUNDS)
def test_it_can_be_told_on_other_days(day: date, settings: Any) -> None:
    settings.WORKPLAN_TODAY = day
    load(password="x")
    last = min(day, date(2024, 12, 31))
    assert ProgressUpdate.objects.filter(effective_on__gte=date(2024, 1, 18), effective_on__lt=last).count() == 600
    assert not Event.objects.filter(status="held", ends_at__gt=clock.end_of(day)).exists()
    assert [(each.number, each.is_open) for each in Round.objects.order_by("id")] == ROUNDS[day]
    assert not Urge.objects.filter(at__gt=clock.end_of(day)).exists()
    moment = Moment(last - timedelta(days=1))
    assert figures.of_plan(Plan.objects.get(), moment).total == 60


def test_a_password_is_made_up_and_printed_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WORKPLAN_DEMO_PASSWORD", raising=False)
    lines = load().splitlines()
    assert lines[1].startswith("Sign-ins: leader, secretary, staff")
    password = lines[2].removeprefix("Password of each: ")
    assert User.objects.get(username="leader").check_password(password)


def test_the_password_of_the_environment_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKPLAN_DEMO_PASSWORD", "from the environment")
    assert "from the environment" not in load()
    assert User.objects.get(username="leader").check_password("from the environment")


def test_a_second_time_is_refused_or_does_nothing() -> None:
    load(password="x")
    with pytest.raises(CommandError, match="already there"):
        load()
    assert load(if_missing=True) == ""
    assert ProgressUpdate.objects.count() == 600


def test_what_cannot_be_is_refused_and_nothing_written(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError, match="--scale 0"):
        load(scale=0)
    settings.WORKPLAN_TODAY = stage.FIRST_DAY
    with pytest.raises(CommandError, match="begins on 2024-01-18"):
        load()
    settings.WORKPLAN_TODAY = TODAY
    User.objects.create_user("planner", name_en="Someone")
    with pytest.raises(CommandError, match="taken: planner"):
        load()
    User.objects.all().delete()

    def fails(*args: Any) -> None:
        raise RuntimeError("at the very end")

    monkeypatch.setattr(writer, "add_indicators", fails)
    with pytest.raises(RuntimeError, match="very end"):
        load()
    assert [model.objects.count() for model in (Plan, User, Division, Task, Event, Change)] == [0] * 6
