"""Accounts: who may change what about whom, and what is kept of it."""

import re
from dataclasses import replace

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import ApiToken, Role, User
from changelog.models import Change
from tests.factories import DivisionFactory, TaskFactory, TokenFactory, UserFactory
from workplan.administration.services import (
    Person,
    change_user,
    create_user,
    reset_password,
    set_active,
)

pytestmark = pytest.mark.django_db
BACKEND = "accounts.backends.SignInBackend"


def signed_in(person):
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def facts(**changed):
    return {
        "username": "newcomer",
        "name_en": "Newcomer",
        "name_zh": "新人",
        "role": "",
        "division": None,
        "secretary_to": None,
        "email": "",
        "active": True,
        "must_change_password": False,
        "demonstration": False,
    } | changed


# Adding ---------------------------------------------------------------------------------------------------------------


def test_adding_a_person_records_all_but_the_password(admin, division):
    person = Person(name_en="Newcomer", name_zh="新人", role=Role.STAFF, division=division)
    user, password = create_user(by=admin, username="newcomer", person=person)
    user.refresh_from_db()
    assert user.check_password(password)
    assert re.fullmatch(r"(?:[a-z2-9]{5}-){3}[a-z2-9]{5}", password)
    change = Change.objects.get()
    assert (change.action, change.type, change.key, change.by, change.before) == (
        "create", "user", "newcomer", admin, None,
    )  # fmt: skip
    assert change.after == facts(role="staff", division="economic", must_change_password=True)
    assert sorted(change.audience.values_list("tag", "before", "after")) == [
        ("role:administrator", False, True),
        (f"user:{user.pk}", False, True),
    ]
    assert password not in str(list(Change.objects.values()))
    assert user.password not in str(list(Change.objects.values()))


def test_passwords_made_here_differ(admin):
    made = {create_user(by=admin, username=f"n{n}", person=Person(name_en="N"))[1] for n in range(5)}
    assert len(made) == 5


@pytest.mark.parametrize(
    ("username", "person", "password", "field"),
    [
        ("", Person(name_en="X"), "", "username"),
        ("a b", Person(name_en="X"), "", "username"),
        ("a\x00", Person(name_en="X"), "", "username"),
        ("x" * 61, Person(name_en="X"), "", "username"),
        ("ADMIN", Person(name_en="X"), "", "username"),
        ("ａｄｍｉｎ", Person(name_en="X"), "", "username"),
        ("new", Person(), "", "name_zh"),
        ("new", Person(name_zh="\x07"), "", "name_zh"),
        ("new", Person(name_en="x" * 101), "", "name_en"),
        ("new", Person(name_en="X", role="king"), "", "role"),
        ("new", Person(name_en="X", role=Role.CHIEF), "", "division"),
        ("new", Person(name_en="X"), "short", "password"),
        ("new", Person(name_en="X"), "new\ud800-heron-12345", "password"),
    ],
)
def test_what_cannot_be_is_refused_by_field_and_nothing_written(admin, username, person, password, field):
    with pytest.raises(ValidationError) as refused:
        create_user(by=admin, username=username, person=person, password=password)
    assert list(refused.value.message_dict) == [field]
    assert list(User.objects.all()) == [admin]
    assert not Change.objects.exists()


def test_only_a_secretary_serves_and_only_a_leader_is_served(admin, leader, planner):
    for person in (
        Person(name_en="X", role=Role.PLANNING_OFFICE, secretary_to=leader),
        Person(name_en="X", role=Role.SECRETARY, secretary_to=planner),
    ):
        with pytest.raises(ValidationError) as refused:
            create_user(by=admin, username="new", person=person)
        assert list(refused.value.message_dict) == ["secretary_to"]
    create_user(by=admin, username="new", person=Person(name_en="X", role=Role.SECRETARY, secretary_to=leader))


APART = "Demonstration and real data are kept apart: choose another."


