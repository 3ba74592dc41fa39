"""Saved views of the task list: own and shared, what an address says of them, who may do what."""

import pytest
from django.urls import reverse

from changelog.audience import person_tag
from changelog.models import Audience, Change
from priorities.models import SavedView
from tests.factories import PlanFactory, SavedViewFactory, TaskFactory
from tests.priorities.reading import text_of

pytestmark = pytest.mark.django_db
LATE = "signal=overdue&sort=gap&columns=signal&columns=gap"


@pytest.fixture
def list_url(plan):
    return reverse("priorities:task-list", args=[plan.code])


@pytest.fixture
def new_url(plan):
    return reverse("priorities:view-new", args=[plan.code])


def stored():
    return list(SavedView.objects.order_by("id").values_list("owner__username", "name", "query", "shared"))


class TestSaving:
    """Under a name, or in place of an own view."""

    def test_filters_sorting_and_columns_are_kept(self, sign_in, staff, plan, new_url, list_url):
        sent = {"name": " Late ", "query": f"{LATE}&page=3&as_of=2024-06-30&q=&area="}
        response = sign_in(staff).post(new_url, sent)
        assert (response.status_code, response["Location"]) == (302, f"{list_url}?{LATE}")
        assert stored() == [("staff", "Late", LATE, False)]
        change = Change.objects.get(type="saved_view")
        assert (change.action, change.by, change.before, change.after) == (
            "create",
            staff,
            None,
            {"plan": "2024", "owner": "staff", "name": "Late", "query": LATE, "shared": False},
        )
        assert list(Audience.objects.values_list("tag", "before", "after")) == [(person_tag(staff.pk), False, True)]

    def test_in_place_of_an_own_view(self, sign_in, staff, plan, new_url):
        view = SavedViewFactory(owner=staff, plan=plan, name="Mine")
        other = SavedViewFactory(plan=plan, shared=True)
        client = sign_in(staff)
        assert client.post(new_url, {"instead": view.pk, "query": LATE, "shared": "on"}).status_code == 302
        assert stored()[0] == ("staff", "Mine", LATE, True)
        tags = set(Audience.objects.filter(change__type="saved_view").values_list("tag", "before", "after"))
        assert tags == {(person_tag(staff.pk), True, False), ("everybody", False, True)}
        for wrong in (other.pk, "x", "9" * 30, "\x00"):
            assert client.post(new_url, {"name": "N", "instead": wrong, "query": ""}).status_code == 422

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"name": "", "query": LATE}, "This field is required."),
            ({"name": "x" * 81, "query": LATE}, "at most 80 characters"),
            ({"name": "a\x00b", "query": LATE}, "Null characters are not allowed."),
            ({"name": "a\x07b", "query": LATE}, "cannot be kept"),
            ({"name": "Mine", "query": LATE}, "You already have a view of that name in this plan."),
            ({"name": "New", "query": "signal=late"}, "put them right first"),
            ({"name": "New", "query": "sort=x"}, "put them right first"),
            ({"name": "New", "query": "columns=x"}, "put them right first"),
            ({"name": "New", "query": "q=" + "x" * 3000}, "put them right first"),
        ],
    )
    def test_what_is_refused_comes_back_with_all_that_was_typed(self, sign_in, staff, plan, new_url, sent, said):
        SavedViewFactory(owner=staff, plan=plan, name="Mine")
        response = sign_in(staff).post(new_url, sent)
        assert response.status_code == 422
        assert said in text_of(response)
        assert response.context["form"].data["query"] == sent["query"]
        assert SavedView.objects.count() == 1

    def test_the_same_name_in_another_plan_or_of_another_person(self, sign_in, staff, plan, new_url):
        SavedViewFactory(owner=staff, plan=PlanFactory(code="2025", year=2025), name="Late")
        SavedViewFactory(plan=plan, name="Late", shared=True)
        assert sign_in(staff).post(new_url, {"name": "Late", "query": LATE}).status_code == 302


