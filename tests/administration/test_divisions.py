"""Divisions: adding and changing them."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import Division
from changelog.models import Change
from tests.factories import AreaFactory, DivisionFactory, EventFactory, TaskFactory, UserFactory
from workplan.administration.services import DivisionFacts, change_division, create_division

pytestmark = pytest.mark.django_db
NEW = DivisionFacts(name_en="Treaty", name_zh="条法处", order=5)


def signed_in(person):
    client = Client()
    client.force_login(person, backend="accounts.backends.SignInBackend")
    return client


def test_adding_and_changing_are_recorded_for_everybody(admin, division):
    treaty = create_division(by=admin, code="treaty", facts=NEW)
    change_division(by=admin, division=treaty, facts=NEW)
    change_division(
        by=admin, division=treaty, facts=DivisionFacts(name_en="Treaty", name_zh="条法处", order=6, parent=division)
    )
    changes = Change.objects.order_by("id")
    assert [(each.action, each.type, each.key, each.before, each.after) for each in changes] == [
        (
            "create",
            "division",
            "treaty",
            None,
            {
                "code": "treaty", "name_en": "Treaty", "name_zh": "条法处", "order": 5, "parent": None,
                "protocol": False, "demonstration": False,
            },
        ),
        ("change", "division", "treaty", {"order": 5, "parent": None}, {"order": 6, "parent": "economic"}),
    ]  # fmt: skip
    assert {tag for each in changes for tag in each.audience.values_list("tag", flat=True)} == {"everybody"}


def test_nobody_but_administrators(staff, planner, leader, division):
    for by in (staff, planner, leader):
        with pytest.raises(PermissionDenied):
            create_division(by=by, code="treaty", facts=NEW)
        with pytest.raises(PermissionDenied):
            change_division(by=by, division=division, facts=NEW)


def test_no_division_stands_under_its_own(admin):
    top = DivisionFactory(code="top")
    middle = DivisionFactory(code="middle", parent=top)
    low = DivisionFactory(code="low", parent=middle)
    for parent in (top, middle, low):
        with pytest.raises(ValidationError) as refused:
            change_division(by=admin, division=top, facts=DivisionFacts(name_en="T", name_zh="顶", parent=parent))
        assert list(refused.value.message_dict) == ["parent"]
    change_division(by=admin, division=low, facts=DivisionFacts(name_en="L", name_zh="低", parent=top))


@pytest.mark.parametrize(
    ("code", "facts", "field"),
    [
        ("Treaty", NEW, "code"),
        ("treaty-", NEW, "code"),
        ("a\x00", NEW, "code"),
        ("economic", NEW, "code"),
        ("x" * 41, NEW, "code"),
        ("treaty", DivisionFacts(name_en="", name_zh="条法处"), "name_en"),
        ("treaty", DivisionFacts(name_en="T\x00", name_zh="条法处"), "name_en"),
        ("treaty", DivisionFacts(name_en="T", name_zh="条法处", order=-1), "order"),
    ],
)
def test_what_cannot_be_is_refused_by_field(admin, division, code, facts, field):
    with pytest.raises(ValidationError) as refused:
        create_division(by=admin, code=code, facts=facts)
    assert field in refused.value.message_dict
    assert Division.objects.count() == 1


def of(division, **changed):
    """The facts of a division, but for what is changed."""
    return DivisionFacts(**{name: getattr(division, name) for name in DivisionFacts.__dataclass_fields__} | changed)


# Each names the division of its argument once.
HANGING = {
    "person": lambda division: UserFactory(division=division, demonstration=True),
    "person without account": lambda division: UserFactory(division=division, demonstration=True, is_active=False),
    "division under it": lambda division: DivisionFactory(parent=division, demonstration=True),
    "area": lambda division: AreaFactory(lead_division=division),
    "task it leads": lambda division: TaskFactory(lead_division=division),
    "task it supports": lambda division: TaskFactory(supporting=[division]),
    "event": lambda division: EventFactory(host_division=division, demonstration=True),
}


@pytest.mark.parametrize("hanging", HANGING)
def test_what_something_hangs_on_stays_on_its_side(admin, hanging):
    sample = DivisionFactory(demonstration=True)
    HANGING[hanging](sample)
    with pytest.raises(ValidationError) as refused:
        change_division(by=admin, division=sample, facts=of(sample, demonstration=False))
    assert refused.value.message_dict == {
        "demonstration": [
            "People, tasks or events belong to this division: it can no longer join or leave the demonstration."
        ]
    }
    change_division(by=admin, division=sample, facts=of(sample, name_en="Renamed"))
    sample.refresh_from_db()
    assert (sample.name_en, sample.demonstration) == ("Renamed", True)


def test_what_nothing_hangs_on_may_change_sides(admin, division):
    for demonstration in (True, False):
        change_division(by=admin, division=division, facts=of(division, demonstration=demonstration))
        assert Division.objects.get().demonstration is demonstration


def test_a_division_stands_under_one_of_its_side(admin, division):
    sample = DivisionFactory(demonstration=True)
    apart = {"parent": ["Demonstration and real data are kept apart: choose another."]}
    for write in (
        lambda: create_division(by=admin, code="treaty", facts=of(division, parent=sample)),
        lambda: change_division(by=admin, division=division, facts=of(division, parent=sample)),
        lambda: change_division(by=admin, division=sample, facts=of(sample, parent=division)),
    ):
        with pytest.raises(ValidationError) as refused:
            write()
        assert refused.value.message_dict == apart
    create_division(by=admin, code="sample", facts=of(sample, parent=sample))
    assert Division.objects.get(code="sample").parent == sample


def test_the_page_says_why_a_division_stays_on_its_side(admin, staff):
    sent = {"name_en": "Economic Affairs", "name_zh": "经济处", "order": "5", "demonstration": "on"}
    answer = signed_in(admin).post("/administration/divisions/economic/", sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["demonstration"])


def test_pages(admin, division):
    client = signed_in(admin)
    sent = {"code": "treaty", "name_en": "Treaty", "name_zh": "条法处", "order": "5", "parent": "economic"}
    assert client.post("/administration/divisions/new/", sent).status_code == 302
    treaty = Division.objects.get(code="treaty")
    assert (treaty.parent, treaty.order) == (division, 5)
    answer = client.post("/administration/divisions/economic/", sent | {"parent": "treaty"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["parent"])
    answer = client.post("/administration/divisions/treaty/", sent | {"parent": "\x00", "order": "99999999999"})
    assert (answer.status_code, sorted(answer.context["form"].errors)) == (422, ["order", "parent"])
    assert client.get("/administration/divisions/nowhere/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_list_is_five_queries_however_long(admin, number, django_assert_num_queries):
    for each in DivisionFactory.create_batch(number):
        UserFactory(division=each)
    client = signed_in(admin)
    with django_assert_num_queries(5):  # session, person, plans, count, page
        assert client.get("/administration/divisions/").status_code == 200
