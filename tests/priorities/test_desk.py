"""“My work”: whose desk it is, what stands where on it, and reporting from it in place."""

import re
from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Role
from priorities.models import Review
from tests.factories import (
    AreaFactory,
    PlanFactory,
    ReviewFactory,
    ScheduleFactory,
    TaskFactory,
    UpdateFactory,
    UserFactory,
    at,
)
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk_url(plan):
    return reverse("priorities:desk", args=[plan.code])


def sections(response):
    """Section → codes of its tasks, or ids of its reports; only those with something in them."""
    return {
        section.key: [row.task.short_code for row in section.rows] or [update.pk for update in section.updates]
        for section in response.context["desk"].sections
        if section.count
    }


class TestWhose:
    """The desk is a division's, the planning office's, or that of who is in charge."""

    def test_a_division_has_what_it_leads_and_supports(self, sign_in, staff, other_division, area, desk_url):
        TaskFactory(area=area, number=1, lead_division=staff.division)
        TaskFactory(area=area, number=2, lead_division=other_division, supporting=[staff.division])
        TaskFactory(area=area, number=3, lead_division=other_division)
        TaskFactory(area=area, number=4)
        TaskFactory(area=AreaFactory(plan=PlanFactory(code="demo-2024")), lead_division=staff.division)
        response = sign_in(staff).get(desk_url)
        assert sections(response) == {"late": ["1-01", "1-02"]}
        assert "leads 1, supports 1" in text_of(response)
        assert "Area 1 (supporting)" in text_of(response)

    def test_leaders_and_their_secretaries_have_what_the_leader_is_in_charge_of(
        self, sign_in, leader, secretary, area, desk_url
    ):
        TaskFactory(area=area, number=1, leader_in_charge=leader)
        TaskFactory(area=area, number=2, leader_in_charge=UserFactory(role=Role.LEADERSHIP))
        for person in (leader, secretary):
            response = sign_in(person).get(desk_url)
            assert sections(response) == {"late": ["1-01"]}
            assert "Report progress" not in text_of(response)
        assert sections(sign_in(UserFactory(role=Role.SECRETARY)).get(desk_url)) == {}

    @pytest.mark.parametrize("person", ["admin", "outsider"])
    def test_administrators_and_outsiders_have_none(self, request, sign_in, desk_url, person):
        assert sign_in(request.getfixturevalue(person)).get(desk_url).status_code == 403

    def test_who_is_not_signed_in_is_sent_to_sign_in(self, client, desk_url):
        response = client.get(desk_url)
        assert (response.status_code, response.url) == (302, f"{reverse('accounts:login')}?next={desk_url}")

    def test_another_plan_and_odd_parameters(self, sign_in, staff, desk_url):
        client = sign_in(staff)
        assert client.get(reverse("priorities:desk", args=["2031"])).status_code == 404
        assert client.get(desk_url + "?x=1").status_code == 400
        assert client.get(desk_url + "?show=x").status_code == 400

    @pytest.mark.parametrize("person", ["staff", "planner", "leader"])
    def test_an_empty_desk_says_so(self, request, sign_in, desk_url, person):
        response = sign_in(request.getfixturevalue(person)).get(desk_url)
        assert sections(response) == {}
        assert ("No task yet" in text_of(response)) or ("Nothing waits" in text_of(response))


