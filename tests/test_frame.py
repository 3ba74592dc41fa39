"""The frame of every page: who is offered which places, which plan stands by default, how one's look is kept."""

import re

import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language

from accounts.models import User
from priorities.models import Plan
from tests.factories import PlanFactory, UserFactory
from workplan import context

ACCOUNT = "/accounts/me/"
EVERYBODY = ["dashboard", "tasks", "events", "indicators"]


@pytest.mark.parametrize(
    ("persona", "keys"),
    [
        ("leader", ["dashboard", "desk", "tasks", "events", "indicators"]),
        ("secretary", ["dashboard", "desk", "tasks", "events", "indicators"]),
        ("staff", ["dashboard", "desk", "tasks", "events", "indicators"]),
        ("chief", ["dashboard", "desk", "tasks", "events", "indicators"]),
        ("planner", ["dashboard", "desk", "tasks", "events", "indicators", "planning"]),
        ("admin", [*EVERYBODY, "administration"]),
        ("outsider", []),
    ],
)
def test_each_role_is_offered_the_places_it_may_open(request, client, plan, persona, keys):
    user = request.getfixturevalue(persona)
    places = context.places_of(user, plan)
    client.force_login(user)
    assert ([place.key for place in places], [client.get(place.url).status_code for place in places]) == (
        keys,
        [200] * len(keys),
    )


def test_without_a_plan_only_what_needs_none_is_offered(admin):
    assert [place.key for place in context.places_of(admin, None)] == ["administration"]


@pytest.mark.django_db
@pytest.mark.parametrize(("demonstration", "code"), [(True, "demo-2024"), (False, "2025")])
def test_the_plan_by_default_is_the_newest_adopted_of_the_readers_own_kind(demonstration, code):
    PlanFactory(code="2024", year=2024)
    PlanFactory(code="2025", year=2025)
    PlanFactory(code="2026", year=2026, status=Plan.Status.DRAFT)
    PlanFactory(code="demo-2024", year=2024, demonstration=True)
    found = context.default_plan(UserFactory(demonstration=demonstration), list(Plan.objects.for_switch()))
    assert found is not None
    assert found.code == code


def test_the_plan_by_default_is_another_kinds_where_there_is_no_own(staff):
    PlanFactory(code="demo-2024", demonstration=True)
    found = context.default_plan(staff, list(Plan.objects.for_switch()))
    assert found is not None
    assert found.code == "demo-2024"


def look_of(client) -> tuple[str, ...]:
    """Language, theme and text size of the page as served."""
    html = client.get(ACCOUNT).content.decode()
    opening = re.search(r"<html ([^>]*)>", html)
    assert opening
    return tuple(re.findall(r'(?:lang|data-[\w-]+)="([^"]*)"', opening[1]))


def test_a_choice_is_kept_with_the_person_and_in_a_cookie(client, staff):
    client.force_login(staff)
    before = look_of(client)
    sent = {"language": "zh-hans", "text_size": "big", "theme": "dark", "next": ACCOUNT}
    answer = client.post(reverse("set-preference"), sent)
    kept = User.objects.filter(pk=staff.pk).values_list("language", "text_size", "theme").get()
    cookies = {
        name: (cookie.value, cookie["httponly"], cookie["samesite"])
        for name, cookie in answer.cookies.items()
        if name != "csrftoken"
    }
    assert (before, answer.status_code, answer.url, kept, look_of(client), cookies) == (
        ("en", "middle"),
        302,
        ACCOUNT,
        ("zh-hans", "big", "dark"),
        ("zh-Hans", "dark", "big"),
        {
            "django_language": ("zh-hans", True, "Lax"),
            "workplan_text_size": ("big", True, "Lax"),
            "workplan_theme": ("dark", True, "Lax"),
        },
    )


def test_back_to_the_systems_theme(client, staff):
    User.objects.filter(pk=staff.pk).update(theme="dark")
    client.force_login(staff)
    client.post(reverse("set-preference"), {"theme": ""})
    assert look_of(client) == ("en", "middle")


