"""What each bulk action does to the tasks chosen, how they stand before it, and how they would after it.

`try_out` gathers what is wrong and says what would be, writing nothing; `do` writes all or raises Several. Both go
through the services, so that a preview refuses what the write would.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.rules import Reader
from foundation.errors import Refusals
from priorities import rules
from priorities.bulk.chosen import Side
from priorities.forms import bulk as forms
from priorities.forms.reports import TEXTS
from priorities.models import Plan, ProgressUpdate, Task
from priorities.services.planning_people import Appointment, appoint_several, judge_appointments
from priorities.services.reporting import Report
from priorities.services.reporting_several import Posting, judge_several, post_several
from priorities.templatetags.task_words import said

Form = Any
After = dict[int, Side]
STAYS = gettext_lazy("stays as it is")


class Deed:
    """A bulk action. Tasks are named by their places in the list of those ticked."""

    key: str
    label: str | Promise
    heading: str | Promise
    form: Callable[..., forms.BulkForm]
    # Its form has an answer to everything: the preview comes at once.
    at_once = False
    # There is free text in it, and so the notice of what must not be.
    texts = False

    def may(self, user: Reader) -> bool:
        """Whether the person may use it on any task at all."""
        raise NotImplementedError

    def fits(self, plan: Plan) -> bool:
        """Whether the plan is in a state for it."""
        return plan.status == Plan.Status.ADOPTED

    def before(self, task: Any) -> Side:
        """How the task stands in what this is about."""
        raise NotImplementedError

    def try_out(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> After:
        """How the tasks would be, by place; what is wrong with the others goes to `refusals`. Writes nothing."""
        raise NotImplementedError

    def do(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> None:
        """Write it for all. Raises Several; writes nothing then."""
        raise NotImplementedError

    def done(self, n: int) -> str:
        """What to say afterwards."""
        raise NotImplementedError


class Reporting(Deed):
    """Reports of one day on all of them: the same is said of each."""

    key = "update"
    label = gettext_lazy("Report progress")
    heading = gettext_lazy("Report progress on several tasks")
    form: Callable[..., forms.BulkForm] = forms.ReportForm
    texts = True

    def may(self, user: Reader) -> bool:
        """Who reports on some task."""
        return rules.may_report_somewhere(user)

    def before(self, task: Any) -> Side:
        """What stands, and whether a report waits already."""
        state = task.state
        more = _("a report awaits release") if task.waits else "" if state.reported_on else _("never reported")
        return Side(said(state), state.health, more)

    def try_out(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> After:
        """The reports, judged as the write judges them. One query."""
        postings = self._postings(tasks, form)
        updates = judge_several(by=by, tasks={each.pk: each for each in tasks}, postings=postings, refusals=refusals)
        return {place: _reported(update) for place, update in updates.items()}

    def do(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> None:
        """Post them."""
        post_several(by=by, postings=self._postings(tasks, form), refusals=refusals)

    def done(self, n: int) -> str:
        """What has become of them stands on each."""
        return ngettext("%(n)d task was reported on.", "%(n)d tasks were reported on.", n) % {"n": n}

    def _postings(self, tasks: Sequence[Task], form: Form) -> dict[int, Posting]:
        given = form.cleaned_data
        left_open = {name for name in ("status", "percent", "health") if given.get(name) in (None, "")}
        return {place: _posting(task, given, left_open) for place, task in enumerate(tasks)}


class NoChange(Reporting):
    """“No change”, confirmed for each: what stands is repeated."""

    key = "no-change"
    label = gettext_lazy("No change")
    heading = gettext_lazy("Confirm “no change” for several tasks")
    form = forms.DayForm
    texts = False
    at_once = True

    def _postings(self, tasks: Sequence[Task], form: Form) -> dict[int, Posting]:
        day = form.cleaned_data["effective_on"]
        return {place: Posting(task=task, effective_on=day, report=None) for place, task in enumerate(tasks)}

    def done(self, n: int) -> str:
        """What has become of them stands on each."""
        return ngettext("“No change” confirmed for %(n)d task.", "“No change” confirmed for %(n)d tasks.", n) % {"n": n}


class Appointing(Deed):
    """People of the tasks, which the planning office sets."""

    fact: str
    nobody = gettext_lazy("nobody yet")

    def may(self, user: Reader) -> bool:
        """The planning office."""
        return rules.may_edit_plan(user)

    def fits(self, plan: Plan) -> bool:
        """Until it is closed."""
        return plan.status != Plan.Status.CLOSED

    def before(self, task: Any) -> Side:
        """Who it is now."""
        return Side(str(getattr(task, self.fact) or self.nobody))

    def try_out(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> After:
        """Who it would be. No query."""
        appointments = self._appointments(tasks, form, refusals)
        judge_appointments(by=by, tasks={each.pk: each for each in tasks}, appointments=appointments, refusals=refusals)
        return {
            place: Side(str((each.people[self.fact] or self.nobody) if each.people else STAYS))
            for place, each in appointments.items()
        }

    def do(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> None:
        """Set them."""
        appoint_several(by=by, appointments=self._appointments(tasks, form, refusals), refusals=refusals)

    def done(self, n: int) -> str:
        """Facts of tasks were changed."""
        return ngettext("%(n)d task was changed.", "%(n)d tasks were changed.", n) % {"n": n}

    def _appointments(self, tasks: Sequence[Task], form: Form, refusals: Refusals) -> dict[int, Appointment]:
        found = {}
        for place, task in enumerate(tasks):
            with refusals.at(place):
                found[place] = Appointment(task=task, people=self._people(task, form))
        return found

    def _people(self, task: Task, form: Form) -> Mapping[str, User | None]:
        """Who is to be set on the task; empty where it stays as it is. ValidationError where nobody can be."""
        raise NotImplementedError


class Responsible(Appointing):
    """The responsible person, of the lead division of each."""

    key = "responsible"
    label = gettext_lazy("Assign responsible persons")
    heading = gettext_lazy("Assign responsible persons to several tasks")
    form = forms.ResponsibleForm
    fact = "responsible"

    def _people(self, task: Task, form: Form) -> Mapping[str, User | None]:
        if task.lead_division is None:
            raise ValidationError(_("It has no lead division yet, and so nobody who could be responsible for it."))
        name = f"responsible-{task.lead_division.code}"
        return {self.fact: form.person(name)} if form.cleaned_data[name] else {}


class Leading(Appointing):
    """The leader in charge."""

    key = "leader"
    label = gettext_lazy("Set the leader in charge")
    heading = gettext_lazy("Set the leader in charge of several tasks")
    form = forms.LeaderForm
    fact = "leader_in_charge"

    def _people(self, task: Task, form: Form) -> Mapping[str, User | None]:
        return {self.fact: form.person(self.fact)}


def _posting(task: Task, given: Mapping[str, Any], left_open: set[str]) -> Posting:
    """What is said of all of them, of this one; a continuing effort has no percent, whatever is said."""
    percent = None if task.is_ongoing else given.get("percent")
    report = Report(
        effective_on=given["effective_on"],
        status=given["status"],
        percent=percent,
        health=given["health"] or None,
        **{name: given[name] for name in TEXTS},
    )
    as_stands = left_open - {"percent"} if task.is_ongoing else left_open
    return Posting(task=task, effective_on=report.effective_on, report=report, as_stands=as_stands)


def _reported(update: ProgressUpdate) -> Side:
    """A report as it would be: what it says, and who has to see it first."""
    waits = {
        ProgressUpdate.FirstReview.PENDING: _("once the chief of the lead division releases it"),
        ProgressUpdate.FirstReview.ENDORSED: _("once the planning office closes it out"),
    }
    return Side(said(update), update.health, waits.get(ProgressUpdate.FirstReview(update.first_review), ""))
