"""The one mail a day: whole, in the person's language, to whom it belongs; and what happens when it cannot be sent."""

from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import Role, User
from changelog.models import Change
from priorities.models import Digest, Plan, Task
from priorities.services.reminding import choose_kinds, send_once
from tests.factories import (
    ExtensionRequestFactory,
    PlanFactory,
    ReviewFactory,
    TaskFactory,
    UpdateFactory,
    UrgeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
BASE = "https://plan.example"


@pytest.fixture(autouse=True)
def configured(settings: Any) -> None:
    """A mail server and an address of the site."""
    settings.WORKPLAN_SENDS_MAIL = True
    settings.WORKPLAN_BASE_URL = BASE
    settings.DEFAULT_FROM_EMAIL = "Workplan <workplan@plan.example>"


@pytest.fixture
def written_to(staff: User, chief: User) -> list[User]:
    """Staff and chief of a division, with an address each."""
    for user in (staff, chief):
        user.email = f"{user.username}@office.example"
        user.save()
    return [staff, chief]


def send(*options: str) -> tuple[str, str]:
    """What the command said on standard output and error."""
    out, err = StringIO(), StringIO()
    call_command("send_digests", *options, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def sent() -> list[tuple[list[str], str]]:
    return [(list(message.to), str(message.subject)) for message in mail.outbox]


TEXT = """Person staff, this waits for you on 30 September 2024:

Urged (1)
- 1-01 Sign <three> & four "venues": urged by Person planner on 27 Sep
  https://plan.example/tasks/2024-1-01/

Overdue (1)
- 1-01 Sign <three> & four "venues": was due on 1 Sep, 29 days overdue
  https://plan.example/tasks/2024-1-01/

Returned to me (1)
- 1-01 Sign <three> & four "venues": your report as of 20 Sep was returned by Person chief
  https://plan.example/tasks/2024-1-01/#u-{pk}

All reminders, and which kinds you get: turn off there what you do not want; urging stays.
https://plan.example/reminders/

At most one such mail a day is sent to you. Answers to it are read by nobody.
This is an unclassified system: state secrets and work secrets must not be entered.
"""
HTML = """<!doctype html> <html lang="en"> <head> <meta charset="utf-8">
<title>Workplan: 1 urged, 1 overdue, 1 returned to me</title> </head> <body>
<p>Person staff, this waits for you on 30 September 2024:</p>
<h2>Urged (1)</h2> <ul> <li>{task}: urged by Person planner on 27 Sep</li> </ul>
<h2>Overdue (1)</h2> <ul> <li>{task}: was due on 1 Sep, 29 days overdue</li> </ul>
<h2>Returned to me (1)</h2> <ul> <li>{report}: your report as of 20 Sep was returned by Person chief</li> </ul>
<p><a href="https://plan.example/reminders/">All reminders, and which kinds you get: turn off there what you do not
want; urging stays.</a></p>
<p>At most one such mail a day is sent to you. Answers to it are read by nobody.
This is an unclassified system: state secrets and work secrets must not be entered.</p> </body> </html>"""
LINK = '<a href="https://plan.example/tasks/2024-1-01/{}">1-01 Sign &lt;three&gt; &amp; four &quot;venues&quot;</a>'


def folded(text: str) -> str:
    """With single spaces for whatever white space the tags leave."""
    return " ".join(text.split())


def parts(message: Any) -> tuple[str, str]:
    """The text and the HTML of a mail, which has no other part."""
    [(html, kind)] = message.alternatives
    assert kind == "text/html"
    return message.body, html


class TestMail:
    """What is in it, and what never is."""

    @pytest.fixture
    def urged(self, plan: Plan, area: Any, written_to: list[User], planner: User) -> Task:
        """An overdue task that is urged, with a returned report of `staff`; what was typed stays out of mails."""
        staff, chief = written_to
        task: Task = TaskFactory(
            area=area, number=1, lead_division=staff.division, responsible=staff, due_on=date(2024, 9, 1),
            name_en='Sign <three>\n& four "venues"',
        )  # fmt: skip
        UrgeFactory(task=task, by=planner, text="typed by the planning office")
        back = UpdateFactory(
            task=task, author=staff, first_review="pending", effective_on=date(2024, 9, 20), note="typed by staff"
        )
        ReviewFactory(update=back, by=chief, outcome="returned", reason="typed by the chief")
        return task

    def test_whole_in_both_parts(self, urged: Task) -> None:
        assert send() == ("Digests sent: 2.\n", "")
        chiefs, staffs = mail.outbox
        pk = urged.updates.get().pk
        assert (staffs.to, staffs.cc, staffs.bcc, staffs.from_email) == (
            ["staff@office.example"], [], [], "Workplan <workplan@plan.example>",
        )  # fmt: skip
        assert staffs.subject == "Workplan: 1 urged, 1 overdue, 1 returned to me"
        text, html = parts(staffs)
        assert text == TEXT.format(pk=pk)
        assert folded(html) == folded(HTML.format(task=LINK.format(""), report=LINK.format(f"#u-{pk}")))
        assert staffs.extra_headers == {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
        assert chiefs.subject == "Workplan: 1 urged, 1 overdue"
        everything = "".join(message.message().as_string() for message in mail.outbox)
        assert "typed by" not in everything

    def test_sent_whole_on_the_wire(self, urged: Task) -> None:
        """The subject is one header and folds no other in; both parts are there."""
        send()
        message = mail.outbox[1].message()
        assert [part.get_content_type() for part in message.walk()] == [
            "multipart/alternative", "text/plain", "text/html",
        ]  # fmt: skip
        assert {"To", "Subject", "From", "Date", "Message-ID", "Auto-Submitted"} <= set(message.keys())

    def test_in_the_persons_language(self, urged: Task, staff: User) -> None:
        User.objects.filter(pk=staff.pk).update(language="zh-hans")
        send()
        text, html = parts(mail.outbox[1])
        assert ("2024年9月30日" in text, '<html lang="zh-Hans">' in html) == (True, True)
        assert "30 September 2024" in parts(mail.outbox[0])[0]

    def test_kinds_that_are_off_are_not_in_it(self, urged: Task, staff: User) -> None:
        choose_kinds(by=staff, kinds=["returned"])
        send()
        assert sent()[1] == (["staff@office.example"], "Workplan: 1 urged, 1 returned to me")

    def test_an_address_that_would_add_a_header_is_refused(self, urged: Task, staff: User) -> None:
        """No form and no service lets it in; were it there, no mail server would see it, and the others get theirs."""
        User.objects.filter(pk=staff.pk).update(email="staff@office.example\nBcc: all@office.example")
        out, err = StringIO(), StringIO()
        with pytest.raises(CommandError, match="Digests not sent: 1"):
            call_command("send_digests", stdout=out, stderr=err)
        assert (sent(), out.getvalue()) == (
            [(["chief@office.example"], "Workplan: 1 urged, 1 overdue")],
            "Digests sent: 1.\n",
        )
        assert err.getvalue().startswith("staff: the digest was not sent: ")


class TestTo:
    """Everybody active with a role, an address and something to be reminded of; each once a day."""

    def test_nobody_else(self, plan: Plan, area: Any, staff: User, written_to: list[User]) -> None:
        TaskFactory(area=area, number=1, lead_division=staff.division, due_on=date(2024, 9, 1))
        more: dict[str, Any] = {"role": Role.STAFF, "division": staff.division}
        UserFactory(**more)  # no address
        UserFactory(**more, email="closed@office.example", is_active=False)
        UserFactory(email="outsider@office.example")
        UserFactory(role=Role.LEADERSHIP, email="nothing@office.example")
        UserFactory(role=Role.ADMINISTRATOR, email="admin@office.example")
        UserFactory(role=Role.STAFF, division=staff.division, email="demo@office.example", demonstration=True)
        send()
        assert sorted(to for to, _subject in sent()) == [["chief@office.example"], ["staff@office.example"]]

    def test_once_a_day(self, plan: Plan, area: Any, staff: User, written_to: list[User], settings: Any) -> None:
        TaskFactory(area=area, number=1, lead_division=staff.division, due_on=date(2024, 9, 1))
        assert [send(), send()] == [("Digests sent: 2.\n", ""), ("Digests sent: 0.\n", "")]
        assert [(each.user.username, each.day, each.entries) for each in Digest.objects.order_by("id")] == [
            ("chief", date(2024, 9, 30), 2), ("staff", date(2024, 9, 30), 2),
        ]  # fmt: skip
        settings.WORKPLAN_TODAY = date(2024, 10, 1)
        assert send() == ("Digests sent: 2.\n", "")
        assert len(mail.outbox) == 4

    def test_recorded_for_the_person(self, plan: Plan, area: Any, staff: User, written_to: list[User]) -> None:
        TaskFactory(area=area, number=1, responsible=staff, lead_division=staff.division, due_on=date(2024, 9, 1))
        send()
        change = Change.objects.filter(type="digest").last()
        assert change is not None
        assert (change.action, change.by, change.before, change.after) == (
            "create", None, None, {"user": "staff", "day": "2024-09-30", "entries": 2},
        )  # fmt: skip
        assert list(change.audience.values_list("tag", flat=True)) == [f"user:{staff.pk}"]

    def test_the_demonstrations_people_are_told_so(self, staff: User, written_to: list[User]) -> None:
        User.objects.filter(pk=staff.pk).update(demonstration=True)
        plan = PlanFactory(code="demo-2024", demonstration=True)
        request = ExtensionRequestFactory(task__area__plan=plan)
        Task.objects.filter(pk=request.task_id).update(lead_division=staff.division)
        send()
        [(text, html)] = map(parts, mail.outbox)
        said = "Demonstration: Sample City is fictional, its data synthetic."
        assert (text.splitlines()[0], said in html) == (said, True)


class FailsForTheChief(EmailBackend):
    """A mail server that takes every mail but the chief's."""

    def send_messages(self, messages: Any) -> int:
        if any("chief@office.example" in message.to for message in messages):
            raise ConnectionResetError("the mail server hung up")
        return int(super().send_messages(messages))


class DoesNotAnswer(EmailBackend):
    """A mail server that is not there."""

    def open(self) -> bool:
        raise ConnectionRefusedError(111, "Connection refused")


class TestFailing:
    """A failure is said, hinders nobody else, and is made good by the next run."""

    @pytest.fixture(autouse=True)
    def _due(self, plan: Plan, area: Any, staff: User, written_to: list[User]) -> None:
        TaskFactory(area=area, number=1, lead_division=staff.division, due_on=date(2024, 9, 1))

    def test_the_others_get_theirs(self, settings: Any) -> None:
        before, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.FailsForTheChief"
        err = StringIO()
        with pytest.raises(CommandError, match=r"Digests not sent: 1\. Run this again"):
            call_command("send_digests", stdout=StringIO(), stderr=err)
        assert err.getvalue() == "chief: the digest was not sent: ConnectionResetError: the mail server hung up\n"
        assert [to for to, _subject in sent()] == [["staff@office.example"]]
        assert [each.user.username for each in Digest.objects.all()] == ["staff"]
        assert Change.objects.filter(type="digest").count() == 1
        settings.EMAIL_BACKEND = before
        assert send() == ("Digests sent: 1.\n", "")
        assert [to for to, _subject in sent()] == [["staff@office.example"], ["chief@office.example"]]

    def test_a_mail_server_that_does_not_answer(self, settings: Any) -> None:
        settings.EMAIL_BACKEND = f"{__name__}.DoesNotAnswer"
        with pytest.raises(CommandError, match="the mail server does not answer") as refused:
            send()
        assert refused.value.returncode == 1
        assert not Digest.objects.exists()

    def test_without_a_mail_server(self, settings: Any) -> None:
        settings.WORKPLAN_SENDS_MAIL = False
        with pytest.raises(CommandError, match=r"^No mail was sent: EMAIL_URL names no mail server\.") as refused:
            send()
        assert (refused.value.returncode, mail.outbox) == (1, [])

    @pytest.mark.parametrize("options", [[], ["--dry-run"]])
    def test_without_an_address_for_the_links(self, settings: Any, options: list[str]) -> None:
        settings.WORKPLAN_BASE_URL = ""
        with pytest.raises(CommandError, match=r"^No mail was sent: set WORKPLAN_BASE_URL") as refused:
            send(*options)
        assert (refused.value.returncode, mail.outbox) == (1, [])

    def test_a_dry_run_prints_and_keeps_nothing(self, settings: Any) -> None:
        settings.WORKPLAN_SENDS_MAIL = False
        out, _err = send("--dry-run")
        assert out.startswith(
            "To: chief@office.example\nSubject: Workplan: 1 overdue, 1 not reported\n\nPerson chief, "
        )
        assert "To: staff@office.example\n" in out
        assert (mail.outbox, Digest.objects.count(), Change.objects.count()) == ([], 0, 0)


class TestClaim:
    """A day of a person is claimed once; what is claimed is not sent again."""

    def test_the_second_sends_nothing(self, staff: User) -> None:
        sendings: list[int] = []
        first, second = (
            send_once(user=staff, day=date(2024, 9, 30), entries=1, send=lambda: sendings.append(1)) for _ in range(2)
        )
        assert (first, second, sendings) == (True, False, [1])

    def test_the_database_holds_it(self, staff: User) -> None:
        send_once(user=staff, day=date(2024, 9, 30), entries=1, send=lambda: None)
        with pytest.raises(IntegrityError), transaction.atomic():
            Digest.objects.create(user=staff, day=date(2024, 9, 30), at=Digest.objects.get().at, entries=1)
