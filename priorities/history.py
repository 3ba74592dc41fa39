"""The change record of a task in words that a clerk reads: what, before, after."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Division, User
from changelog.models import Change
from foundation.bilingual import aside, in_language, listed
from priorities.models import ExtensionDecision, ExtensionRequest, ProgressUpdate, Review, Task

# Facts with words of their own for their codes.
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "status": dict(ProgressUpdate.Status.choices),
    "health": dict(ProgressUpdate.Health.choices),
    "review": dict(ProgressUpdate.FirstReview.choices) | dict(Review.Outcome.choices),
    "kind": dict(Task.Kind.choices),
    "outcome": dict(ExtensionDecision.Outcome.choices),
}
LABELS: Mapping[str, Any] = {
    "review": gettext_lazy("review"),
    "reason": gettext_lazy("reason"),
    "sources": gettext_lazy("sources"),
    "schedules": gettext_lazy("periods"),
    "milestones": gettext_lazy("milestones"),
    "task": gettext_lazy("task"),
    "outcome": gettext_lazy("decision"),
    "decision_reason": gettext_lazy("reason of the decision"),
    "for": gettext_lazy("standing in for"),
}
PEOPLE = ("responsible", "leader_in_charge", "for")
DIVISIONS = ("lead_division", "supporting_divisions")
# Not worth a line in the history of a report: the task whose page this is.
LEFT_OUT = {"update": ("task",), "task": (), "extension": ("task",)}


@dataclass(frozen=True)
class Difference:
    """One fact that changed, in words; "" where there was or is nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """One change with its differences, and what it was in a few words."""

    change: Change
    title: str
    differences: list[Difference]


def entries(changes: Iterable[Change]) -> list[Entry]:
    """The changes in words. Two queries: the names of the divisions and of the people that the facts name."""
    found = list(changes)
    facts = [side for change in found for side in (change.before, change.after) if side]
    names = _Names(facts)
    return [Entry(change, _title(change), list(_differences(change, names))) for change in found]


class _Names:
    """Names of divisions by code and of people by user name, as far as these facts name them."""

    def __init__(self, facts: Iterable[Mapping[str, Any]]) -> None:
        divisions, people = set(), set()
        for side in facts:
            people |= {side[name] for name in PEOPLE if side.get(name)}
            divisions |= {side["lead_division"]} if side.get("lead_division") else set()
            divisions |= set(side.get("supporting_divisions") or ())
        self.divisions = {each.code: each.name for each in Division.objects.filter(code__in=divisions)}
        self.people = {each.username: str(each) for each in User.objects.filter(username__in=people)}

    def of(self, name: str, value: Any) -> str:
        """A fact's value in words."""
        if value is None or value in ("", []):
            return ""
        if name in WORDS:
            return str(WORDS[name].get(value, value))
        if name in PEOPLE:
            return self.people.get(value, str(value))
        if isinstance(value, list):
            return "\n".join(self.of(name, each) for each in value)
        if name in DIVISIONS:
            return self.divisions.get(value, str(value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, dict):
            return _part(value)
        return f"{value}%" if name == "percent" else str(value)


def _part(value: Mapping[str, Any]) -> str:
    """A schedule, a milestone or a source in one line."""
    if "starts_on" in value:
        days = {"start": value["starts_on"], "due": value["due_on"], "day": value["decided_on"]}
        decided = _("%(start)s to %(due)s, decided %(day)s") % days
        return aside(decided, value["reason"]) if value.get("reason") else decided
    words = [in_language(_Facts(value), "name")]
    if value.get("due_on"):
        words.append(_("due %(day)s") % {"day": value["due_on"]})
    if value.get("weight"):
        words.append(_("weight %(weight)d") % {"weight": value["weight"]})
    if value.get("completed_on"):
        words.append(_("done %(day)s") % {"day": value["completed_on"]})
    return listed(words)


class _Facts:
    """A mapping read by attributes, for `in_language`."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.__dict__.update(facts)


def _title(change: Change) -> str:
    """What the change was, in a few words."""
    if change.type == "task":
        return {
            Change.Action.CREATE: _("Task added"),
            Change.Action.CHANGE: _("Task changed"),
            Change.Action.DELETE: _("Task deleted"),
        }[Change.Action(change.action)]
    if change.type == "extension":
        return _extension_title(change)
    if change.action == Change.Action.CREATE:
        return _("Report")
    return _("Review of the report of %(day)s") % {"day": (change.after or {}).get("effective_on", "")}


def _extension_title(change: Change) -> str:
    """A request for a later deadline, or what became of it."""
    return {
        "granted": _("Extension granted"),
        "refused": _("Extension refused"),
        "withdrawn": _("Request for an extension withdrawn"),
    }.get((change.after or {}).get("outcome", ""), _("Extension asked for"))


def _differences(change: Change, names: _Names) -> Iterator[Difference]:
    """The facts that differ, in the order of the forms (a database need not keep that of the record)."""
    before, after = change.before or {}, change.after or {}
    order = [*(each.name for each in _model(change.type)._meta.get_fields()), *LABELS]
    for name in sorted(
        before.keys() | after.keys(), key=lambda name: (order.index(name) if name in order else 99, name)
    ):
        was, now = before.get(name), after.get(name)
        if name in LEFT_OUT[change.type] or was == now or (_nothing(was) and _nothing(now)):
            continue
        old, new = names.of(name, was), names.of(name, now)
        if isinstance(was, list) and isinstance(now, list):  # of a list, what left it and what joined it
            old, new = _only(old, new), _only(new, old)
        yield Difference(_label(change.type, name), old, new)


def _nothing(value: Any) -> bool:
    """Whether a fact says nothing; a zero says something."""
    return value is None or value is False or value == "" or value == []


def _only(lines: str, others: str) -> str:
    return "\n".join(line for line in lines.split("\n") if line not in others.split("\n"))


def _label(kind: str, name: str) -> str:
    """What a fact is called on the forms."""
    if name in LABELS:
        return str(LABELS[name])
    return str(getattr(_model(kind)._meta.get_field(name), "verbose_name", name))


def _model(kind: str) -> type[models.Model]:
    return {"task": Task, "extension": ExtensionRequest}.get(kind, ProgressUpdate)
