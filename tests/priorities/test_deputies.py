"""Deputies: while they stand in they release what waits for the chief, and ask for extensions; nothing else changes."""

import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connections

from accounts import rules as roles
from accounts.models import Deputy, Role, User
from changelog.audience import tags_of
from changelog.models import Change
from foundation.errors import Conflict
from priorities import rules
from priorities.models import ProgressUpdate
from priorities.services.deputies import end_deputy, end_deputyships, name_deputy
from priorities.services.extending import ask_extension
from priorities.services.reporting import Report, post_update
from priorities.services.reviewing import accept, give_back
from tests.conftest import TODAY
from tests.factories import DeputyFactory, TaskFactory, UpdateFactory, UserFactory, at
from tests.priorities.deputising import DAY, FIRST, LAST, again
from workplan.administration.services import Person, change_user, set_active

pytestmark = pytest.mark.django_db
EVERYONE = ("leader", "secretary", "staff", "chief", "staff2", "chief2", "planner", "admin", "outsider")


@pytest.fixture
def people(leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider):
    return {each.username: each for each in (leader, secretary, staff, chief, staff2, chief2, planner, admin, outsider)}


def signed_in(user):
    """The same, as sessions and tokens do."""
    return User.objects.signed_in().get(pk=user.pk)


def may(user, update):
    """Whether a person may review a report: by the rule and its queryset twin, with and without annotation."""
    found = set()
    for person in (again(user), signed_in(user)):
        found.add(
            rules.may_accept(person, ProgressUpdate.objects.with_review().select_related("task").get(pk=update.pk))
        )
        found.add(rules.acceptable_by(ProgressUpdate.objects.with_review(), person).filter(pk=update.pk).exists())
        found.add(rules.releases_reports(person) or rules.may_edit_plan(person))
    assert len(found) == 1
    return found.pop()


def refused_fields(act):
    with pytest.raises(ValidationError) as refused:
        act()
    assert Change.objects.count() == 0
    return list(refused.value.message_dict)


class TestNaming:
    """A chief names one of the division's own staff, one at a time."""

    @pytest.mark.parametrize("who", EVERYONE)
    def test_only_a_chief_names_a_deputy(self, people, colleague, who):
        assert rules.may_name_deputy(people[who]) == (who in ("chief", "chief2"))
        if who == "chief":
            row = name_deputy(by=people[who], deputy=colleague, first_day=FIRST, last_day=LAST)
            assert (row.chief, row.deputy, row.first_day, row.last_day) == (people[who], colleague, FIRST, LAST)
            return
        with pytest.raises(ValidationError if who == "chief2" else PermissionDenied):
            name_deputy(by=people[who], deputy=colleague, first_day=FIRST, last_day=LAST)
        assert (Deputy.objects.count(), Change.objects.count()) == (0, 0)

    def test_it_is_recorded_for_the_two_and_the_division(self, people, chief, staff, colleague):
        row = name_deputy(by=chief, deputy=staff, first_day=FIRST, last_day=LAST)
        change = Change.objects.get()
        assert (change.by, change.action, change.type, change.key) == (chief, "create", "deputy", str(row.pk))
        assert change.after == {
            "chief": "chief",
            "deputy": "staff",
            "first_day": "2024-10-08",
            "last_day": "2024-10-11",
            "ended": False,
        }
        seen = {who for who, person in people.items() if Change.objects.seen_by(tags_of(person)).exists()}
        assert (seen, Change.objects.seen_by(tags_of(colleague)).exists()) == ({"chief", "staff"}, True)

    def test_whom(self, division, other_division, chief, staff2, planner, outsider):
        closed = UserFactory(role=Role.STAFF, division=division, is_active=False)
        second = UserFactory(role=Role.CHIEF, division=division)
        demo = UserFactory(role=Role.STAFF, division=division, demonstration=True)
        for person in (chief, second, staff2, planner, outsider, closed, demo):
            assert refused_fields(
                lambda person=person: name_deputy(by=chief, deputy=person, first_day=FIRST, last_day=LAST)
            ) == ["deputy"]

    @pytest.mark.parametrize(
        ("first", "last", "field"),
        [
            (TODAY - DAY, LAST, "first_day"),
            (FIRST, FIRST - DAY, "last_day"),
            (FIRST, FIRST + 366 * DAY, "last_day"),
        ],
    )
    def test_from_when_to_when(self, chief, staff, first, last, field):
        assert refused_fields(lambda: name_deputy(by=chief, deputy=staff, first_day=first, last_day=last)) == [field]

    def test_several_in_a_row_but_not_at_once(self, chief, staff, colleague):
        DeputyFactory(chief=chief, deputy=staff, first_day=FIRST, last_day=LAST)
        for first, last in ((FIRST, LAST), (TODAY, FIRST), (LAST, LAST + DAY), (TODAY, LAST + DAY), (FIRST + DAY,) * 2):
            for deputy in (staff, colleague):
                assert refused_fields(
                    lambda deputy=deputy, first=first, last=last: name_deputy(
                        by=chief, deputy=deputy, first_day=first, last_day=last
                    )
                ) == ["first_day"]
        for first, last in ((TODAY, FIRST - DAY), (LAST + DAY, LAST + 3 * DAY)):
            assert name_deputy(by=chief, deputy=colleague, first_day=first, last_day=last)

    def test_one_that_was_ended_is_in_nobodys_way(self, chief, staff, colleague):
        end_deputy(by=chief, deputy=DeputyFactory(chief=chief, deputy=staff, first_day=FIRST, last_day=LAST))
        assert name_deputy(by=chief, deputy=colleague, first_day=FIRST, last_day=LAST)

    @pytest.mark.parametrize("who", EVERYONE)
    def test_only_that_chief_ends_it(self, people, standing, who):
        if who == "chief":
            assert end_deputy(by=people[who], deputy=standing).ended_at is not None
            change = Change.objects.get()
            assert ((change.before or {})["ended"], (change.after or {})["ended"]) == (False, True)
            return
        with pytest.raises(PermissionDenied):
            end_deputy(by=people[who], deputy=standing)
        assert Deputy.objects.get().ended_at is None

    def test_what_is_over_is_not_ended(self, chief, staff, standing):
        end_deputy(by=chief, deputy=standing)
        past = DeputyFactory(chief=chief, deputy=staff, first_day=date(2024, 8, 1), last_day=date(2024, 8, 9))
        for each in (standing, past):
            with pytest.raises(Conflict):
                end_deputy(by=chief, deputy=each)