class TestOpening:
    """The address always says the whole state."""

    def test_a_view_goes_on_to_what_it_holds(self, sign_in, staff, plan, list_url):
        own = SavedViewFactory(owner=staff, plan=plan, query=LATE)
        shared = SavedViewFactory(plan=plan, query="", shared=True)
        client = sign_in(staff)
        assert client.get(f"{list_url}?view={own.pk}")["Location"] == f"{list_url}?{LATE}"
        assert client.get(f"{list_url}?view={shared.pk}")["Location"] == list_url
        assert client.get(f"{list_url}?{LATE}").status_code == 200

    def test_what_one_may_not_see_is_not_there(self, sign_in, staff, plan, list_url):
        hidden = SavedViewFactory(plan=plan)
        elsewhere = SavedViewFactory(plan=PlanFactory(code="2025", year=2025), owner=staff)
        client = sign_in(staff)
        for text in (hidden.pk, elsewhere.pk, 999_999, "x", "", "9" * 30, "%00"):
            assert client.get(f"{list_url}?view={text}").status_code == 404
        for name in ("view-edit", "view-delete"):
            assert client.post(reverse(f"priorities:{name}", args=[hidden.pk]), {"name": "x"}).status_code == 404

    def test_the_menu_lists_own_and_shared_ones(self, sign_in, staff, plan, list_url):
        SavedViewFactory(owner=staff, plan=plan, name="B mine", query=LATE)
        SavedViewFactory(plan=plan, name="A shared", shared=True)
        SavedViewFactory(plan=plan, name="C hidden")
        SavedViewFactory(owner=staff, plan=PlanFactory(code="2025", year=2025), name="D elsewhere")
        response = sign_in(staff).get(f"{list_url}?{LATE}&page=1")
        assert [(view.name, now) for view, now in response.context["views"]] == [("A shared", False), ("B mine", True)]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_same_queries_however_many(self, sign_in, staff, plan, area, list_url, rows, django_assert_num_queries):
        TaskFactory(area=area, number=1)
        for _ in range(rows):
            SavedViewFactory(plan=plan, shared=True)
        client = sign_in(staff)
        with django_assert_num_queries(13):  # as the list without any (test_task_list.py)
            assert len(client.get(list_url).context["views"]) == rows


class TestChanging:
    """Its owner changes it; the planning office may only delete what is shared."""

    def test_renamed_and_shared(self, sign_in, staff, plan):
        view = SavedViewFactory(owner=staff, plan=plan, name="Mine")
        client, address = sign_in(staff), reverse("priorities:view-edit", args=[view.pk])
        assert client.get(address).status_code == 200
        assert client.post(address, {"name": "Ours", "shared": "on"}).status_code == 302
        assert stored() == [("staff", "Ours", "signal=overdue", True)]
        assert client.post(address, {"name": "Ours", "shared": "on"}).status_code == 302
        assert Change.objects.filter(type="saved_view").count() == 1
        SavedViewFactory(owner=staff, plan=plan, name="Taken")
        assert client.post(address, {"name": "Taken"}).status_code == 422
        assert client.post(address, {"name": ""}).status_code == 422

    def test_deleted(self, sign_in, staff, planner, plan):
        own, shared = SavedViewFactory(owner=staff, plan=plan), SavedViewFactory(owner=staff, plan=plan, shared=True)
        client = sign_in(staff)
        assert client.post(reverse("priorities:view-delete", args=[own.pk])).status_code == 302
        change = Change.objects.get(type="saved_view")
        assert (change.action, change.key, change.after) == ("delete", str(own.pk), None)
        client = sign_in(planner)
        address = reverse("priorities:view-delete", args=[shared.pk])
        assert "Delete the view" in text_of(client.get(reverse("priorities:view-edit", args=[shared.pk])))
        edited = client.post(reverse("priorities:view-edit", args=[shared.pk]), {"name": "Theirs"})
        assert edited.status_code == 403
        assert client.post(address).status_code == 302
        assert stored() == []

    def test_an_outsider_has_nothing_of_it(self, sign_in, outsider, plan, new_url):
        view = SavedViewFactory(plan=plan, shared=True)
        client = sign_in(outsider)
        assert client.post(new_url, {"name": "x", "query": ""}).status_code == 403
        assert client.get(reverse("priorities:view-edit", args=[view.pk])).status_code == 403
        assert client.post(reverse("priorities:view-delete", args=[view.pk])).status_code == 403
        assert SavedView.objects.count() == 1