class TestOrder:
    """Most urgent first, each task in the first section that fits."""

    def test_sections(self, sign_in, staff, area, desk_url):
        def task(number, *, percent, reported=date(2024, 9, 29), **facts):
            made = TaskFactory(area=area, number=number, lead_division=staff.division, **facts)
            UpdateFactory(task=made, percent=percent, effective_on=reported)
            return made

        task(1, percent=90, due_on=date(2024, 8, 31))  # overdue by 30 days
        task(2, percent=30)  # far behind: 74.9 planned
        task(3, percent=60)  # behind
        task(4, percent=99, due_on=date(2024, 10, 7))  # due in 7 days
        task(5, percent=99, due_on=date(2024, 10, 8))  # due in 8 days
        task(6, percent=80, reported=date(2024, 8, 30))  # 31 days without a report
        done = TaskFactory(area=area, number=7, lead_division=staff.division)
        UpdateFactory(task=done, status="completed", percent=100, effective_on=date(2024, 9, 1))
        response = sign_in(staff).get(desk_url)
        assert sections(response) == {
            "late": ["1-01", "1-02", "1-03"],
            "due": ["1-04"],
            "stale": ["1-06"],
            "rest": ["1-05", "1-07"],
        }
        text = text_of(response)
        assert "overdue 30 days" in text
        assert "far behind 44.9 points" in text
        assert "closed out 1 Sep" in text
        assert [
            (chip.strip(), int(count))
            for chip, count in re.findall(
                r'<a class="chip"[^>]*>([^<]+)<b id="[^"]+">(\d+)</b>', response.content.decode()
            )
        ] == [
            ("All", 7),
            ("Returned to me", 0),
            ("Overdue and behind", 3),
            ("Due within 7 days", 1),
            ("Not reported", 1),
            ("Attendance to confirm", 0),
            ("Preparation", 0),
            ("The rest", 2),
        ]

    def test_the_author_is_told_for_a_week_what_was_released(self, sign_in, staff, chief, staff2, area, desk_url):
        def released(number, author, day):
            task = TaskFactory(area=area, number=number, lead_division=staff.division)
            report = UpdateFactory(task=task, author=author, first_review="pending", effective_on=date(2024, 9, 1))
            ReviewFactory(update=report, by=chief, at=at(day, 9))

        released(1, staff, date(2024, 9, 28))
        released(2, staff, date(2024, 9, 22))
        released(3, chief, date(2024, 9, 28))
        assert text_of(sign_in(staff).get(desk_url)).count("your report was released on 28 Sep") == 1
        assert "your report was released" not in text_of(sign_in(staff2).get(desk_url))

    def test_one_section_alone(self, sign_in, staff, area, desk_url):
        TaskFactory(area=area, number=1, lead_division=staff.division)
        TaskFactory(area=area, number=2, lead_division=staff.division, starts_on=date(2024, 10, 1))
        text = text_of(sign_in(staff).get(desk_url + "?show=rest"))
        assert "Task 2024-1-02" in text
        assert "Task 2024-1-01" not in text
        assert "Nothing here." in text_of(sign_in(staff).get(desk_url + "?show=returned"))


class TestReturned:
    """A returned report stays on its author's desk until they report again."""

    @pytest.fixture
    def returned(self, staff, chief, area):
        task = TaskFactory(area=area, number=1, lead_division=staff.division)
        update = UpdateFactory(
            task=task, author=staff, first_review="pending", note="All is well.", problems="None.", percent=70
        )
        ReviewFactory(update=update, by=chief, outcome="returned", reason="Say which venues.")
        return update

    def test_it_is_listed_with_its_reason_for_its_author_only(self, sign_in, staff, chief, returned, desk_url):
        response = sign_in(staff).get(desk_url)
        assert sections(response)["returned"] == [returned.pk]
        assert "Say which venues." in text_of(response)
        assert "returned" not in sections(sign_in(chief).get(desk_url))

    def test_its_text_comes_back_for_editing(self, sign_in, staff, staff2, returned, desk_url):
        url = reverse("priorities:task-report", args=[returned.task.code])
        form = sign_in(staff).get(url, {"again": returned.pk}).context["form"]
        assert {name: form[name].value() for name in ("note", "problems", "percent", "status")} == {
            "note": "All is well.",
            "problems": "None.",
            "percent": 70,
            "status": "in_progress",
        }
        assert form["effective_on"].value() == date(2024, 9, 30)
        for odd in ("x", "0", "9" * 20, "-1"):
            assert sign_in(staff).get(url, {"again": odd}).status_code == 404

    def test_another_persons_returned_report_is_not_there(self, sign_in, staff, returned):
        colleague = UserFactory(role=Role.STAFF, division=staff.division)
        url = reverse("priorities:task-report", args=[returned.task.code])
        assert sign_in(colleague).get(url, {"again": returned.pk}).status_code == 404

    def test_it_goes_once_they_report_again(self, sign_in, staff, returned, desk_url):
        UpdateFactory(task=returned.task, author=staff, first_review="pending")
        assert "returned" not in sections(sign_in(staff).get(desk_url))


