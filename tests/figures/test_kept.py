"""The kept state of today is the judged one, whatever was written; a reader never overwrites a newer one."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from foundation.dialect import is_postgresql
from priorities.figures import Moment, kept
from priorities.figures.states import states_today
from priorities.models import Milestone, Plan, ProgressUpdate, Schedule, StateToday, Task
from priorities.models.state_today import OUTDATED
from tests.factories import (
    AreaFactory,
    MilestoneFactory,
    PlanFactory,
    ReviewFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
)
from tests.figures import oracle
from tests.figures.strategies import cases
from tests.figures.test_against_oracle import Case, limited, written

pytestmark = pytest.mark.django_db
LATER = date(2024, 9, 10)
NAMES = ("status", "percent", "signal", "stale", "disagrees", "due_on", "reported_on")


def today(plan: Plan) -> list[tuple[Plan, date]]:
    return [(plan, Moment.default_day(plan))]


def kept_rows(plan: Plan) -> dict[int, tuple[Any, ...]]:
    """What is kept of each task, once it is said to hold."""
    assert kept.holds(today(plan))
    rows = StateToday.objects.filter(plan=plan, day=Moment.default_day(plan))
    return {row.pk: (*(getattr(row, name) for name in NAMES), row.gap, row.gravity) for row in rows}


def judged_rows(plan: Plan) -> dict[int, tuple[Any, ...]]:
    """The same, judged."""
    found = states_today([plan], list(Task.objects.filter(area__plan=plan).values_list("pk", flat=True)))
    return {
        pk: (
            *(getattr(state, name) for name in NAMES),
            None if state.gap is None else pytest.approx(float(state.gap)),
            oracle.GRAVEST_FIRST.index(state.signal),
        )
        for pk, state in found.items()
    }


def raw(text: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, params)


def of_any(task: Task) -> ProgressUpdate:
    return task.updates.order_by("id").first() or UpdateFactory(task=task, first_review="pending", percent=None)


# Everything that a state depends on, by ways that no service goes.
WRITES: dict[str, Callable[[Task], Any]] = {
    "a report": lambda task: UpdateFactory(
        task=task, effective_on=LATER, percent=None if task.is_ongoing else 77, author=UserFactory()
    ),
    "a report that waits": lambda task: UpdateFactory(
        task=task, effective_on=LATER, percent=None if task.is_ongoing else 5, first_review="pending"
    ),
    "a review": lambda task: ReviewFactory(
        update=UpdateFactory(
            task=task,
            effective_on=LATER,
            status="completed",
            percent=None if task.is_ongoing else 100,
            first_review="pending",
        )
    ),
    "a report deleted": lambda task: raw(
        "DELETE FROM priorities_progressupdate WHERE id = (SELECT MAX(u.id) FROM priorities_progressupdate u"
        " WHERE u.task_id = %s AND u.id NOT IN (SELECT update_id FROM priorities_review))",
        task.pk,
    ),
    "a schedule": lambda task: ScheduleFactory(task=task, due_on=date(2024, 9, 1), decided_on=LATER),
    "several schedules": lambda task: Schedule.objects.bulk_create(
        [ScheduleFactory.build(task=task, due_on=date(2024, 11, day), decided_on=LATER) for day in (5, 6)]
    ),
    "a milestone": lambda task: MilestoneFactory(task=task, due_on=date(2024, 3, 31), weight=3),
    "milestones changed": lambda task: task.milestones.update(due_on=date(2024, 12, 1)),
    "milestones moved": lambda task: raw("UPDATE priorities_milestone SET task_id = %s", task.pk),
    "milestones deleted": lambda task: raw("DELETE FROM priorities_milestone WHERE task_id = %s", task.pk),
    "a kind": lambda task: Task.objects.filter(pk=task.pk, updates=None).update(kind="ongoing"),
    "thresholds": lambda task: Plan.objects.update(behind_points=1, far_behind_points=2),
    "days without a report": lambda task: raw("UPDATE priorities_plan SET stale_days = 1"),
    "a task": lambda task: TaskFactory(area=task.area, number=500 + Task.objects.count()),
}


@limited(60)
@given(case=cases(events=False), names=st.lists(st.sampled_from(sorted(WRITES)), max_size=6), place=st.integers(0, 9))
def test_after_any_writes_the_kept_state_is_the_judged_one(case: Case, names: list[str], place: int) -> None:
    world = case[0]
    with written(world) as built:
        day = Moment.default_day(built.plan)
        rows = kept_rows(built.plan)
        assert rows == judged_rows(built.plan)
        told = [oracle.state_of(world, task, day, None) for task in world.tasks]
        assert [rows[task.pk][:6] for task in built.tasks] == [
            (each.status, each.percent, each.signal, each.stale, each.disagrees, each.due_on) for each in told
        ]
        for name in names if built.tasks else ():
            WRITES[name](Task.objects.get(pk=built.tasks[place % len(built.tasks)].pk))
            assert kept_rows(built.plan) == judged_rows(built.plan), name


@pytest.mark.parametrize("name", sorted(WRITES))
def test_each_of_these_writes_marks_its_task(plan: Plan, name: str) -> None:
    area = AreaFactory(plan=plan, number=1)
    task, other = TaskFactory(area=area, number=1), TaskFactory(area=area, number=2)
    MilestoneFactory(task=task)
    if name == "a report deleted":
        UpdateFactory(task=task)
    assert kept.holds(today(plan))
    WRITES[name](task)
    outdated = set(StateToday.objects.filter(day=OUTDATED).values_list("pk", flat=True))
    everybody = name in ("thresholds", "days without a report")
    new = {Task.objects.latest("pk").pk} if name == "a task" else set()
    assert outdated == ({task.pk, other.pk} if everybody else new or {task.pk})


def test_facts_of_the_task_and_its_area_are_taken_over(plan: Plan) -> None:
    task = TaskFactory(area=AreaFactory(plan=plan, number=3), number=7, name_en="Forum", name_zh="论坛")
    other = AreaFactory(plan=PlanFactory(code="2025", year=2025), number=4, code="2025-4")
    assert (task.kept.plan, task.kept.place) == (plan, 30007)
    Task.objects.update(name_en="SUMMIT", description_zh="京港洽谈会", area=other, number=8)
    row = StateToday.objects.get()
    assert (row.plan, row.place) == (other.plan, 40008)
    assert row.text.split("\x01")[1:] == ["summit", "论坛", "", "京港洽谈会"]
    other.number = 5
    other.save()
    assert StateToday.objects.get().place == 50008
    task.schedules.model.objects.filter(task=task)._raw_delete("default")
    task.delete()
    assert not StateToday.objects.exists()


def test_a_plan_edited_otherwise_outdates_nothing(plan: Plan) -> None:
    TaskFactory(area=AreaFactory(plan=plan, number=1))
    assert kept.holds(today(plan))
    plan.title_en = "Another title"
    plan.save()
    assert not StateToday.objects.filter(day=OUTDATED).exists()


def test_tomorrow_all_of_it_is_judged_anew(plan: Plan, settings: Any) -> None:
    task = TaskFactory(area=AreaFactory(plan=plan, number=1), due_on=date(2024, 9, 30))
    assert kept_rows(plan)[task.pk][2] == "far_behind"
    settings.WORKPLAN_TODAY = date(2024, 10, 1)
    assert kept_rows(plan)[task.pk][2] == "overdue"
    settings.WORKPLAN_TODAY = date(2024, 9, 29)
    assert kept_rows(plan)[task.pk][2] == "far_behind"


def test_what_building_a_table_anew_loses_the_next_migrate_restores(plan: Plan) -> None:
    area = AreaFactory(plan=plan, number=1)
    task = TaskFactory(area=area, number=1)
    assert kept.holds(today(plan))
    with connection.cursor() as cursor:
        if is_postgresql():
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in ("priorities_progressupdate", "priorities_task"):
                cursor.execute(f"DROP TRIGGER state_today_insert_new ON {table}")
        else:
            for table in ("priorities_progressupdate", "priorities_task"):
                cursor.execute(f"DROP TRIGGER {table}_state_today_insert")
    UpdateFactory(task=task, percent=99)
    TaskFactory(area=area, number=2)
    assert StateToday.objects.count() == 1
    call_command("migrate", verbosity=0)
    assert kept_rows(plan) == judged_rows(plan)
    assert StateToday.objects.count() == 2


def test_one_query_asks_whether_it_holds(plan: Plan, django_assert_num_queries: Any) -> None:
    for number in (1, 2, 3):
        TaskFactory(area=AreaFactory(plan=plan, number=number))
    with django_assert_num_queries(6):  # outdated? savepoint, locks, judged and kept, release; outdated?
        assert kept.holds(today(plan))
    with django_assert_num_queries(1):
        assert kept.holds(today(plan))


@contextmanager
def other_writer(write: Callable[[], Any]) -> Iterator[None]:
    """Another connection has written and not committed while the block runs; it commits after it, or after a second."""
    wrote, done = threading.Event(), threading.Event()

    def run() -> None:
        try:
            with transaction.atomic():
                write()
                wrote.set()
                done.wait(1)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert wrote.wait(10)
    try:
        yield
    finally:
        done.set()
        thread.join(10)


@pytest.mark.django_db(transaction=True)
def test_a_refresh_never_overwrites_what_is_being_written(plan: Plan) -> None:
    """Without the locks of a refresh (or in one statement) the state before the report is kept as that of today."""
    task = TaskFactory(area=AreaFactory(plan=plan, number=1))
    author = UserFactory()
    assert kept.holds(today(plan))
    Milestone.objects.create(task=task, name_en="M", name_zh="节点", due_on=LATER)  # outdated, before either begins
    with other_writer(lambda: UpdateFactory(task=task, percent=91, effective_on=LATER, author=author)):
        held = kept.holds(today(plan))
    assert not held
    assert kept_rows(plan) == judged_rows(plan)
    assert StateToday.objects.get().percent == 91


@pytest.mark.django_db(transaction=True)
def test_a_list_does_not_wait_for_a_writer_and_is_right_meanwhile(plan: Plan, staff: Any, sign_in: Any) -> None:
    area = AreaFactory(plan=plan, number=1)
    task = TaskFactory(area=area, number=1, due_on=date(2024, 8, 31))
    TaskFactory(area=area, number=2)
    client, author = sign_in(staff), UserFactory()
    address = f"/plans/{plan.code}/tasks/?signal=overdue&sort=gap"
    with other_writer(lambda: UpdateFactory(task=task, status="completed", percent=100, author=author)):
        during = client.get(address)
    after = client.get(address)
    found = [[row.code for row in each.context["rows"]] for each in (during, after)]
    assert found == [[task.code], []]
