"""Extensions on the pages of tasks: what is shown, offered and refused."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from priorities.models import ExtensionRequest
from priorities.services.extending import decide_extension, withdraw_extension
from priorities.services.planning_schedules import set_schedule
from tests.factories import ExtensionDecisionFactory, ExtensionRequestFactory, ScheduleFactory, at
from tests.priorities.extending import LATER, ask, outcome_of, task_due_in_october
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(area, division, other_division, leader):
    return task_due_in_october(area, division, other_division, leader)


@pytest.fixture
def asked(task, chief):
    return ask(chief, task)


class TestPages:
    """What the task's page shows and offers."""

    @pytest.fixture
    def url(self, task):
        return reverse("priorities:task", args=[task.code])

    def test_the_chief_asks_and_the_leader_grants(self, sign_in, task, chief, leader, url):
        client = sign_in(chief)
        asking = reverse("priorities:extension-ask", args=[task.code])
        assert asking in client.get(url).content.decode()
        assert client.get(asking).status_code == 200
        answer = client.post(asking, {"due_on": "2024-11-14", "reason": "The partner has moved the date."})
        assert (answer.status_code, answer["Location"]) == (302, url)
        page = client.get(url).content.decode()
        asked = ExtensionRequest.objects.get()
        withdraw, grant = (reverse(f"priorities:extension-{verb}", args=[asked.pk]) for verb in ("withdraw", "grant"))
        assert [each in page for each in (withdraw, grant, asking)] == [True, False, False]
        assert "an extension to 14 Nov awaits decision" in page
        client = sign_in(leader)
        page = client.get(url).content.decode()
        assert [each in page for each in (withdraw, grant)] == [False, True]
        assert client.post(grant).status_code == 302
        read = text_of(client.get(url))
        assert "originally due 31 Oct, extended once" in read
        assert "Asked for by Person chief, 30 Sep Granted by Person leader, 30 Sep" in read
        assert "awaits decision" not in read

    def test_what_is_refused_comes_back_with_what_was_typed(self, sign_in, task, chief):
        asking = reverse("priorities:extension-ask", args=[task.code])
        answer = sign_in(chief).post(asking, {"due_on": "2024-10-01", "reason": "Kept as typed."})
        assert answer.status_code == 422
        assert "Expected a day after the deadline in force, 2024-10-31." in text_of(answer)
        assert "Kept as typed." in answer.content.decode()
        assert not ExtensionRequest.objects.exists()

    def test_a_refusal_without_a_reason_has_a_page_of_its_own(self, sign_in, asked, planner):
        client, refusing = sign_in(planner), reverse("priorities:extension-refuse", args=[asked.pk])
        answer = client.post(refusing, {"reason": " "})
        assert answer.status_code == 422
        assert "Refuse with a reason" in text_of(answer)
        assert outcome_of(asked) == "open"
        assert client.post(refusing, {"reason": "The date stands."}).status_code == 302
        assert outcome_of(asked) == "refused"

    def test_a_conflict_shows_what_stands_now(self, sign_in, task, asked, planner):
        set_schedule(by=planner, task=task, starts_on=date(2024, 2, 1), due_on=date(2024, 12, 1), reason="By phone.")
        answer = sign_in(planner).post(reverse("priorities:extension-grant", args=[asked.pk]))
        assert answer.status_code == 409
        assert "The deadline is 1 December 2024." in text_of(answer)

    def test_every_extension_stays_on_the_page(self, sign_in, task, chief, planner, outsider, staff2, url):
        refused = ask(chief, task, reason="First try.")
        decide_extension(by=planner, request=refused, grant=False, reason="Too early.")
        withdraw_extension(by=chief, request=ask(chief, task, reason="Second try."))
        set_schedule(by=planner, task=task, starts_on=date(2024, 2, 1), due_on=date(2024, 11, 1), reason="By phone.")
        decide_extension(by=planner, request=ask(chief, task, reason="Third try."), grant=True, reason="Last time.")
        read = text_of(sign_in(staff2).get(url))
        tries = ("First try.", "Second try.", "Third try.")
        for said in (*tries, "Too early.", "Withdrawn, 30 Sep", "By phone.", "Last time."):
            assert said in read, said
        assert "originally due 31 Oct, extended 2 times" in read
        assert sign_in(outsider).get(url).status_code == 403

    def test_a_past_day_shows_what_was_known_of_it(self, sign_in, task, chief, planner, url):
        request = ExtensionRequestFactory(task=task, by=chief, at=at(date(2024, 9, 10), 9))
        ExtensionDecisionFactory(request=request, by=planner, at=at(date(2024, 9, 20), 9))
        client = sign_in(planner)
        pages = {day: client.get(f"{url}?as_of={day}").content.decode() for day in ("2024-09-09", "2024-09-15")}
        assert ["an extension to 14 Nov" in page for page in pages.values()] == [False, True]
        assert reverse("priorities:extension-grant", args=[request.pk]) not in pages["2024-09-15"]
        assert "The date stands." in text_of(client.get(url))

    def test_the_history_says_it_in_words(self, sign_in, task, asked, leader, planner):
        decide_extension(by=leader, request=asked, grant=True)
        read = text_of(sign_in(planner).get(reverse("priorities:task-history", args=[task.code])))
        assert "Extension granted" in read
        assert "Extension asked for" in read
        assert "Decision nothing granted" in read

    @pytest.mark.parametrize("pk", [0, 999_999, 10**17])
    def test_what_is_not_there_is_a_404(self, sign_in, planner, pk):
        for verb in ("grant", "refuse", "withdraw"):
            assert sign_in(planner).post(f"/extensions/{pk}/{verb}/", {"reason": "x"}).status_code == 404

    @pytest.mark.parametrize(
        "sent",
        [
            {"due_on": "14.11.2024", "reason": "x"},
            {"due_on": "2024-11-14\x00", "reason": "x"},
            {"due_on": "9999-12-31", "reason": "x"},
            {"due_on": "2024-11-14", "reason": "a\x00b"},
            {"due_on": "2024-11-14", "reason": "x" * 5000},
            {},
        ],
    )
    def test_odd_values_are_refused_by_field(self, sign_in, task, chief, sent):
        answer = sign_in(chief).post(reverse("priorities:extension-ask", args=[task.code]), sent)
        assert answer.status_code == 422
        assert not ExtensionRequest.objects.exists()

    @pytest.mark.parametrize("number", [1, 3])
    def test_the_page_costs_the_same_however_many(
        self, sign_in, task, chief, planner, url, number, django_assert_num_queries
    ):
        for n in range(number):
            request = ExtensionRequestFactory(task=task, by=chief, due_on=LATER + timedelta(days=n))
            ExtensionDecisionFactory(request=request, by=planner)
            ScheduleFactory(task=task, due_on=LATER + timedelta(days=n), decided_on=date(2024, 9, 1 + n))
        client = sign_in(planner)
        client.get(url)
        with django_assert_num_queries(17):
            client.get(url)