class TestStandingIn:
    """From the first day to the last, and not otherwise."""

    @pytest.mark.parametrize(
        ("first", "last", "stands"),
        [
            (TODAY - 2 * DAY, TODAY - DAY, False),
            (TODAY - 2 * DAY, TODAY, True),
            (TODAY - DAY, TODAY + DAY, True),
            (TODAY, TODAY, True),
            (TODAY, TODAY + DAY, True),
            (TODAY + DAY, TODAY + 2 * DAY, False),
        ],
    )
    def test_before_within_and_after(self, chief, staff, pending, first, last, stands):
        DeputyFactory(chief=chief, deputy=staff, first_day=first, last_day=last)
        assert may(staff, pending) == stands
        assert may(chief, pending)
        if not stands:
            with pytest.raises(PermissionDenied):
                accept(by=again(staff), update=pending)
            return
        assert accept(by=again(staff), update=pending).by == staff

    def test_the_clock_says_which_day_it_is(self, settings, chief, staff, pending):
        DeputyFactory(chief=chief, deputy=staff, first_day=FIRST, last_day=LAST)
        found = {}
        for day in (FIRST - DAY, FIRST, LAST, LAST + DAY):
            settings.WORKPLAN_TODAY = day
            found[day] = may(staff, pending)
        assert list(found.values()) == [False, True, True, False]

    def test_ended_early(self, chief, staff, standing, pending):
        assert may(staff, pending)
        end_deputy(by=chief, deputy=standing)
        assert not may(staff, pending)

    @pytest.mark.parametrize(
        "gone", [{"is_active": False}, {"role": Role.PLANNING_OFFICE, "division": None}, {"division": "other"}]
    )
    @pytest.mark.parametrize("which", ["chief", "deputy"])
    def test_not_once_either_is_gone(self, chief, staff, standing, pending, other_division, gone, which):
        """By whatever way: the row alone does not count."""
        facts = {**gone, "division": other_division} if gone.get("division") == "other" else gone
        person = {"chief": chief, "deputy": staff}[which]
        User.objects.filter(pk=person.pk).update(**facts)
        assert again(staff).stands_in_for_id is None
        assert signed_in(staff).stands_in_for_id is None
        assert not roles.acts_as_chief(again(staff))

    @pytest.mark.parametrize("which", ["chief", "deputy"])
    def test_the_administrator_who_moves_either_ends_it(self, admin, chief, staff, standing, other_division, which):
        person = {"chief": chief, "deputy": staff}[which]
        change_user(by=admin, user=person, person=Person(name_en="Renamed", role=person.role, division=person.division))
        assert Deputy.objects.get().ended_at is None
        change_user(by=admin, user=person, person=Person(name_en="Renamed", role=person.role, division=other_division))
        assert Deputy.objects.get().ended_at is not None
        assert Change.objects.get(type="deputy").by == admin

    @pytest.mark.parametrize("which", ["chief", "deputy"])
    def test_closing_either_account_ends_it(self, admin, chief, staff, standing, which):
        set_active(by=admin, user={"chief": chief, "deputy": staff}[which], active=False)
        assert Deputy.objects.get().ended_at is not None
        set_active(by=admin, user={"chief": chief, "deputy": staff}[which], active=True)
        assert not roles.acts_as_chief(again(staff))

    def test_never_their_own_reports_nor_the_chiefs(self, task, chief, staff, standing, planner):
        for author in (staff, chief):
            own = UpdateFactory(task=task, author=author, first_review="pending", effective_on=date(2024, 9, 2))
            person = again(staff)
            assert not rules.may_accept(
                person, ProgressUpdate.objects.with_review().select_related("task").get(pk=own.pk)
            )
            assert not rules.acceptable_by(ProgressUpdate.objects.with_review(), person).exists()
            for act in (accept, lambda **named: give_back(reason="No.", **named)):
                with pytest.raises(PermissionDenied):
                    act(by=person, update=own)
            assert accept(by=chief if author == staff else planner, update=own).outcome == "accepted"

    def test_their_own_reports_wait_as_ever(self, task, staff, standing):
        said = Report(effective_on=TODAY, status=ProgressUpdate.Status.IN_PROGRESS, percent=60, note="Work goes on.")
        assert post_update(by=again(staff), task=task, report=said).first_review == "pending"
        claim = Report(effective_on=TODAY, status=ProgressUpdate.Status.COMPLETED, percent=100, note="Done.")
        assert post_update(by=again(staff), task=task, report=claim).first_review == "pending"

    def test_another_divisions_reports_are_not_theirs(self, area, other_division, staff2, staff, standing):
        foreign = UpdateFactory(
            task=TaskFactory(area=area, lead_division=other_division), author=staff2, first_review="pending"
        )
        assert not rules.acceptable_by(ProgressUpdate.objects.with_review(), again(staff)).exists()
        with pytest.raises(PermissionDenied):
            accept(by=again(staff), update=foreign)

    def test_a_completion_is_endorsed_not_closed_out(self, task, colleague, staff, standing):
        claim = UpdateFactory(
            task=task, author=colleague, first_review="pending", status="completed", percent=100,
            effective_on=date(2024, 9, 1),
        )  # fmt: skip
        assert accept(by=again(staff), update=claim).outcome == "endorsed"
        with pytest.raises(PermissionDenied):
            accept(by=again(staff), update=claim)

    def test_they_ask_for_extensions(self, area, division, chief, staff, standing):
        task = TaskFactory(area=area, lead_division=division, due_on=date(2024, 10, 31))
        assert rules.may_ask_extension(again(staff), task)
        asked = ask_extension(by=again(staff), task=task, due_on=date(2024, 11, 14), reason="More time.")
        assert asked.by == staff
        assert (Change.objects.get().after or {})["for"] == "chief"

    def test_they_name_no_deputy_themselves_and_see_no_more(self, plan, colleague, staff, standing):
        with pytest.raises(PermissionDenied):
            name_deputy(by=again(staff), deputy=colleague, first_day=FIRST, last_day=LAST)
        assert rules.league_divisions(again(staff), plan) == set()
        assert tags_of(again(staff)) == tags_of(staff)

    def test_one_that_ended_while_the_page_was_open_releases_nothing(self, chief, staff, standing, pending):
        person = signed_in(staff)
        assert roles.acts_as_chief(person)
        end_deputy(by=chief, deputy=standing)
        with pytest.raises(PermissionDenied):
            accept(by=person, update=pending)
        assert ProgressUpdate.objects.with_review().get(pk=pending.pk).review == "pending"