class TestReview:
    """What waits for a chief, and for the planning office; several released at once."""

    @pytest.fixture
    def reports(self, staff, other_division, area):
        own = [TaskFactory(area=area, number=number, lead_division=staff.division) for number in (1, 2)]
        foreign = TaskFactory(area=area, number=3, lead_division=other_division, supporting=[staff.division])
        first = UpdateFactory(task=own[0], author=staff, first_review="pending", percent=60)
        claim = UpdateFactory(task=own[1], author=staff, first_review="pending", status="completed", percent=100)
        UpdateFactory(task=foreign, author=staff, first_review="pending")
        return first, claim

    def test_a_chief_has_the_reports_on_what_the_division_leads(self, sign_in, chief, staff, reports, desk_url):
        assert sections(sign_in(chief).get(desk_url))["review"] == [each.pk for each in reports]
        assert "review" not in sections(sign_in(staff).get(desk_url))

    def test_the_planning_office_has_completions_and_what_no_chief_could_release(
        self, sign_in, planner, staff, area, reports, desk_url
    ):
        stray = UpdateFactory(task=TaskFactory(area=area, number=9), author=staff, first_review="pending")
        UpdateFactory(
            task=reports[0].task, author=planner, first_review="endorsed", status="completed", percent=100
        )  # one's own
        assert sections(sign_in(planner).get(desk_url))["close"] == [reports[1].pk, stray.pk]

    def test_several_ticked_are_released_together(self, sign_in, chief, plan, reports, desk_url):
        url = reverse("priorities:updates-release", args=[plan.code])
        response = sign_in(chief).post(url, {"update": [each.pk for each in reports], "next": desk_url}, follow=True)
        assert response.redirect_chain == [(desk_url, 302)]
        assert "2 reports released." in text_of(response)
        assert sorted(Review.objects.values_list("update", "outcome")) == [
            (reports[0].pk, "accepted"),
            (reports[1].pk, "endorsed"),
        ]

    def test_all_means_all_that_the_page_showed(self, sign_in, chief, plan, reports, desk_url):
        url = reverse("priorities:updates-release", args=[plan.code])
        sign_in(chief).post(url, {"all": "1", "shown": [reports[0].pk], "update": []})
        assert list(Review.objects.values_list("update", flat=True)) == [reports[0].pk]

    def test_nothing_ticked_releases_nothing(self, sign_in, chief, plan, reports, desk_url):
        response = sign_in(chief).post(reverse("priorities:updates-release", args=[plan.code]), follow=True)
        assert "Tick the reports to release first." in text_of(response)
        assert Review.objects.count() == 0

    def test_a_later_report_that_stands_is_shown_and_nothing_is_released(self, sign_in, chief, plan, reports):
        UpdateFactory(task=reports[0].task, effective_on=date(2024, 9, 1), note="The venues are signed.")
        url = reverse("priorities:updates-release", args=[plan.code])
        response = sign_in(chief).post(url, {"update": [each.pk for each in reports]})
        assert response.status_code == 409
        assert "The venues are signed." in text_of(response)
        assert Review.objects.count() == 0

    @pytest.mark.parametrize("ids", [["x"], ["1" * 16], ["-1"], ["１"]])
    def test_what_is_no_number_is_refused(self, sign_in, chief, plan, ids):
        url = reverse("priorities:updates-release", args=[plan.code])
        assert sign_in(chief).post(url, {"update": ids}).status_code == 400

    def test_reports_of_another_plan_are_not_there(self, sign_in, chief, reports):
        other = PlanFactory(code="demo-2024")
        url = reverse("priorities:updates-release", args=[other.code])
        assert sign_in(chief).post(url, {"update": [reports[0].pk]}).status_code == 404
        assert Review.objects.count() == 0

    def test_several_ticked_are_returned_for_one_reason(self, sign_in, chief, plan, reports, desk_url):
        url = reverse("priorities:updates-return", args=[plan.code])
        said = {"update": [each.pk for each in reports], "reason": "Name the venues.", "next": desk_url}
        response = sign_in(chief).post(url, said, follow=True)
        assert response.redirect_chain == [(desk_url, 302)]
        assert "2 reports returned." in text_of(response)
        assert sorted(Review.objects.values_list("update", "outcome", "reason")) == [
            (report.pk, "returned", "Name the venues.") for report in reports
        ]

    def test_without_a_reason_nothing_is_returned_and_the_ticks_stay(self, sign_in, chief, plan, reports):
        url = reverse("priorities:updates-return", args=[plan.code])
        response = sign_in(chief).post(url, {"update": [reports[1].pk], "reason": " "})
        assert response.status_code == 422
        assert response.context["return_form"].errors == {"reason": ["This field is required."]}
        ticked = re.findall(r'value="(\d+)" form="release" id="[^"]+" checked', response.content.decode())
        assert ticked == [str(reports[1].pk)]
        assert Review.objects.count() == 0

    def test_nothing_ticked_returns_nothing(self, sign_in, chief, plan, reports):
        url = reverse("priorities:updates-return", args=[plan.code])
        response = sign_in(chief).post(url, {"reason": "Name the venues."}, follow=True)
        assert "Tick the reports to return first." in text_of(response)
        assert Review.objects.count() == 0

    def test_one_that_was_released_meanwhile_keeps_the_others_from_being_returned(self, sign_in, chief, plan, reports):
        ReviewFactory(update=reports[1], by=chief, outcome="endorsed")
        ReviewFactory(update=reports[0], by=chief)
        url = reverse("priorities:updates-return", args=[plan.code])
        response = sign_in(chief).post(url, {"update": [each.pk for each in reports], "reason": "Name the venues."})
        assert response.status_code == 409
        assert Review.objects.filter(outcome="returned").count() == 0

    @pytest.mark.parametrize("person", ["leader", "secretary", "staff2", "chief2", "admin", "outsider"])
    def test_others_release_nothing(self, request, sign_in, plan, reports, person):
        url = reverse("priorities:updates-release", args=[plan.code])
        someone = request.getfixturevalue(person)
        assert sign_in(someone).post(url, {"update": [reports[0].pk]}).status_code == 403
        assert Review.objects.count() == 0


