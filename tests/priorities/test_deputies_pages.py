"""What pages and the API show and let deputies do, and for whom they stood in."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Deputy, Role, User
from changelog.models import Change
from priorities.models import ProgressUpdate
from priorities.services.deputies import end_deputy, name_deputy
from priorities.services.reviewing import accept
from tests.conftest import TODAY
from tests.factories import DeputyFactory, UpdateFactory
from tests.priorities.deputising import DAY, FIRST, LAST, again
from tests.priorities.reading import text_of
from workplan.administration.services import set_active

pytestmark = pytest.mark.django_db


class TestWhoStoodIn:
    """The review is the deputy's; wherever it is shown, it says for whom."""

    def test_on_the_record_and_on_the_page(self, sign_in, chief, staff, standing, pending, task_url, planner):
        accept(by=again(staff), update=pending)
        change = Change.objects.get(type="update")
        assert (change.by, (change.after or {})["for"]) == (staff, "chief")
        said = "Released by Person staff (standing in for Person chief), 30 Sep"
        assert said in text_of(sign_in(planner).get(task_url))
        end_deputy(by=chief, deputy=standing)
        assert said in text_of(sign_in(planner).get(task_url))
        history = text_of(sign_in(planner).get(task_url + "history/"))
        assert "Standing in for nothing Person chief" in history

    def test_what_they_do_later_is_their_own(
        self, settings, sign_in, task, chief, staff, standing, colleague, planner, task_url
    ):
        """Promoted later, the person releases as a chief."""
        end_deputy(by=chief, deputy=standing)
        User.objects.filter(pk=staff.pk).update(role=Role.CHIEF)
        settings.WORKPLAN_TODAY = TODAY + DAY
        update = UpdateFactory(task=task, author=colleague, first_review="pending", effective_on=date(2024, 9, 2))
        accept(by=again(staff), update=update)
        read = text_of(sign_in(planner).get(task_url))
        assert "Released by Person staff, 1 Oct" in read
        assert "standing in" not in read
        assert "for" not in (Change.objects.latest("id").after or {})

    def test_the_chiefs_own_review_is_the_chiefs(self, sign_in, chief, standing, pending, task_url):
        accept(by=chief, update=pending)
        assert "Released by Person chief, 30 Sep" in text_of(sign_in(chief).get(task_url))


class TestAtTheDoor:
    """Sessions and tokens know it without asking."""

    def test_pages(self, sign_in, staff, standing, pending, task_url):
        client = sign_in(staff)
        page = client.get(task_url).content.decode()
        address = reverse("priorities:update-accept", args=[pending.pk])
        assert address in page
        assert client.post(address).status_code == 302
        assert ProgressUpdate.objects.with_review().get(pk=pending.pk).review == "accepted"

    @pytest.mark.parametrize(("verb", "sent"), [("accept", {}), ("return", {"reason": "Say more."})])
    def test_api(self, api, chief, staff, standing, pending, verb, sent):
        address = f"/api/v1/updates/{pending.pk}/{verb}/"
        assert api(staff).post(address, sent, format="json").status_code == 403  # a token that only reads
        answer = api(staff, write=True).post(address, sent, format="json")
        assert answer.status_code == 200
        assert [review["by"] for review in answer.json()["reviews"]] == ["staff"]

    def test_api_before_and_after(self, api, settings, chief, staff, standing, pending):
        client, address = api(staff, write=True), f"/api/v1/updates/{pending.pk}/accept/"
        for day in (standing.first_day - DAY, standing.last_day + DAY):
            settings.WORKPLAN_TODAY = day
            assert client.post(address).status_code == 403
        settings.WORKPLAN_TODAY = standing.last_day
        assert client.post(address).status_code == 200

    @pytest.mark.parametrize("deputised", [False, True])
    def test_no_query_for_it(
        self, sign_in, staff, chief, colleague, task, task_url, deputised, django_assert_num_queries
    ):
        """A page costs staff as much as before, and a deputy no more than staff."""
        if deputised:
            DeputyFactory(chief=chief, deputy=staff)
        client = sign_in(staff)
        client.get(task_url)  # the first page says so
        with django_assert_num_queries(18):
            client.get(task_url)