def test_all_that_are_not_over_end_together(chief, staff, colleague, planner):
    over = DeputyFactory(chief=chief, deputy=staff, first_day=date(2024, 8, 1), last_day=date(2024, 8, 9))
    now = DeputyFactory(chief=chief, deputy=staff)
    coming = DeputyFactory(chief=chief, deputy=colleague, first_day=date(2024, 11, 1), last_day=date(2024, 11, 2))
    assert [each.pk for each in end_deputyships(by=planner, person=chief)] == [now.pk, coming.pk]
    over.refresh_from_db()
    assert (over.ended_at, Deputy.objects.filter(ended_at=None).count()) == (None, 1)
    assert over.made_at == at(date(2024, 8, 1), 0)


@pytest.mark.django_db(transaction=True)
def test_two_deputies_named_at_once_are_not_both_taken(chief, staff, colleague):
    outcomes, barrier = [], threading.Barrier(2)

    def name(deputy):
        barrier.wait()
        try:
            outcomes.append(name_deputy(by=chief, deputy=deputy, first_day=FIRST, last_day=LAST).last_day.isoformat())
        except ValidationError as error:
            outcomes.append(str(list(error.message_dict)))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=name, args=(each,)) for each in (staff, colleague)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["2024-10-11", "['first_day']"]