class TestPlanningOffice:
    """Tasks without a lead division, and those on which nothing was ever reported."""

    def test_what_is_unled_and_what_is_silent(self, sign_in, planner, division, area, desk_url):
        TaskFactory(area=area, number=1)
        TaskFactory(area=area, number=2, lead_division=division)
        TaskFactory(area=area, number=3, lead_division=division, starts_on=date(2024, 10, 1))
        UpdateFactory(task=TaskFactory(area=area, number=4, lead_division=division), first_review="pending")
        response = sign_in(planner).get(desk_url)
        assert sections(response) == {"unled": ["1-01"], "silent": ["1-02"]}
        assert division.name_en in text_of(response)

    def test_a_long_list_is_cut_and_counted(self, sign_in, planner, area, desk_url):
        TaskFactory.create_batch(53, area=area)
        response = sign_in(planner).get(desk_url)
        section = response.context["desk"].section("unled")
        assert (len(section.rows), section.more, section.count) == (50, 3, 53)
        assert "and 3 more" in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_of_a_chief_takes_the_same_queries_however_long(
    sign_in, chief, staff, area, desk_url, rows, django_assert_num_queries
):
    for number in range(1, rows + 1):
        task = TaskFactory(area=area, number=number, lead_division=chief.division)
        ScheduleFactory(task=task, due_on=date(2024, 12, 20))
        UpdateFactory(task=task, percent=10)
        UpdateFactory(task=task, author=staff, first_review="pending")
        ended = TaskFactory(area=area, number=20 + number, lead_division=chief.division)
        UpdateFactory(task=ended, status="completed", percent=100)
        back = UpdateFactory(task=task, author=chief, first_review="endorsed", status="completed", percent=100)
        ReviewFactory(update=back, outcome="returned", reason="Not yet.")
    client = sign_in(chief)
    # session, user, plan; the newest report; tasks, states, reports that wait, urgings, ends; open rounds; reports to
    # review, their states; one's own released; returned, their reviews with who made them; events to confirm, to
    # prepare; drafts; division, plans of the switch
    with django_assert_num_queries(20):
        response = client.get(desk_url)
    assert {key: len(found) for key, found in sections(response).items()} == {
        "review": rows, "returned": rows, "late": rows, "rest": rows,
    }  # fmt: skip


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_of_the_planning_office_takes_the_same_queries_however_long(
    sign_in, planner, staff, area, desk_url, rows, django_assert_num_queries
):
    for number in range(1, rows + 1):
        TaskFactory(area=area, number=number)
        TaskFactory(area=area, number=10 + number, lead_division=staff.division)
        task = TaskFactory(area=area, number=20 + number, lead_division=staff.division)
        UpdateFactory(task=task, author=staff, first_review="pending", status="completed", percent=100)
    client = sign_in(planner)
    # session, user, plan; reports to review, their states; returned; two lists of tasks: tasks, states, waiting,
    # urgings; extensions; events to prepare; open rounds; the newest report; drafts; plans of the switch
    with django_assert_num_queries(20):
        response = client.get(desk_url)
    assert {key: len(found) for key, found in sections(response).items()} == {
        "close": rows, "unled": rows, "silent": rows,
    }  # fmt: skip