@pytest.mark.parametrize("demonstration", [True, False])
def test_a_person_is_of_the_side_of_their_division_and_leader(admin, demonstration):
    division = DivisionFactory(demonstration=not demonstration)
    leader = UserFactory(role=Role.LEADERSHIP, demonstration=not demonstration)
    staff = Person(name_en="X", role=Role.STAFF, division=division, demonstration=demonstration)
    secretary = Person(name_en="X", role=Role.SECRETARY, secretary_to=leader, demonstration=demonstration)
    stranger = UserFactory(demonstration=demonstration)
    for person, field in ((staff, "division"), (secretary, "secretary_to")):
        for write in (
            lambda person=person: create_user(by=admin, username="new", person=person),
            lambda person=person: change_user(by=admin, user=stranger, person=person),
        ):
            with pytest.raises(ValidationError) as refused:
                write()
            assert refused.value.message_dict == {field: [APART]}
        user, _password = create_user(
            by=admin, username=f"new-{field}", person=replace(person, demonstration=not demonstration)
        )
        with pytest.raises(ValidationError) as refused:
            change_user(by=admin, user=user, person=person)
        assert refused.value.message_dict == {field: [APART]}


@pytest.mark.parametrize("naming", ["secretary", "leader_in_charge", "responsible"])
def test_whom_secretaries_or_tasks_name_stays_on_their_side(admin, leader, naming):
    if naming == "secretary":
        UserFactory(role=Role.SECRETARY, secretary_to=leader)
    else:
        TaskFactory(**{naming: leader})
    with pytest.raises(ValidationError) as refused:
        change_user(by=admin, user=leader, person=replace(Person.of(leader), demonstration=True))
    said = "Secretaries or tasks are assigned to this person: they cannot join or leave the demonstration."
    assert refused.value.message_dict == {"demonstration": [said]}
    change_user(by=admin, user=leader, person=replace(Person.of(leader), name_en="Renamed"))
    alone = UserFactory(role=Role.LEADERSHIP)
    assert change_user(by=admin, user=alone, person=replace(Person.of(alone), demonstration=True)).demonstration


# Changing -------------------------------------------------------------------------------------------------------------


def test_a_change_records_what_differs_and_nothing_records_nothing(admin, staff, other_division):
    person = Person.of(staff)
    change_user(by=admin, user=staff, person=person)
    assert not Change.objects.exists()
    person = Person(name_en=staff.name_en, name_zh=staff.name_zh, role=Role.CHIEF, division=other_division)
    change_user(by=admin, user=staff, person=person)
    change = Change.objects.get()
    assert change.before == {"role": "staff", "division": "economic"}
    assert change.after == {"role": "chief", "division": "consular"}


def test_nobody_but_administrators_changes_accounts(staff, chief, planner, leader, secretary, admin):
    admin.token = TokenFactory(user=admin, write=True)
    for by in (staff, chief, planner, leader, secretary, admin):
        for write in (
            lambda by=by: create_user(by=by, username="new", person=Person(name_en="X")),
            lambda by=by: change_user(by=by, user=staff, person=Person(name_en="X")),
            lambda by=by: set_active(by=by, user=staff, active=False),
            lambda by=by: reset_password(by=by, user=staff),
        ):
            with pytest.raises(PermissionDenied):
                write()
    assert not Change.objects.exists()


def test_nobody_changes_their_own_role_nor_closes_their_own_account(admin, division):
    UserFactory(username="admin2", role=Role.ADMINISTRATOR)
    for person in (
        Person(name_en="A", role=Role.LEADERSHIP),
        Person(name_en="A"),
        Person(name_en="A", role=Role.ADMINISTRATOR, division=division),
    ):
        with pytest.raises(PermissionDenied):
            change_user(by=admin, user=admin, person=person)
    with pytest.raises(PermissionDenied):
        set_active(by=admin, user=admin, active=False)
    with pytest.raises(PermissionDenied):
        reset_password(by=admin, user=admin)
    assert change_user(by=admin, user=admin, person=Person(name_en="A", role=Role.ADMINISTRATOR)).name_en == "A"


