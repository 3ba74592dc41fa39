"""The pages of reporting rounds: who sees whose row, and what the planning office does there."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Division, User
from changelog.models import Change
from priorities.models import Plan, PriorityArea, Round, RoundTask, Task, Urge
from priorities.services.rounds import close_round
from tests.factories import AreaFactory, DivisionFactory, RoundFactory, TaskFactory, UpdateFactory, UrgeFactory, at
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
LIST, NEW = "/plans/2024/rounds/", "/plans/2024/rounds/new/"
SEPTEMBER = {"period": "month-9", "counts_from": "2024-09-20", "due_on": "2024-10-08"}


@pytest.fixture
def tasks(area: PriorityArea, division: Division, other_division: Division, staff: User) -> list[Task]:
    """Two of `staff`'s division, one of another; one of the first two has reported in September's round."""
    leads = (division, division, other_division)
    made: list[Task] = [
        TaskFactory(area=area, number=number, lead_division=lead, responsible=staff)
        for number, lead in enumerate(leads, 1)
    ]
    UpdateFactory(task=made[0], effective_on=date(2024, 9, 25))
    UpdateFactory(task=made[1], effective_on=date(2024, 9, 2))
    return made


@pytest.fixture
def this(plan: Plan) -> Round:
    """September's open round."""
    found: Round = RoundFactory(plan=plan)
    return found


def page_of(this: Round) -> str:
    return f"/rounds/{this.pk}/"


