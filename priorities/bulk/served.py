"""Bulk actions whose services have no trial of their own: asking for an extension, urging. They are done and undone."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.rules import Reader
from changelog.services import unit
from foundation import days
from foundation.errors import Refusals
from priorities import rules
from priorities.bulk.chosen import Side
from priorities.bulk.deeds import After, Deed, Form
from priorities.forms import bulk as forms
from priorities.models import Task
from priorities.services.extending import ask_extension
from priorities.services.urging import urge


class Served(Deed):
    """A deed whose service has no trial of its own: it is done and undone."""

    texts = True

    def try_out(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> After:
        """Do it, keep what was refused, undo it."""
        with unit():
            self._serve(by, tasks, form, refusals)
            transaction.set_rollback(True)
        return {place: self._after(task, form) for place, task in enumerate(tasks) if place not in refusals.errors}

    def do(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> None:
        """Do it for all or none."""
        with unit():
            self._serve(by, tasks, form, refusals)
            refusals.check()

    def _serve(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> None:
        raise NotImplementedError

    def _after(self, task: Task, form: Form) -> Side:
        raise NotImplementedError


class Extending(Served):
    """Asking for more time."""

    key = "extend"
    label = gettext_lazy("Ask for an extension")
    heading = gettext_lazy("Ask for an extension of several tasks")
    form = forms.ExtensionForm

    def may(self, user: Reader) -> bool:
        """Chiefs, and who stands in for one."""
        return rules.may_ask_somewhere(user)

    def before(self, task: Any) -> Side:
        """The deadline in force."""
        return Side(days.in_full(task.state.due_on))

    def done(self, n: int) -> str:
        """Each is a request of its own."""
        return ngettext("An extension was asked for %(n)d task.", "An extension was asked for %(n)d tasks.", n) % {
            "n": n
        }

    def _serve(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> None:
        for place, task in enumerate(tasks):
            with refusals.at(place):
                ask_extension(by=by, task=task, due_on=self._due_on(task, form), reason=form.cleaned_data["reason"])

    def _after(self, task: Task, form: Form) -> Side:
        return Side(days.in_full(self._due_on(task, form)), more=_("once it is granted"))

    def _due_on(self, task: Task, form: Form) -> date:
        given = form.cleaned_data
        day: date = given["due_on"] or task.state.due_on + timedelta(days=given["days"])
        return day


class Urging(Served):
    """Urging the divisions to report."""

    key = "urge"
    label = gettext_lazy("Urge")
    heading = gettext_lazy("Urge several tasks")
    form = forms.UrgeForm

    def may(self, user: Reader) -> bool:
        """The planning office."""
        return rules.may_urge(user)

    def before(self, task: Any) -> Side:
        """When it was last reported on."""
        day = task.state.reported_on
        return Side(_("last reported %(day)s") % {"day": days.short(day)} if day else _("never reported"))

    def done(self, n: int) -> str:
        """It is shown until a report answers."""
        return ngettext("%(n)d task was urged.", "%(n)d tasks were urged.", n) % {"n": n}

    def _serve(self, by: User, tasks: Sequence[Task], form: Form, refusals: Refusals) -> None:
        text, whole = form.cleaned_data["text"], Refusals(of=1)
        with whole.at(0):
            urge(by=by, tasks=list(tasks), text=text)
        for place, task in enumerate(tasks if whole.errors else ()):  # which of them it was
            with refusals.at(place):
                urge(by=by, tasks=[task], text=text)

    def _after(self, task: Task, form: Form) -> Side:
        return Side(_("urged"))
