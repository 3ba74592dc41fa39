"""What is typed and not sent yet: kept under its writer's account, whatever happens to the form on its way."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import Draft, User
from changelog.models import Change
from foundation import clock
from priorities.models import PriorityArea, ProgressUpdate, Task
from priorities.services import reporting
from tests.factories import AreaFactory, TaskFactory, UpdateFactory
from workplan.account import drafts

pytestmark = pytest.mark.django_db
SAVE = "/accounts/drafts/"
NOTE = "两家场馆已签约。Two of three venues are signed."
PASSWORD = "a-pass-phrase-of-tests"
SignIn = Callable[[User], Client]


@pytest.fixture
def task(plan: Any, division: Any) -> Task:
    made: Task = TaskFactory(area=AreaFactory(plan=plan, number=1), number=1, lead_division=division)
    return made


@pytest.fixture
def url(task: Task) -> str:
    return reverse("priorities:task-report", args=[task.code])


def token_in(response: Any) -> str:
    """The token in the form of a page."""
    found = re.search(r'name="draft" value="([^"]+)"', response.content.decode())
    assert found
    return found[1]


def value_of(response: Any, name: str) -> str:
    """What a field of the page's form begins with."""
    return str(response.context["form"][name].value())


def report(**more: str) -> dict[str, str]:
    return {"effective_on": "2024-09-30", "status": "in_progress", "percent": "40", "note": NOTE} | more


def kept() -> list[tuple[str, str, Any]]:
    """Whose, of what form, its note."""
    return [(each.user.username, each.form, each.fields["typed"].get("note")) for each in Draft.objects.all()]


class TestTyping:
    """While a form is typed."""

    def test_what_is_typed_is_there_again_without_scripts(self, sign_in: SignIn, staff: User, url: str) -> None:
        client = sign_in(staff)
        token = token_in(client.get(url))
        assert client.post(SAVE, {"draft": token, "note": NOTE, "percent": "41"}).status_code == 200
        page = client.get(url)
        assert (value_of(page, "note"), value_of(page, "percent")) == (NOTE, "41")
        assert f"Your unsent draft of {clock.now():%H}:" in page.content.decode()
        assert Change.objects.count() == 0

    def test_a_later_save_adds_to_the_earlier(self, sign_in: SignIn, staff: User, url: str) -> None:
        """Two windows with the same form: neither takes from the other what it has not touched."""
        client = sign_in(staff)
        token = token_in(client.get(url))
        client.post(SAVE, {"draft": token, "note": NOTE})
        client.post(SAVE, {"draft": token, "problems": "Two."})
        page = client.get(url)
        assert (value_of(page, "note"), value_of(page, "problems")) == (NOTE, "Two.")

    def test_discarding_shows_the_form_as_it_was(self, sign_in: SignIn, staff: User, url: str) -> None:
        client = sign_in(staff)
        token = token_in(client.get(url))
        client.post(SAVE, {"draft": token, "note": NOTE})
        response = client.post(SAVE, {"draft": token, "note": NOTE, "discard": "1"}, follow=True)
        assert response.request["PATH_INFO"] == url
        assert value_of(response, "note") == "None"
        assert Draft.objects.count() == 0

    def test_it_is_nobody_elses(self, sign_in: SignIn, staff: User, chief: User, url: str) -> None:
        token = token_in(sign_in(staff).get(url))
        client = sign_in(chief)
        assert client.post(SAVE, {"draft": token, "note": NOTE}).status_code == 400
        assert client.post(SAVE, {"draft": token, "discard": "1"}).status_code == 400
        assert value_of(client.get(url), "note") == "None"
        assert Draft.objects.count() == 0

    @pytest.mark.parametrize("token", ["", "x", "a:b:c", "\x00", "é" * 9000])
    def test_only_a_token_of_ours_is_taken(self, sign_in: SignIn, staff: User, token: str) -> None:
        assert sign_in(staff).post(SAVE, {"draft": token, "note": NOTE}).status_code == 400

    def test_only_what_is_typed_is_kept(self, sign_in: SignIn, staff: User, url: str) -> None:
        client = sign_in(staff)
        sent = {
            "draft": token_in(client.get(url)), "csrfmiddlewaretoken": "x", "next": "/", "in": "desk",
            "password": "p", "old_password": "p", "api_token": "t", "bad name": "n", "seen": "7",
        }  # fmt: skip
        body = "&".join(f"{name}={value}" for name, value in sent.items()) + "&note=a%00b%ED%A0%80c"
        assert client.post(SAVE, body, content_type="application/x-www-form-urlencoded").status_code == 200
        typed = Draft.objects.get().fields["typed"]
        assert set(typed) == {"note", "seen"}
        assert typed["note"][0].startswith("ab")
        assert "\x00" not in typed["note"][0]

    def test_a_draft_has_a_size(self, sign_in: SignIn, staff: User, url: str) -> None:
        client = sign_in(staff)
        token = token_in(client.get(url))
        assert client.post(SAVE, {"draft": token, "note": "字" * drafts.MOST_CHARACTERS}).status_code == 200
        assert client.post(SAVE, {"draft": token, "note": "字" * (drafts.MOST_CHARACTERS + 1)}).status_code == 413
        many = {f"field{number}": "x" for number in range(drafts.MOST_FIELDS + 1)}
        assert client.post(SAVE, {"draft": token} | many).status_code == 413

    def test_old_ones_and_the_oldest_of_too_many_go(self, staff: User, chief: User) -> None:
        now = clock.now()
        old = [
            Draft(user=user, form=f"old/{user.pk}", fields={}, saved_at=now - timedelta(days=31))
            for user in (staff, chief)
        ]
        many = [
            Draft(user=staff, form=f"form/{number}", fields={}, saved_at=now - timedelta(minutes=number + 1))
            for number in range(drafts.MOST_DRAFTS)
        ]
        Draft.objects.bulk_create([*old, *many])
        slip = drafts.Slip(staff.pk, "new", "/", "")
        drafts.save_draft(by=staff, slip=slip, typed=drafts.Typed({"note": [NOTE]}, whole=False))
        expected = {"new", *(f"form/{number}" for number in range(drafts.MOST_DRAFTS - 1))}
        assert set(Draft.objects.values_list("form", flat=True)) == expected

    def test_an_unticked_box_comes_back_unticked(
        self, sign_in: SignIn, planner: User, task: Task, division: Any
    ) -> None:
        task.supporting_divisions.add(division)
        client = sign_in(planner)
        url = reverse("priorities:task-edit", args=[task.code])
        token = token_in(client.get(url))
        client.post(SAVE, {"draft": token, "draft_empty": "supporting_divisions"})
        assert client.get(url).context["form"]["supporting_divisions"].value() == []

    def test_it_stays_written_against_the_version_it_was_typed_at(
        self, sign_in: SignIn, planner: User, task: Task
    ) -> None:
        """So that a change by another person meanwhile is shown, not overwritten by an old draft."""
        client = sign_in(planner)
        url = reverse("priorities:task-edit", args=[task.code])
        page = client.get(url)
        client.post(SAVE, {"draft": token_in(page), "weight": "7", "version": value_of(page, "version")})
        Task.objects.filter(pk=task.pk).update(version=5, name_en="By another")
        page = client.get(url)
        assert (value_of(page, "weight"), value_of(page, "name_en"), value_of(page, "version")) == (
            "7",
            "By another",
            "1",
        )
        sent = {name: page.context["form"][name].value() for name in page.context["form"].fields}
        assert client.post(url, {name: value for name, value in sent.items() if value}).status_code == 409


