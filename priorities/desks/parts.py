"""What a desk is made of: sections of rows, of reports, or of what another app contributes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from priorities.figures import Moment
from priorities.models import Plan, ProgressUpdate, Round, Task, Urge
from priorities.rounds import AskedOf

DUE_SOON_DAYS = 7
# For so long an author is told on the desk that a report was released.
TOLD_FOR = timedelta(days=7)
# What is listed of what may be long (the planning office's); the rest is counted.
LISTED = 50


@dataclass(kw_only=True)
class Row:
    """A task on a desk: its newest report that waits for review, the urging not answered yet, and when it ended.

    `asked_by`: the day by which an open round asks for its report, while that is missing. `released_on`: the day in the
    past week on which the reader's own report on it was released or closed out.
    """

    task: Task
    supports: bool = False
    reports: bool = False
    waiting: ProgressUpdate | None = None
    urge: Urge | None = None
    asked_by: date | None = None
    released_on: date | None = None
    ended_on: date | None = None


@dataclass(kw_only=True)
class Section:
    """A part of a desk: rows of tasks, reports (to review, returned), or other `things` that its template knows.

    `more`: how many are not listed.
    """

    key: str
    title: str | Promise
    hint: str | Promise = ""
    template: str = "priorities/_desk_section.html"
    rows: list[Row] = field(default_factory=list)
    updates: list[ProgressUpdate] = field(default_factory=list)
    things: list[Any] = field(default_factory=list)
    more: int = 0

    @property
    def count(self) -> int:
        """How many there are, those not listed included."""
        return len(self.rows) + len(self.updates) + len(self.things) + self.more


@dataclass(kw_only=True)
class Desk:
    """What one person has before them in a plan. `leads`, `supports`: numbers of tasks; `kind`: whose desk it is.

    `asked`: what open rounds ask of the division; `rounds`: the planning office's open ones.
    """

    kind: str
    sections: list[Section]
    leads: int = 0
    supports: int = 0
    asked: list[AskedOf] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Tasks and reports in all."""
        return sum(section.count for section in self.sections)

    @property
    def urgent(self) -> int:
        """How many of them wait for the person to act: all but the rest."""
        return sum(section.count for section in self.sections if section.key not in ("rest", "silent"))

    def section(self, key: str) -> Section | None:
        """The section of that key that has something in it."""
        return next((each for each in self.sections if each.key == key and each.count), None)


TITLES: Mapping[str, tuple[Promise, Promise | str]] = {
    "review": (_("Awaiting my release"), _("released, a report stands")),
    "close": (_("To close out"), _("completions that wait for the planning office")),
    "extensions": (_("Extensions to decide"), _("a division asks for a later deadline")),
    "returned": (_("Returned to me"), _("edit and report again")),
    "late": (_("Overdue and behind"), _("report these first")),
    "due": (_("Due within 7 days"), ""),
    "stale": (_("Not reported"), _("nothing reported for longer than the plan allows")),
    "attendance": (_("Attendance to confirm"), _("events that are over: were they held, and who attended?")),
    "preparation": (_("Preparation"), _("for events: what is late or due within 7 days")),
    "rest": (_("The rest"), ""),
    "unled": (_("Without a lead division"), _("nobody reports on these yet")),
    "silent": (_("Never reported"), _("begun, with a lead division, but no report yet")),
}
SHOWN = tuple(TITLES)
TEMPLATES: Mapping[str, str] = {
    "review": "priorities/_desk_reviews.html",
    "close": "priorities/_desk_reviews.html",
    "extensions": "priorities/_desk_extensions.html",
    "returned": "priorities/_desk_returned.html",
    "attendance": "events/_desk_attendance.html",
    "preparation": "events/_desk_preparation.html",
}


def section(key: str, **contents: Any) -> Section:
    """A section by its key, with what it contains."""
    title, hint = TITLES[key]
    template = TEMPLATES.get(key, Section.template)
    return Section(key=key, title=title, hint=hint, template=template, **contents)


Source = Callable[[User, Plan, Moment], list[Any]]
# What apps above this one put on a desk, by the section's key: they stand higher, so they come to it.
SOURCES: dict[str, Source] = {}


def contribute(key: str, source: Source) -> None:
    """Let another app fill a section of a desk. `source`: its things, in a constant number of queries."""
    SOURCES[key] = source


def contributed(key: str, user: User, plan: Plan, moment: Moment) -> list[Section]:
    """The section of that key, where an app contributes it."""
    return [section(key, things=SOURCES[key](user, plan, moment))] if key in SOURCES else []
