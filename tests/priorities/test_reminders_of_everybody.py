"""Everybody in random worlds is reminded of what a second opinion says."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Role, User
from priorities.models import Plan, ReminderKind, Task
from priorities.reminders import reminders_of
from tests.conftest import TODAY
from tests.factories import (
    AreaFactory,
    DivisionFactory,
    ExtensionDecisionFactory,
    ExtensionRequestFactory,
    PlanFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
    UrgeFactory,
    UserFactory,
    at,
)
from tests.priorities.reminding import expected

pytestmark = pytest.mark.django_db


def found(user: User) -> set[tuple[str, str, str]]:
    return {(each.kind.value, each.task.code, each.path.partition("#")[2]) for each in reminders_of(user)}


class World:
    """Random tasks and reports of four plans, two divisions a side, and everybody who could be reminded of them."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # the same world each time
        self.people: dict[bool, list[User]] = {side: self._people(side) for side in (False, True)}
        for code, status, side, year in (
            ("2024", Plan.Status.ADOPTED, False, 2024),
            ("demo-2024", Plan.Status.ADOPTED, True, 2024),
            ("draft-2024", Plan.Status.DRAFT, False, 2024),
            ("2023", Plan.Status.ADOPTED, False, 2023),
        ):
            area = AreaFactory(
                plan=PlanFactory(code=code, status=status, demonstration=side, year=year, set_out_on=None), number=1
            )
            for number in range(1, 16):
                self._task(area, number, self.people[side])

    def _people(self, side: bool) -> list[User]:
        divisions = [DivisionFactory(demonstration=side) for _ in range(2)]
        people: list[User] = [
            UserFactory(role=role, division=division, demonstration=side)
            for division in divisions
            for role in (Role.STAFF, Role.STAFF, Role.CHIEF)
        ]
        leaders = [UserFactory(role=Role.LEADERSHIP, demonstration=side) for _ in range(2)]
        people += [*leaders, UserFactory(role=Role.SECRETARY, secretary_to=leaders[0], demonstration=side)]
        people += [UserFactory(role=Role.PLANNING_OFFICE, demonstration=side) for _ in range(2)]
        people += [UserFactory(role=role, demonstration=side) for role in (Role.SECRETARY, Role.ADMINISTRATOR, "")]
        return people

    def _task(self, area: Any, number: int, people: list[User]) -> None:
        choose = self.random.choice
        division = choose([*{each.division for each in people if each.division}, None])
        own = [each for each in people if division and each.division == division]
        due = TODAY + timedelta(days=choose([-20, -1, 0, 1, 2, 7, 8, 60]))
        task = TaskFactory(
            area=area, number=number, lead_division=division, kind=choose(["deadline", "deadline", "ongoing"]),
            responsible=choose([None, *own]), starts_on=min(due, date(2024, choose([1, 8, 9]), 1)), due_on=due,
            leader_in_charge=choose([None, *(each for each in people if each.role == Role.LEADERSHIP)]),
        )  # fmt: skip
        authors = [each for each in people if each.role in (Role.STAFF, Role.CHIEF, Role.PLANNING_OFFICE)]
        for _ in range(choose([0, 1, 1, 2])):
            self._report(task, choose(authors), authors)
        for _ in range(choose([0, 0, 1, 2])):
            UrgeFactory(task=task, at=at(date(2024, 9, choose([1, 15, 29])), 9))
        if choose([True, False]):
            asked = ExtensionRequestFactory(
                task=task, standing_due_on=due, due_on=due + timedelta(days=14), by=choose(people)
            )
            if choose([True, False]):
                ExtensionDecisionFactory(request=asked)

    def _report(self, task: Task, author: User, reviewers: list[User]) -> None:
        choose = self.random.choice
        status, percent = choose([("in_progress", 40), ("in_progress", 60), ("completed", 100)])
        update = UpdateFactory(
            task=task, author=author, status=status, percent=percent,
            effective_on=choose([date(2024, 8, 1), date(2024, 9, 10), date(2024, 9, 28)]),
            first_review=choose(["not_required", "pending", "pending", "endorsed"]),
        )  # fmt: skip
        if update.first_review != "not_required":
            outcome = choose([None, "endorsed", "accepted", "returned", "withdrawn"])
            if outcome and (outcome, update.first_review) != ("endorsed", "endorsed"):
                ReviewFactory(update=update, outcome=outcome, by=choose(reviewers), reason="Why.")


@pytest.mark.parametrize("seed", [1, 2, 3, 4])
def test_everybody_is_reminded_of_what_a_second_opinion_says(seed: int) -> None:
    world, seen = World(seed), Counter[str]()
    for user in (*world.people[False], *world.people[True]):
        reminded = found(user)
        assert reminded == expected(user, TODAY), user.role
        seen.update(kind for kind, _code, _what in reminded)
    assert set(seen) == {kind.value for kind in ReminderKind}  # none of them was left out of the comparison