def test_what_is_no_choice_changes_nothing(client, staff):
    client.force_login(staff)
    answer = client.post(reverse("set-preference"), {"language": "fr", "text_size": "huge", "theme": "pink"})
    assert (answer.status_code, answer.url, dict(answer.cookies), look_of(client)) == (302, "/", {}, ("en", "middle"))


@pytest.mark.django_db
def test_before_signing_in_a_choice_is_a_cookie(client):
    client.post(reverse("set-preference"), {"theme": "light", "text_size": "small", "language": "zh-hans"})
    html = client.get(reverse("accounts:login")).content.decode()
    assert '<html lang="zh-Hans" data-bs-theme="light" data-text-size="small">' in html


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("/plans/2024/?a=1", "/plans/2024/?a=1"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_one_goes_back_to_a_page_of_this_site_only(client, wanted, found):
    assert client.post(reverse("set-preference"), {"theme": "dark", "next": wanted}).url == found


@pytest.mark.django_db
def test_a_script_that_sets_a_preference_is_not_sent_anywhere(client):
    answer = client.post(reverse("set-preference"), {"theme": "dark"}, headers={"X-Requested-With": "fetch"})
    assert (answer.status_code, answer.content, answer.cookies["workplan_theme"].value) == (204, b"", "dark")


@pytest.mark.django_db
def test_preferences_are_set_by_post_only(client):
    assert client.get(reverse("set-preference")).status_code == 405


def test_after_a_refused_form_one_comes_back_to_the_page_it_was_on(rf):
    page = rf.get("/plans/2024/tasks/?q=a")
    refused = rf.post("/updates/1/accept/", headers={"Referer": "http://testserver/plans/2024/desk/?sort=due"})
    from_elsewhere = rf.post("/updates/1/accept/", headers={"Referer": "http://elsewhere.example/x"})
    assert [context.return_to(each) for each in (page, refused, from_elsewhere)] == [
        "/plans/2024/tasks/?q=a",
        "/plans/2024/desk/?sort=due",
        "/",
    ]


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_that_refuses_a_host_needs_neither_person_nor_host(client, method):
    answer = getattr(client, method)("/", headers={"Host": "elsewhere.example", "Referer": "http://elsewhere.example/"})
    assert (answer.status_code, "This could not be understood" in answer.content.decode()) == (400, True)


@pytest.mark.parametrize("plans", [1, 3])
def test_the_frame_costs_one_query_however_many_plans(staff, rf, plans, django_assert_num_queries):
    for year in range(plans):
        PlanFactory(code=str(2024 + year), year=2024 + year)
    request = rf.get("/")
    request.user = staff
    with django_assert_num_queries(1):
        known = context.site(request)
        assert (known["plan"].code, len(known["plans"])) == (str(2023 + plans), plans)


def test_a_remembered_part_is_rendered_once_for_each_language_and_value():
    seen: list[str] = []
    template = Template("{% load remember %}{% remember value %}{{ render }}{% endremember %}")

    def show(value: object) -> str:
        def render() -> str:
            seen.append(str(value))
            return f"<{get_language()} {value}>"

        return template.render(Context({"value": value, "render": render}, autoescape=False))

    with translation.override("en"):
        english = [show(1), show(2), show(1)]
    with translation.override("zh-hans"):
        chinese = [show(1), show(1)]
    assert (english, chinese, seen) == (
        ["<en 1>", "<en 2>", "<en 1>"],
        ["<zh-hans 1>", "<zh-hans 1>"],
        ["1", "2", "1"],
    )


@pytest.mark.parametrize(("first", "second"), [("planner", "staff"), ("admin", "leader")])
def test_what_is_remembered_for_one_role_is_not_shown_to_another(request, client, plan, first, second):
    shown = []
    for persona in (first, second, first):
        client.force_login(request.getfixturevalue(persona))
        html = client.get(ACCOUNT).content.decode()
        nav = re.search(r'<nav aria-label="Places">(.*?)</nav>', html)
        assert nav
        shown.append(re.findall(r'href="([^"]*)"', nav[1]))
    places = [
        [place.url for place in context.places_of(request.getfixturevalue(persona), plan)]
        for persona in (first, second)
    ]
    assert shown == [*places, places[0]]
