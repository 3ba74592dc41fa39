"""Release, return, close-out and withdrawal: by whom, when, and never twice."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connections, transaction

from accounts.models import Role
from changelog.models import Change
from foundation.errors import Conflict
from priorities import rules
from priorities.models import ProgressUpdate, Review
from priorities.services.reporting import standing_update
from priorities.services.reviewing import accept, accept_several, give_back, withdraw
from tests.factories import ReviewFactory, TaskFactory, UpdateFactory, UserFactory

pytestmark = pytest.mark.django_db
EVERYONE = ("leader", "secretary", "staff", "chief", "staff2", "chief2", "planner", "admin", "outsider")


@pytest.fixture
def task(plan, division, other_division):
    return TaskFactory(area__plan=plan, lead_division=division, supporting=[other_division])


@pytest.fixture
def people(leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider):
    return {each.username: each for each in (leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider)}


@pytest.fixture
def colleague(division):
    """Whose reports are reviewed: staff of the lead division, none of the personas."""
    return UserFactory(role=Role.STAFF, division=division)


@pytest.fixture
def pending(task, colleague):
    return UpdateFactory(task=task, author=colleague, first_review="pending", effective_on=date(2024, 9, 1))


@pytest.fixture
def claim(task, colleague):
    return UpdateFactory(
        task=task,
        author=colleague,
        first_review="pending",
        effective_on=date(2024, 9, 1),
        status="completed",
        percent=100,
    )


def review_of(update):
    return ProgressUpdate.objects.with_review().get(pk=update.pk).review


def may(user, update):
    """The rule and its queryset twin say the same."""
    one = rules.may_accept(user, ProgressUpdate.objects.with_review().select_related("task").get(pk=update.pk))
    among = rules.acceptable_by(ProgressUpdate.objects.with_review(), user).filter(pk=update.pk).exists()
    assert one == among
    return one


@pytest.mark.parametrize("who", EVERYONE)
@pytest.mark.parametrize("act", [accept, lambda **named: give_back(reason="Too thin.", **named)])
def test_the_lead_divisions_chief_and_the_planning_office_review(pending, people, who, act):
    allowed = who in ("chief", "planner")
    assert may(people[who], pending) == allowed
    if not allowed:
        with pytest.raises(PermissionDenied):
            act(by=people[who], update=pending)
        assert (review_of(pending), Change.objects.count()) == ("pending", 0)
        return
    assert act(by=people[who], update=pending).outcome == review_of(pending) != "pending"


@pytest.mark.parametrize("who", EVERYONE)
def test_who_may_not_review_learns_that_first(pending, people, who):
    """A report no longer waiting answers 409 to its reviewers only."""
    ReviewFactory(update=pending, by=people["chief"])
    with pytest.raises(Conflict if who in ("chief", "planner") else PermissionDenied):
        accept(by=people[who], update=pending)


@pytest.mark.parametrize("who", ["chief", "planner"])
@pytest.mark.parametrize("act", [accept, lambda **named: give_back(reason="No.", **named)])
def test_nobody_reviews_their_own(task, people, who, act):
    own = UpdateFactory(task=task, author=people[who], first_review="endorsed", status="completed", percent=100)
    assert not may(people[who], own)
    with pytest.raises(PermissionDenied):
        act(by=people[who], update=own)


def test_an_accepted_report_stands_and_the_review_is_recorded(task, pending, chief):
    review = accept(by=chief, update=pending)
    assert (review.outcome, review.by, review.reason) == ("accepted", chief, "")
    assert standing_update(task) == pending
    change = Change.objects.get()
    assert (change.by, change.action, change.type, change.key) == (chief, "change", "update", str(pending.pk))
    assert ((change.before or {})["review"], (change.after or {})["review"]) == ("pending", "accepted")


def test_a_completion_is_endorsed_by_the_chief_then_closed_out_by_the_planning_office(task, claim, chief, planner):
    assert accept(by=chief, update=claim).outcome == "endorsed"
    assert standing_update(task) is None
    assert [may(chief, claim), may(planner, claim)] == [False, True]
    for act in (accept, lambda **named: give_back(reason="No.", **named)):
        with pytest.raises(PermissionDenied):
            act(by=chief, update=claim)
    assert accept(by=planner, update=claim).outcome == "accepted"
    assert standing_update(task) == claim


def test_the_planning_office_closes_out_without_the_chief_too(claim, planner):
    assert accept(by=planner, update=claim).outcome == "accepted"


def test_the_planning_office_returns_what_was_endorsed(task, claim, chief, planner):
    accept(by=chief, update=claim)
    assert give_back(by=planner, update=claim, reason="The symposium is still to come.").outcome == "returned"
    assert (review_of(claim), standing_update(task)) == ("returned", None)


def test_a_planners_own_claim_waits_for_another_planner(task, planner, planner2):
    own = UpdateFactory(task=task, author=planner, first_review="endorsed", status="completed", percent=100)
    assert accept(by=planner2, update=own).outcome == "accepted"


@pytest.mark.parametrize("reason", ["", " \n "])
def test_a_return_has_a_reason(pending, chief, reason):
    with pytest.raises(ValidationError) as refused:
        give_back(by=chief, update=pending, reason=reason)
    assert list(refused.value.message_dict) == ["reason"]
    assert review_of(pending) == "pending"


@pytest.mark.parametrize("reason", ["x" * 2001, "a\x00b", "\ud800"])
def test_a_reason_is_plain_text_of_some_length(pending, chief, reason):
    with pytest.raises(ValidationError) as refused:
        give_back(by=chief, update=pending, reason=reason)
    assert list(refused.value.message_dict) == ["reason"]


@pytest.mark.parametrize("outcome", ["accepted", "returned", "withdrawn"])
def test_a_review_is_final(pending, colleague, chief, outcome):
    ReviewFactory(update=pending, outcome=outcome, reason="Because")
    attempts = (
        lambda: accept(by=chief, update=pending),
        lambda: give_back(by=chief, update=pending, reason="No."),
        lambda: withdraw(by=colleague, update=pending),
    )
    for attempt in attempts:
        with pytest.raises(Conflict) as refused:
            attempt()
        assert (refused.value.standing, refused.value.standing.review) == (pending, outcome)
    assert Review.objects.count() == 1


@pytest.mark.parametrize("outcome", ["accepted", "returned", "withdrawn"])
def test_the_database_keeps_one_final_review(pending, outcome):
    ReviewFactory(update=pending, outcome="accepted")
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.bulk_create(
            [Review(update=pending, by=pending.author, at=pending.recorded_at, outcome=outcome, reason="x")]
        )


def test_a_report_that_stands_at_once_waits_for_no_review(task, chief, staff):
    update = UpdateFactory(task=task, author=staff)
    for review in (
        lambda: accept(by=chief, update=update),
        lambda: give_back(by=chief, update=update, reason="Why?"),
        lambda: withdraw(by=staff, update=update),
    ):
        with pytest.raises(Conflict):
            review()
    assert not Review.objects.exists()


class TestOrder:
    """Accepting while a later update stands is a conflict that shows it."""

    def test_a_later_day_is_in_the_way(self, task, pending, chief, planner):
        later = UpdateFactory(task=task, effective_on=date(2024, 9, 15))
        for reviewer in (chief, planner):
            with pytest.raises(Conflict) as refused:
                accept(by=reviewer, update=pending)
            assert refused.value.standing == later
        assert give_back(by=chief, update=pending, reason="Overtaken.").outcome == "returned"

    def test_on_the_same_day_the_one_posted_later_is_in_the_way(self, task, pending, chief, colleague):
        UpdateFactory(task=task, effective_on=pending.effective_on)
        with pytest.raises(Conflict):
            accept(by=chief, update=pending)
        newest = UpdateFactory(task=task, effective_on=pending.effective_on, first_review="pending", author=colleague)
        assert accept(by=chief, update=newest).outcome == "accepted"

    def test_a_later_one_that_does_not_stand_is_not(self, task, pending, chief):
        UpdateFactory(task=task, effective_on=date(2024, 9, 15), first_review="pending")
        assert accept(by=chief, update=pending).outcome == "accepted"

    def test_an_endorsement_is_held_to_it_too(self, task, claim, chief):
        UpdateFactory(task=task, effective_on=date(2024, 9, 15))
        with pytest.raises(Conflict):
            accept(by=chief, update=claim)

    @pytest.mark.parametrize(("status", "percent"), [("completed", 100), ("cancelled", 20)])
    def test_a_chiefs_release_does_not_reopen(self, task, pending, chief, planner, status, percent):
        UpdateFactory(task=task, effective_on=date(2024, 8, 1), status=status, percent=percent)
        with pytest.raises(PermissionDenied):
            accept(by=chief, update=pending)
        assert accept(by=planner, update=pending).outcome == "accepted"

    def test_nor_does_the_planning_offices_without_a_reason(self, task, colleague, planner):
        UpdateFactory(task=task, effective_on=date(2024, 8, 1), status="completed", percent=100)
        silent = UpdateFactory(
            task=task, author=colleague, first_review="pending", effective_on=date(2024, 9, 1), note=""
        )
        with pytest.raises(ValidationError):
            accept(by=planner, update=silent)
        assert review_of(silent) == "pending"


class TestSeveral:
    """Several at once: oldest first, all or none."""

    def test_they_are_released_oldest_first(self, task, pending, colleague, chief):
        older = UpdateFactory(task=task, author=colleague, first_review="pending", effective_on=date(2024, 8, 1))
        accept_several(by=chief, updates=[pending, older, pending])
        assert list(Review.objects.order_by("id").values_list("update", "outcome")) == [
            (older.pk, "accepted"), (pending.pk, "accepted"),
        ]  # fmt: skip

    def test_one_that_may_not_be_leaves_all_as_they_were(self, plan, pending, other_division, chief):
        foreign = UpdateFactory(
            task=TaskFactory(area=pending.task.area, lead_division=other_division), first_review="pending"
        )
        with pytest.raises(PermissionDenied):
            accept_several(by=chief, updates=[pending, foreign])
        assert (Review.objects.count(), Change.objects.count()) == (0, 0)


class TestWithdrawing:
    """An author may withdraw a pending report."""

    @pytest.mark.parametrize("who", EVERYONE)
    def test_only_its_author_withdraws(self, pending, people, who):
        with pytest.raises(PermissionDenied):
            withdraw(by=people[who], update=pending)

    def test_the_author_withdraws_while_it_is_pending(self, claim, colleague, chief):
        assert withdraw(by=colleague, update=claim).outcome == "withdrawn"
        with pytest.raises(Conflict):
            accept(by=chief, update=claim)

    def test_not_once_it_is_endorsed(self, claim, colleague, chief):
        accept(by=chief, update=claim)
        with pytest.raises(Conflict):
            withdraw(by=colleague, update=claim)


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_make_one_review(pending, chief, planner):
    """Shown by running both: without the lock the second would meet the database's constraint as a 500."""
    outcomes = []
    barrier = threading.Barrier(2)

    def review(by):
        barrier.wait()
        try:
            outcomes.append(accept(by=by, update=pending).outcome)
        except Conflict:
            outcomes.append("conflict")
        except Exception as error:  # noqa: BLE001  # whatever it is, the test shows it
            outcomes.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=review, args=(by,)) for by in (chief, planner)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["accepted", "conflict"]