class TestReading:
    """Leadership and planning office see all divisions; a division's people their own; others none."""

    @pytest.mark.parametrize("who", ["leader", "planner"])
    def test_all_divisions(self, request: Any, sign_in: SignIn, this: Round, tasks: list[Task], who: str) -> None:
        response = sign_in(request.getfixturevalue(who)).get(page_of(this))
        text = text_of(response)
        assert "0 of 2 divisions have reported everything; 2 tasks missing ; due in 8 days." in text
        rows = [(row.division.name_en, row.tally.asked, row.tally.missing) for row in response.context["page"]]
        assert rows == [("Economic Affairs", 2, 1), ("Consular", 1, 1)]
        assert "1-02 Task 2024-1-02 Person staff · last reported 2 Sep" in text
        assert "1-03 Task 2024-1-03 Person staff · never reported" in text

    @pytest.mark.parametrize("who", ["staff", "chief"])
    def test_one_s_own_division(self, request: Any, sign_in: SignIn, this: Round, tasks: list[Task], who: str) -> None:
        text = text_of(sign_in(request.getfixturevalue(who)).get(page_of(this)))
        assert "Your division has reported on 1 of 2 tasks; 1 task missing ; due in 8 days." in text
        assert ("Economic Affairs" in text, "Consular" in text, "2024-1-03" in text) == (True, False, False)
        assert "Urge" not in text
        text = text_of(sign_in(request.getfixturevalue(who)).get(LIST))
        assert "8 October 2024 2 1 1" in text
        assert "Counted are the tasks of your own division." in text

    @pytest.mark.parametrize("who", ["secretary", "admin"])
    def test_no_division(self, request: Any, sign_in: SignIn, this: Round, tasks: list[Task], who: str) -> None:
        client = sign_in(request.getfixturevalue(who))
        text = text_of(client.get(page_of(this)))
        assert "Nothing is asked of you; due in 8 days." in text
        assert [name for name in ("Consular", "Economic", "2024-1-0") if name in text] == []
        assert "8 October 2024 – – –" in text_of(client.get(LIST))

    def test_an_outsider_sees_none_of_it(self, sign_in: SignIn, outsider: User, this: Round, tasks: list[Task]) -> None:
        client = sign_in(outsider)
        for address in (page_of(this), LIST, NEW):
            response = client.get(address)
            assert (response.status_code, "Economic" in text_of(response)) == (403, False)

    def test_the_division_with_the_most_missing_comes_first_and_complete_ones_last(
        self, sign_in: SignIn, leader: User, area: PriorityArea, this: Round, tasks: list[Task]
    ) -> None:
        done = DivisionFactory(code="done", order=0)
        UpdateFactory(task=TaskFactory(area=area, number=8, lead_division=done), effective_on=date(2024, 9, 29))
        TaskFactory(area=area, number=9, lead_division=tasks[2].lead_division)
        response = sign_in(leader).get(page_of(this))
        assert [row.division.code for row in response.context["page"]] == ["consular", "economic", "done"]
        assert "1 of 3 divisions have reported everything" in text_of(response)

    def test_sentences_of_other_days(
        self, sign_in: SignIn, leader: User, plan: Plan, this: Round, settings: Any, tasks: list[Task]
    ) -> None:
        client, found = sign_in(leader), []
        for today in (date(2024, 10, 7), date(2024, 10, 8), date(2024, 10, 9)):
            settings.WORKPLAN_TODAY = today
            text = text_of(client.get(page_of(this)))
            found.append(
                text[text.index("missing ;") : text.index("Urge" if "Urge" in text else "By division")].strip()
            )
        assert found == ["missing ; due in 1 day.", "missing ; due today .", "missing ; 1 day past its due day ."]

    def test_returned_reports_and_urging_are_said(
        self, sign_in: SignIn, leader: User, this: Round, tasks: list[Task]
    ) -> None:
        undone = UpdateFactory(task=tasks[1], effective_on=date(2024, 9, 26), first_review="pending")
        undone.reviews.create(by=leader, at=at(date(2024, 9, 27), 9), outcome="withdrawn")
        UrgeFactory(task=tasks[2])
        text = text_of(sign_in(leader).get(page_of(this)))
        assert "report of 26 Sep returned or withdrawn" in text
        assert "never reported · urged 27 Sep" in text

    def test_a_closed_round_shows_its_frozen_list(
        self, sign_in: SignIn, planner: User, this: Round, tasks: list[Task]
    ) -> None:
        close_round(by=planner, round=this)
        UpdateFactory(task=tasks[2], effective_on=date(2024, 9, 30))
        text = text_of(sign_in(planner).get(page_of(this)))
        assert "0 of 2 divisions have reported everything; 2 tasks missing ; closed on 30 September 2024." in text
        assert "as it was when Person planner closed it on 30 September 2024" in text
        assert [word for word in ("Urge", "Close the round", "Change the round") if word in text] == []

    def test_nothing_asked(self, sign_in: SignIn, leader: User, this: Round) -> None:
        text = text_of(sign_in(leader).get(page_of(this)))
        assert "No task is asked for; due in 8 days." in text
        assert "Nothing to report on" in text

    def test_no_round_yet(self, sign_in: SignIn, planner: User, staff: User, plan: Plan) -> None:
        assert "A round asks the divisions for a report" in text_of(sign_in(planner).get(LIST))
        assert "The planning office opens rounds" in text_of(sign_in(staff).get(LIST))

    @pytest.mark.parametrize("address", [LIST, "/plans/9/rounds/", "/rounds/999/", "/rounds/999999999999999/"])
    def test_odd_addresses(self, sign_in: SignIn, leader: User, plan: Plan, address: str) -> None:
        client = sign_in(leader)
        assert client.get(address, {"x": "1"}).status_code in (400, 404)
        if address != LIST:
            assert client.get(address).status_code == 404

    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_of_the_list(
        self, sign_in: SignIn, leader: User, plan: Plan, area: PriorityArea, division: Division, rows: int,
        django_assert_num_queries: Any,
    ) -> None:  # fmt: skip
        for number in range(1, rows + 1):
            task = TaskFactory(area=area, number=number, lead_division=division)
            RoundFactory(plan=plan, number=number).areas.set([area])
            closed = RoundFactory(plan=plan, number=number, closed_at=at(date(2024, 9, 20), 9))
            RoundTask.objects.create(round=closed, task=task, division=division)
        client = sign_in(leader)
        with django_assert_num_queries(9):  # session, user; plan; count, page, areas; open, closed; plans of the header
            client.get(LIST)

    @pytest.mark.parametrize("is_open", [True, False])
    @pytest.mark.parametrize("rows", [1, 3])
    def test_queries_of_a_round(
        self, sign_in: SignIn, leader: User, planner: User, area: PriorityArea, this: Round, rows: int, is_open: bool,
        django_assert_num_queries: Any,
    ) -> None:  # fmt: skip
        for number in range(rows):
            lead = DivisionFactory()
            for place in range(rows):
                UrgeFactory(task=TaskFactory(area=area, number=10 * number + place + 1, lead_division=lead))
        if not is_open:
            close_round(by=planner, round=this)
        client = sign_in(leader)
        # session, user; round, areas; asked tasks, divisions; missing tasks, (open) urging; plans of the header
        with django_assert_num_queries(9 if is_open else 8):
            response = client.get(page_of(this))
        assert len(response.context["page"]) == rows