class TestAccountPage:
    """Both are told; the chief names and ends on a page of its own."""

    def test_the_chief_names_and_ends(self, sign_in, chief, staff):
        client = sign_in(chief)
        page = reverse("accounts:deputies")
        assert page in client.get(reverse("accounts:me")).content.decode()
        sent = {"deputy": "staff", "first_day": "2024-09-30", "last_day": "2024-10-11"}
        answer = client.post(page, sent, follow=True)
        assert "Person staff stands in for you from 30 September 2024 to 11 October 2024." in text_of(answer)
        assert "stands in now" in text_of(answer)
        answer = client.post(page, sent)
        assert (answer.status_code, Deputy.objects.count()) == (422, 1)
        answer = client.post(reverse("accounts:deputy-end", args=[Deputy.objects.get().pk]), follow=True)
        assert "Person staff no longer stands in for you." in text_of(answer)
        assert "ended early, 30 Sep" in text_of(answer)

    def test_the_deputy_is_told_once_when_it_begins_and_when_it_ends(self, settings, sign_in, chief, staff, task_url):
        client = sign_in(staff)
        client.get(task_url)
        row = name_deputy(by=chief, deputy=staff, first_day=FIRST, last_day=LAST)
        told = "You stand in for Person chief until 11 October 2024"
        assert told not in text_of(client.get(task_url))
        settings.WORKPLAN_TODAY = FIRST
        assert [told in text_of(client.get(task_url)) for _n in range(2)] == [True, False]
        account = text_of(client.get(reverse("accounts:me")))
        assert "You stand in for your chief" in account
        assert "Person chief (8 October 2024 – 11 October 2024)" in account
        end_deputy(by=chief, deputy=row)
        assert "You no longer stand in for your chief." in text_of(client.get(task_url))
        assert "Standing in ended early" in text_of(client.get(reverse("accounts:me")))

    def test_the_chief_is_told_what_others_did(self, sign_in, admin, chief, staff, standing):
        set_active(by=admin, user=staff, active=False)
        read = text_of(sign_in(chief).get(reverse("accounts:me")))
        assert "Standing in ended early" in read
        assert "Nobody stands in for you, now or later." in read

    def test_an_outsider_hears_nothing(self, sign_in, outsider, staff2, standing):
        for person in (outsider, staff2):
            read = text_of(sign_in(person).get(reverse("accounts:me")))
            assert "Person chief" not in read
            assert sign_in(person).get(reverse("accounts:deputies")).status_code == 403

    def test_another_chiefs_deputy_is_not_there(self, sign_in, chief2, standing):
        assert sign_in(chief2).post(reverse("accounts:deputy-end", args=[standing.pk])).status_code == 404
        assert Deputy.objects.get().ended_at is None

    @pytest.mark.parametrize(
        "sent",
        [
            {},
            {"deputy": "staff2", "first_day": "2024-10-08", "last_day": "2024-10-11"},
            {"deputy": "a\x00b", "first_day": "2024-10-08", "last_day": "2024-10-11"},
            {"deputy": "staff", "first_day": "0001-01-01", "last_day": "9999-12-31"},
            {"deputy": "staff", "first_day": "today", "last_day": "2024-10-11"},
        ],
    )
    def test_odd_values_are_refused_by_field(self, sign_in, chief, staff, staff2, sent):
        assert sign_in(chief).post(reverse("accounts:deputies"), sent).status_code == 422
        assert not Deputy.objects.exists()

    @pytest.mark.parametrize("rows", [1, 3])
    def test_the_list_costs_the_same_however_long(self, sign_in, chief, staff, rows, django_assert_num_queries):
        for n in range(rows):
            DeputyFactory(chief=chief, deputy=staff, first_day=FIRST + n * 10 * DAY, last_day=FIRST + n * 10 * DAY)
        client = sign_in(chief)
        for address, queries in ((reverse("accounts:deputies"), 7), (reverse("accounts:me"), 9)):
            client.get(address)
            with django_assert_num_queries(queries):
                client.get(address)
