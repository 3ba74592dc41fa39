"""Reporting from the desk: the row, its form and its answer, what htmx swaps and what works without scripts."""

from datetime import date

import pytest
from django.urls import reverse

from priorities.models import Plan, ProgressUpdate, Task
from tests.factories import TaskFactory, UpdateFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def desk_url(plan):
    return reverse("priorities:desk", args=[plan.code])


@pytest.fixture
def task(staff, area):
    return TaskFactory(area=area, number=1, lead_division=staff.division)


@pytest.fixture
def url(task):
    return reverse("priorities:task-report", args=[task.code])


def test_the_form_opens_under_the_row_and_closes_again(sign_in, staff, task, url):
    UpdateFactory(task=task, percent=30, health="green", note="Old words.", effective_on=date(2024, 8, 20))
    client = sign_in(staff)
    opened = client.get(url, {"in": "desk"}, **HTMX)
    assert next(each.name for each in opened.templates) == "priorities/_desk_row.html"
    form = opened.context["form"]
    assert [form[name].value() for name in ("status", "percent", "health", "note")] == [
        "in_progress", 30, "green", None,
    ]  # fmt: skip
    text = text_of(opened)
    assert "Last: 20 Aug, in progress, 30%" in text
    assert "state secrets and work secrets must not be entered" in text
    assert "By rule: far behind 44.9 points" in text
    closed = client.get(url, {"in": "desk", "close": ""}, **HTMX)
    assert "<form" in closed.content.decode()  # of “no change”
    assert "textarea" not in closed.content.decode()
    assert "HX-Request" in closed.headers["Vary"]


def test_a_report_answers_with_the_row_and_the_new_counts(sign_in, staff, task, url):
    data = {"in": "desk", "status": "in_progress", "percent": 76, "effective_on": "2024-09-30", "note": "Signed."}
    response = sign_in(staff).post(url, data, **HTMX)
    assert response.status_code == 200
    text = text_of(response)
    assert "Reported; the chief of the lead division releases it." in text
    assert "a report awaits release" in text
    assert "No change" not in text  # it would repeat what stands, over what waits
    assert '<b id="n-late" hx-swap-oob="true">1</b>' in response.content.decode()


@pytest.mark.parametrize("place", ["desk", "task", ""])
def test_what_is_refused_comes_back_with_all_that_was_typed(sign_in, staff, task, url, place):
    data = {
        "in": place, "status": "completed", "percent": "80", "health": "amber", "effective_on": "2024-10-01",
        "note": "Typed <b>at length</b>.", "problems": "P", "needs": "N", "next_steps": "S",
    }  # fmt: skip
    response = sign_in(staff).post(url, data, **(HTMX if place else {}))
    form = response.context["form"]
    assert response.status_code == 422
    assert dict(form.errors) == {
        "percent": ["Completed means 100%."],
        "effective_on": ["Expected a day up to today, 2024-09-30."],
    }
    assert {name: form[name].value() for name in data if name != "in"} == {
        name: value for name, value in data.items() if name != "in"
    }
    assert "Typed &lt;b&gt;at length&lt;/b&gt;." in response.content.decode()
    assert ProgressUpdate.objects.count() == 0


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"percent": "101"}, "percent"),
        ({"percent": "4.5"}, "percent"),
        ({"percent": ""}, "percent"),
        ({"status": "paused"}, "status"),
        ({"status": "cancelled", "note": "No."}, "status"),
        ({"health": "blue"}, "health"),
        ({"effective_on": "30.9.2024"}, "effective_on"),
        ({"effective_on": "2023-12-31"}, "effective_on"),
        ({"effective_on": ""}, "effective_on"),
        ({"note": "a\x00b"}, "note"),
        ({"needs": "a\x0bb"}, "needs"),
        ({"note": "x" * 10_000_000}, "note"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_changes_nothing(sign_in, staff, task, url, changed, field):
    data = {"status": "in_progress", "percent": "50", "effective_on": "2024-09-30"} | changed
    response = sign_in(staff).post(url, data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert ProgressUpdate.objects.count() == 0


def test_without_scripts_one_comes_back_to_where_one_was(sign_in, staff, task, url, desk_url):
    data = {"status": "in_progress", "percent": "50", "effective_on": "2024-09-30", "next": desk_url}
    response = sign_in(staff).post(url, data, follow=True)
    assert response.redirect_chain == [(desk_url, 302)]
    assert "Reported; the chief of the lead division releases it." in text_of(response)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_one_is_never_sent_elsewhere(sign_in, staff, task, url, elsewhere):
    data = {"status": "in_progress", "percent": "50", "effective_on": "2024-09-30", "next": elsewhere}
    assert sign_in(staff).post(url, data).url == reverse("priorities:task", args=[task.code])


def test_no_change_is_one_click(sign_in, chief, task, url):
    UpdateFactory(task=task, percent=80, health="green", effective_on=date(2024, 8, 1))
    response = sign_in(chief).post(url, {"no_change": "1", "in": "desk"}, **HTMX)
    assert "No change, confirmed." in text_of(response)
    update = task.updates.get(no_change=True)
    assert (update.percent, update.health, update.effective_on) == (80, "green", date(2024, 9, 30))


def test_a_double_click_makes_one_report(sign_in, staff, task, url):
    client = sign_in(staff)
    data = {"status": "in_progress", "percent": "50", "effective_on": "2024-09-30", "note": "Once."}
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert [client.post(url, {"no_change": "1"}).status_code for _ in range(2)] == [302, 302]
    assert ProgressUpdate.objects.count() == 2


def test_no_change_that_cannot_be_said_opens_the_form(sign_in, staff, plan, task, url):
    Plan.objects.update(status="closed")
    response = sign_in(staff).post(url, {"no_change": "1", "in": "desk"}, **HTMX)
    assert response.status_code == 422
    assert "Reports are taken while the plan is adopted" in text_of(response)


def test_a_continuing_effort_has_no_percent_field(sign_in, staff, area):
    task = TaskFactory(area=area, number=2, lead_division=staff.division, kind=Task.Kind.ONGOING)
    url = reverse("priorities:task-report", args=[task.code])
    client = sign_in(staff)
    assert "percent" not in client.get(url).context["form"].fields
    client.post(url, {"status": "in_progress", "effective_on": "2024-09-30", "note": "On we go."})
    assert task.updates.get().percent is None


@pytest.mark.parametrize("person", ["leader", "secretary", "staff2", "chief2", "admin", "outsider"])
def test_others_have_no_form(request, sign_in, task, url, person):
    client = sign_in(request.getfixturevalue(person))
    data = {"status": "in_progress", "percent": "50", "effective_on": "2024-09-30"}
    assert [client.get(url).status_code, client.post(url, data).status_code] == [403, 403]
    assert ProgressUpdate.objects.count() == 0


def test_the_leader_in_charge_may_cancel_and_no_more(sign_in, leader, task, url):
    task.leader_in_charge = leader
    task.save()
    client = sign_in(leader)
    assert client.get(url).context["form"].fields["status"].choices == [("cancelled", "cancelled")]
    data = {"status": "cancelled", "percent": "20", "effective_on": "2024-09-30"}
    assert list(client.post(url, data).context["form"].errors) == ["note"]
    assert client.post(url, data | {"note": "The forum moves to 2025."}).status_code == 302
    assert client.post(url, data | {"status": "in_progress", "note": "x"}).status_code == 422


def test_a_task_that_is_not_there(sign_in, staff):
    assert sign_in(staff).get(reverse("priorities:task-report", args=["2024-9-99"])).status_code == 404