class TestManaging:
    """Opening, changing, urging and closing by hand."""

    def test_this_month_s_round_is_proposed_and_opened(self, sign_in: SignIn, planner: User, plan: Plan) -> None:
        client = sign_in(planner)
        html = client.get(NEW).content.decode()
        assert '<option value="month-9" selected>September round</option>' in html
        assert 'value="2024-09-20"' in html
        assert 'value="2024-10-08"' in html
        assert '<option value="quarter-3" selected>' in client.get(NEW, {"kind": "quarter"}).content.decode()
        assert client.get(NEW, {"kind": "week"}).status_code == 400
        response = client.post(NEW, SEPTEMBER, follow=True)
        this = Round.objects.get()
        assert response.redirect_chain == [(page_of(this), 302)]
        assert (this.kind, this.number, this.counts_from, this.due_on) == (
            "month", 9, date(2024, 9, 20), date(2024, 10, 8),
        )  # fmt: skip
        assert "/plans/2024/rounds/" in client.get("/plans/2024/edit/").content.decode()

    def test_a_day_off_is_pointed_out(self, sign_in: SignIn, planner: User, plan: Plan) -> None:
        client = sign_in(planner)
        text = text_of(client.post(NEW, SEPTEMBER | {"due_on": "2024-10-05"}, follow=True))
        note = "5 October 2024 is a day off (National Day); the next working day is 8 October 2024."
        assert f"Saved. {note}" in text
        assert note in text_of(client.get(f"{page_of(Round.objects.get())}edit/"))

    def test_what_is_refused_comes_back_as_typed(
        self, sign_in: SignIn, planner: User, plan: Plan, area: PriorityArea, this: Round
    ) -> None:
        response = sign_in(planner).post(NEW, SEPTEMBER | {"areas": [str(area.pk)]})
        assert response.status_code == 422
        assert "The September round is open and asks for the same tasks." in text_of(response)
        assert re.search(rf'<input[^>]* value="{area.pk}"[^>]* checked', response.content.decode())

    @pytest.mark.parametrize(
        "changed",
        [{"period": "month-13"}, {"period": "x"}, {"period": "\x00"}, {"due_on": ""}, {"counts_from": "2024-02-30"},
         {"areas": ["x"]}, {"areas": ["9" * 40]}],
    )  # fmt: skip
    def test_odd_input_is_refused(self, sign_in: SignIn, planner: User, plan: Plan, changed: dict[str, Any]) -> None:
        assert sign_in(planner).post(NEW, SEPTEMBER | changed).status_code == 422
        assert not Round.objects.exists()

    def test_it_is_changed_and_two_at_a_time_see_both(
        self, sign_in: SignIn, planner: User, this: Round, area: PriorityArea
    ) -> None:
        client, address = sign_in(planner), f"{page_of(this)}edit/"
        sent = {"version": "1", "due_on": "2024-10-09", "areas": [area.pk]}
        assert client.post(address, sent).status_code == 302
        response = client.post(address, {"version": "1", "due_on": "2024-10-10"})
        assert response.status_code == 409
        assert "Due on 2024-10-10 2024-10-09" in text_of(response)
        assert "Priority areas – 1 Area 1" in text_of(response)
        assert client.post(address, {"version": "2", "due_on": "2024-10-10"}).status_code == 302
        assert Round.objects.get().due_on == date(2024, 10, 10)

    def test_urging_all_and_one_division_s(
        self, sign_in: SignIn, planner: User, this: Round, tasks: list[Task]
    ) -> None:
        client, address = sign_in(planner), f"{page_of(this)}urge/"
        html = client.get(page_of(this)).content.decode()
        assert 'data-key="a"' in html
        assert "Urge all 2 that are missing" in html
        text = text_of(client.post(address, {"text": "Please.", "division": "consular"}, follow=True))
        assert "1 task is urged." in text
        text = text_of(client.post(address, {"text": "All of you."}, follow=True))
        assert "2 tasks are urged." in text
        assert sorted(Urge.objects.values_list("task__code", "text", "round")) == [
            ("2024-1-02", "All of you.", this.pk),
            ("2024-1-03", "All of you.", this.pk),
            ("2024-1-03", "Please.", this.pk),
        ]
        for task in tasks[1:]:
            UpdateFactory(task=task, effective_on=date(2024, 9, 30))
        text = text_of(client.post(address, {"text": "Again."}, follow=True))
        assert "Nothing is missing any more: nobody was urged." in text
        assert "All 2 divisions have reported everything" in text

    @pytest.mark.parametrize("text", ["x" * 501, "a\x00b", "\x07"])
    def test_odd_text_comes_back_on_the_page(
        self, sign_in: SignIn, planner: User, this: Round, tasks: list[Task], text: Any
    ) -> None:
        response = sign_in(planner).post(f"{page_of(this)}urge/", {"text": text})
        assert (response.status_code, "data-errors" in response.content.decode()) == (422, True)
        assert not Urge.objects.exists()

    @pytest.mark.parametrize("code", ["nowhere", "\x00", "９", "x" * 5000, "a b"])
    def test_a_division_that_is_not_there(
        self, sign_in: SignIn, planner: User, this: Round, tasks: list[Task], code: str
    ) -> None:
        assert sign_in(planner).post(f"{page_of(this)}urge/", {"division": code}).status_code == 404

    def test_closing_and_what_is_no_longer_done_to_a_closed_round(
        self, sign_in: SignIn, planner: User, this: Round, tasks: list[Task]
    ) -> None:
        client = sign_in(planner)
        text = text_of(client.post(f"{page_of(this)}close/", {"version": "7"}, follow=True))
        assert "Someone else changed this in the meantime." in text
        for version in ("1", "", "x", "9" * 40):
            text = text_of(client.post(f"{page_of(this)}close/", {"version": version}, follow=True))
        assert "The round is closed: it stays as it was." in text
        assert RoundTask.objects.filter(round=this).count() == 3
        changes = Change.objects.count()
        for action in ("urge", "close", "edit"):
            text = text_of(client.post(f"{page_of(this)}{action}/", {"due_on": "2024-12-01"}, follow=True))
            assert "The round is closed: it stays as it was." in text
        assert (Change.objects.count(), Urge.objects.count()) == (changes, 0)

    def test_on_a_plan_that_is_not_adopted_nothing_is_opened_or_urged(
        self, sign_in: SignIn, planner: User, plan: Plan, this: Round, tasks: list[Task]
    ) -> None:
        Plan.objects.update(status="closed")
        client = sign_in(planner)
        assert NEW not in client.get(LIST).content.decode()
        assert "Urge" not in text_of(client.get(page_of(this)))
        assert client.post(f"{page_of(this)}urge/", {"text": "x"}).status_code == 422
        assert client.post(NEW, SEPTEMBER).status_code == 422
        client.post(f"{page_of(this)}close/", {"version": "1"})
        assert not Round.objects.get().is_open


def test_fifty_divisions_a_page(sign_in: SignIn, leader: User, area: PriorityArea, this: Round) -> None:
    for number in range(1, 53):
        TaskFactory(area=area, number=number, lead_division=DivisionFactory())
    client = sign_in(leader)
    text = text_of(client.get(page_of(this)))
    assert "0 of 52 divisions have reported everything; 52 tasks missing" in text
    assert len(client.get(page_of(this), {"page": "2"}).context["page"].object_list) == 2


def test_rounds_of_another_plan_are_not_listed(sign_in: SignIn, leader: User, plan: Plan) -> None:
    RoundFactory(plan=AreaFactory(plan__code="demo-2024", plan__demonstration=True).plan, number=3)
    assert "March round" not in text_of(sign_in(leader).get(LIST))