def test_the_last_active_administrator_stays(admin):
    """Not even two administrators who demote each other at the same moment leave nobody."""
    other = UserFactory(username="admin2", role=Role.ADMINISTRATOR)
    UserFactory(username="admin3", role=Role.ADMINISTRATOR, is_active=False)
    change_user(by=admin, user=other, person=Person(name_en="B", role=Role.LEADERSHIP))
    assert other.role == Role.ADMINISTRATOR  # what `other` still believes in a request of its own
    with pytest.raises(ValidationError):
        change_user(by=other, user=admin, person=Person(name_en="A", role=Role.LEADERSHIP))
    with pytest.raises(ValidationError):
        set_active(by=other, user=admin, active=False)
    with pytest.raises(ValidationError):
        set_active(by=None, user=admin, active=False)
    admin.refresh_from_db()
    assert (admin.role, admin.is_active) == (Role.ADMINISTRATOR, True)


def test_a_leader_with_secretaries_stays_one(admin, leader, secretary):
    with pytest.raises(ValidationError) as refused:
        change_user(by=admin, user=leader, person=Person(name_en="L", role=Role.PLANNING_OFFICE))
    assert list(refused.value.message_dict) == ["role"]


def test_a_new_role_counts_at_the_next_click(admin, planner, plan):
    client = signed_in(planner)
    assert client.get("/plans/2024/edit/").status_code == 200
    change_user(by=admin, user=planner, person=Person(name_en="P", role=Role.LEADERSHIP))
    assert client.get("/plans/2024/edit/").status_code == 403


# Closing and opening --------------------------------------------------------------------------------------------------


def test_closing_ends_sessions_and_tokens_at_once_and_for_good(admin, staff, api):
    client, other = signed_in(staff), signed_in(admin)
    token = api(staff)
    assert client.get("/accounts/me/").status_code == 200
    assert token.get("/api/v1/plans/").status_code == 200

    set_active(by=admin, user=staff, active=False)
    assert client.get("/accounts/me/").status_code == 302
    assert token.get("/api/v1/plans/").status_code == 401
    assert not ApiToken.objects.live().exists()
    assert Session.objects.count() == 1
    assert other.get("/accounts/me/").status_code == 200
    assert list(Change.objects.order_by("id").values_list("type", "before", "after"))[-1] == (
        "user", {"active": True}, {"active": False},
    )  # fmt: skip

    set_active(by=admin, user=staff, active=True)
    assert client.get("/accounts/me/").status_code == 302
    assert token.get("/api/v1/plans/").status_code == 401


def test_closed_by_hand_in_the_database_opens_nothing_either(staff, api):
    client, token = signed_in(staff), api(staff)
    User.objects.update(is_active=False)
    assert client.get("/accounts/me/").status_code == 302
    assert token.get("/api/v1/plans/").status_code == 401


def test_a_reset_ends_sessions_and_is_recorded_without_the_password(admin, staff):
    client = signed_in(staff)
    password = reset_password(by=admin, user=staff)
    assert client.get("/accounts/me/").status_code == 302
    staff.refresh_from_db()
    assert staff.check_password(password)
    change = Change.objects.get()
    assert (change.by, change.before, change.after) == (
        admin,
        {"must_change_password": False},
        {"password": "changed", "must_change_password": True},
    )
    with pytest.raises(ValidationError) as refused:
        reset_password(by=admin, user=staff, password="short")
    assert list(refused.value.message_dict) == ["password"]


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 3])
def test_list_is_six_queries_however_long(admin, division, leader, people, django_assert_num_queries):
    for n in range(people):
        UserFactory(role=Role.STAFF, division=division)
        UserFactory(role=Role.SECRETARY, secretary_to=leader, username=f"s{n}")
    client = signed_in(admin)
    with django_assert_num_queries(6):  # session, person, plans, divisions to filter by, count, page
        assert client.get("/administration/users/").status_code == 200