class TestSending:
    """When the form has been sent."""

    def test_taken_it_goes(self, sign_in: SignIn, staff: User, url: str) -> None:
        client = sign_in(staff)
        token = token_in(client.get(url))
        client.post(SAVE, {"draft": token, "note": NOTE})
        assert client.post(url, report(draft=token)).status_code == 302
        assert Draft.objects.count() == 0

    def test_refused_it_stays_and_holds_all_that_was_sent(
        self, sign_in: SignIn, staff: User, task: Task, url: str
    ) -> None:
        client = sign_in(staff)
        token = token_in(client.get(url))
        assert client.post(url, report(draft=token, percent="101")).status_code == 422
        page = client.get(url)
        assert (value_of(page, "note"), value_of(page, "percent")) == (NOTE, "101")
        assert kept() == [("staff", f"tasks/{task.code}/report", [NOTE])]

    def test_a_server_error_keeps_it_and_says_so(
        self, sign_in: SignIn, staff: User, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = sign_in(staff)
        client.raise_request_exception = False
        token = token_in(client.get(url))

        def broken(**_arguments: object) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(reporting, "post_update", broken)
        response = client.post(url, report(draft=token))
        assert response.status_code == 500
        assert "What you typed is kept as a draft" in response.content.decode()
        assert value_of(client.get(url), "note") == NOTE

    def test_without_a_draft_the_error_page_promises_nothing(
        self, sign_in: SignIn, staff: User, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = sign_in(staff)
        client.raise_request_exception = False

        def broken(**_arguments: object) -> None:
            raise RuntimeError("the disk is full")

        monkeypatch.setattr(reporting, "post_update", broken)
        assert "kept as a draft" not in client.post(url, report()).content.decode()

    def test_a_stale_csrf_token_keeps_it_and_says_so(self, staff: User, url: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(staff, backend="accounts.backends.SignInBackend")
        token = token_in(client.get(url))
        response = client.post(url, report(draft=token))
        assert response.status_code == 403
        assert "What you typed is kept as a draft" in response.content.decode()
        assert value_of(client.get(url), "note") == NOTE

    def test_a_forged_form_leaves_no_draft(self, staff: User, chief: User, url: str) -> None:
        """From elsewhere, with another person's token or none."""
        client = Client(enforce_csrf_checks=True)
        client.force_login(chief, backend="accounts.backends.SignInBackend")
        theirs = token_in(client.get(url))
        client.force_login(staff, backend="accounts.backends.SignInBackend")
        for token in (theirs, "", "x"):
            assert client.post(url, report(draft=token)).status_code == 403
        assert Draft.objects.count() == 0

    def test_who_must_choose_a_password_first_keeps_it(self, sign_in: SignIn, staff: User, url: str) -> None:
        client = sign_in(staff)
        token = token_in(client.get(url))
        User.objects.filter(pk=staff.pk).update(must_change_password=True)
        assert client.post(url, report(draft=token))["Location"] == "/accounts/password/"
        assert [note for _user, _form, note in kept()] == [[NOTE]]

    def test_the_same_form_sent_twice_is_done_once(self, sign_in: SignIn, planner: User, plan: Any) -> None:
        client = sign_in(planner)
        url = f"/plans/{plan.code}/areas/new/"
        sent = {"draft": token_in(client.get(url)), "name_en": "Only once", "name_zh": ""}
        answers = [client.post(url, sent) for _time in range(2)]
        assert [(each.status_code, each["Location"]) for each in answers] == [(302, f"/plans/{plan.code}/edit/")] * 2
        assert PriorityArea.objects.filter(name_en="Only once").count() == 1

    def test_loaded_anew_it_may_be_sent_again(self, sign_in: SignIn, planner: User, plan: Any) -> None:
        client = sign_in(planner)
        url = f"/plans/{plan.code}/areas/new/"
        for _time in range(2):
            client.post(url, {"draft": token_in(client.get(url)), "name_en": "Twice", "name_zh": ""})
        assert PriorityArea.objects.filter(name_en="Twice").count() == 2

    def test_refused_first_it_is_done_when_sent_again(self, sign_in: SignIn, planner: User, plan: Any) -> None:
        client = sign_in(planner)
        url = f"/plans/{plan.code}/areas/new/"
        token = token_in(client.get(url))
        assert client.post(url, {"draft": token, "name_en": ""}).status_code == 422
        assert client.post(url, {"draft": token, "name_en": "Now"}).status_code == 302


class TestExpiredSession:
    """A form that meets the sign-in page."""

    @pytest.fixture
    def staff(self, staff: User) -> User:
        staff.set_password(PASSWORD)
        staff.save()
        return staff

    @pytest.fixture
    def met_sign_in(self, client: Client, sign_in: SignIn, staff: User, url: str) -> Callable[..., Any]:
        """Type, let the session end, send."""

        def run(path: str = url, **headers: str) -> Any:
            token = token_in(sign_in(staff).get(url))
            Session.objects.all().delete()
            return client.post(path, report(draft=token), **headers)  # type: ignore[arg-type]

        return run

    def signs_in(self, client: Client, user: User) -> Any:
        user.set_password(PASSWORD)
        user.save()
        return client.post("/accounts/login/", {"username": user.username, "password": PASSWORD})

    def test_the_same_person_finds_it_in_the_form(
        self, client: Client, staff: User, task: Task, url: str, met_sign_in: Callable[..., Any]
    ) -> None:
        assert met_sign_in()["Location"].startswith("/accounts/login/")
        assert Draft.objects.count() == 0
        response = self.signs_in(client, staff)
        assert response["Location"] == f"{url}?next=%2Ftasks%2F{task.code}%2F"
        assert value_of(client.get(response["Location"]), "note") == NOTE
        assert "unsent" not in client.session

    def test_by_htmx_too(self, client: Client, staff: User, url: str, met_sign_in: Callable[..., Any]) -> None:
        met_sign_in(headers={"HX-Request": "true"})
        self.signs_in(client, staff)
        assert value_of(client.get(url), "note") == NOTE

    def test_what_is_saved_while_typing_too(
        self, client: Client, staff: User, url: str, met_sign_in: Callable[..., Any]
    ) -> None:
        met_sign_in(SAVE)
        self.signs_in(client, staff)
        assert value_of(client.get(url), "note") == NOTE

    def test_by_another_persons_sign_in_it_is_dropped(
        self, client: Client, staff: User, chief: User, url: str, met_sign_in: Callable[..., Any]
    ) -> None:
        met_sign_in()
        assert self.signs_in(client, chief)["Location"] == "/"
        assert NOTE not in client.get(url).content.decode()
        client.logout()
        self.signs_in(client, staff)
        assert Draft.objects.count() == 0

    def test_without_a_token_of_ours_nothing_waits(self, client: Client, url: str) -> None:
        client.post(url, report(draft="forged"))
        assert Session.objects.count() == 0

    def test_only_so_many_wait(self, client: Client, staff: User) -> None:
        for number in range(9):
            client.post("/", {"draft": drafts.slip_of(staff, f"form/{number}", "/"), "note": NOTE})
        self.signs_in(client, staff)
        assert sorted(form for _user, form, _note in kept()) == [f"form/{number}" for number in range(4, 9)]


def test_the_report_of_another_is_no_draft(sign_in: SignIn, staff: User, task: Task, url: str) -> None:
    """“No change” takes no draft along: it was about other words."""
    UpdateFactory(task=task, percent=30)
    client = sign_in(staff)
    client.post(SAVE, {"draft": token_in(client.get(url)), "note": NOTE})
    assert client.post(url, {"no_change": "1"}).status_code == 302
    assert ProgressUpdate.objects.count() == 2
    assert [note for _user, _form, note in kept()] == [[NOTE]]
