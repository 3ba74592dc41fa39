"""`/` sends each person to where their work begins."""

import pytest

from priorities.models import Plan
from tests.factories import PlanFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def plans(db):
    PlanFactory(code="2023", year=2023, status=Plan.Status.CLOSED)
    PlanFactory(code="2025", year=2025, status=Plan.Status.DRAFT)
    PlanFactory(code="demo-2024", demonstration=True)
    return PlanFactory(code="2024")


def test_by_role(plans, sign_in, leader, secretary, planner, staff, chief, admin, outsider):
    begins = {
        person.username: sign_in(person).get("/")["Location"]
        for person in (leader, secretary, planner, staff, chief, admin, outsider)
    }
    assert begins == {
        "leader": "/plans/2024/",
        "secretary": "/plans/2024/",
        "planner": "/plans/2024/",
        "staff": "/plans/2024/desk/",
        "chief": "/plans/2024/desk/",
        "admin": "/administration/users/",
        "outsider": "/accounts/me/",
    }


def test_the_demonstrations_people_begin_there(plans, sign_in, staff, division):
    someone = UserFactory(role="leadership", demonstration=True)
    assert sign_in(someone).get("/")["Location"] == "/plans/demo-2024/"
    division.demonstration = True
    division.save()
    assert sign_in(staff).get("/")["Location"] == "/plans/demo-2024/desk/"


def test_any_plan_where_there_is_none_of_ones_own(sign_in, leader):
    PlanFactory(code="demo-2024", demonstration=True)
    assert sign_in(leader).get("/")["Location"] == "/plans/demo-2024/"


def test_without_any_plan_a_page_says_what_to_do(sign_in, leader, planner):
    answer = sign_in(leader).get("/")
    assert answer.status_code == 200
    assert "There is no plan yet" in answer.content.decode()
    assert "/plans/new/" not in answer.content.decode()
    assert 'href="/plans/new/"' in sign_in(planner).get("/").content.decode()