def test_list_is_narrowed(admin, staff, staff2, outsider, leader):
    User.objects.filter(pk=staff2.pk).update(is_active=False, name_zh="王小明")
    client = signed_in(admin)

    def found(query):
        return [person.username for person in client.get(f"/administration/users/?{query}").context["page"]]

    assert found("") == ["admin", "leader", "outsider", "staff", "staff2"]
    assert found("q=STAFF") == ["staff", "staff2"]
    assert found("q=小明") == ["staff2"]
    assert found("role=leadership") == ["leader"]
    assert found("role=none") == ["outsider"]
    assert found("division=economic") == ["staff"]
    assert found("division=null") == ["admin", "leader", "outsider"]
    assert found("active=false") == ["staff2"]
    assert found("active=true&q=staff") == ["staff"]


@pytest.mark.parametrize(
    "query",
    [
        "sort=name",
        "role=king",
        "active=maybe",
        "division=nowhere",
        "q=%00",
        "q=" + "x" * 101,
        "division=%00",
        "page=1&x=1",
    ],
)
def test_a_filter_that_cannot_be_is_a_400(admin, query):
    assert signed_in(admin).get(f"/administration/users/?{query}").status_code == 400


def test_fifty_a_page(admin):
    UserFactory.create_batch(60)
    client = signed_in(admin)
    assert [len(client.get(f"/administration/users/?page={n}").context["page"]) for n in (1, 2)] == [50, 11]


def test_adding_on_the_page_shows_the_password_this_once(admin, division):
    client = signed_in(admin)
    sent = {"username": "newcomer", "name_zh": "新人", "role": "staff", "division": "economic"}
    answer = client.post("/administration/users/new/", sent)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    user = User.objects.get(username="newcomer")
    assert answer.context["password"] in answer.content.decode()
    assert user.check_password(answer.context["password"])
    assert (user.role, user.division) == (Role.STAFF, division)
    assert answer.context["password"] not in client.get(f"/administration/users/{user.pk}/").content.decode()


def test_what_was_typed_wrongly_comes_back_with_the_reason(admin):
    answer = signed_in(admin).post(
        "/administration/users/new/",
        {"username": "new comer", "name_en": "Newcomer", "role": "chief", "password": "heron-pond-crane-7"},
    )
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["division", "username"]
    assert 'value="new comer"' in answer.content.decode()
    assert "heron-pond-crane-7" not in answer.content.decode()


def test_own_role_is_not_on_offer(admin):
    client = signed_in(admin)
    answer = client.post(f"/administration/users/{admin.pk}/", {"name_en": "Renamed", "role": "leadership"})
    assert answer.status_code == 302
    admin.refresh_from_db()
    assert (admin.name_en, admin.role) == ("Renamed", Role.ADMINISTRATOR)


def test_resetting_on_the_page(admin, staff):
    client = signed_in(admin)
    answer = client.post(f"/administration/users/{staff.pk}/reset/")
    staff.refresh_from_db()
    assert staff.check_password(answer.context["password"])
    answer = client.post(f"/administration/users/{staff.pk}/reset/", {"password": "short"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["password"])


def test_closing_on_the_page_says_what_it_does(admin, staff):
    TokenFactory(user=staff)
    client, path = signed_in(admin), f"/administration/users/{staff.pk}/active/"
    assert "1 API token is revoked, for good." in client.get(path).content.decode()
    assert client.post(path, {"active": "perhaps"}).status_code == 400
    assert client.post(path, {"active": "false"}).status_code == 302
    staff.refresh_from_db()
    assert not staff.is_active
    assert client.post(path, {"active": "true"}).status_code == 302


def test_the_page_of_a_person_costs_the_same_however_much_there_is(admin, staff, django_assert_num_queries):
    client = signed_in(admin)
    for n in (1, 3):
        for each in range(n):
            TokenFactory(user=staff)
            reset_password(by=admin, user=staff, password=f"heron-{n}-{each}-crane-pond")
        with django_assert_num_queries(9):
            assert client.get(f"/administration/users/{staff.pk}/").status_code == 200
