"""The sheets of a plan's workbook and their columns: what the template, the filled workbook and the reading share."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from foundation.sheets.columns import Kind
from priorities.imports.shapes import AREA, MILESTONE, PLAN, TASK, Shape
from priorities.models import Plan, Task
from priorities.models.task import MAX_WEIGHT

Text = str | Promise
BASE = "workplan-base"  # the hidden sheet: what stood when the workbook was made
SEPARATORS = "\n;；、,，"
YES, NO = _("yes"), _("no")
TRUTH = {"true": YES, "false": NO}


class PlanColumn(NamedTuple):
    """A fact of a thing: its key in the plan file, its heading, what its cells hold, and what is to be written there.

    `words`: the values that can be chosen, as people call them. `within`: the lowest and highest number.
    """

    key: str
    label: Text
    kind: Kind
    explained: Text
    needed: bool = False
    words: Mapping[str, Text] | None = None
    within: tuple[int, int] = (0, 0)
    width: int = 0
    boolean: bool = False


class PlanSheet(NamedTuple):
    """A sheet of one kind of thing."""

    shape: Shape
    title: Text
    columns: tuple[PlanColumn, ...]

    def column(self, key: str) -> PlanColumn:
        """The column of that key."""
        return next(column for column in self.columns if column.key == key)


INSTRUCTIONS = _("Instructions")
ONE_LANGUAGE = _("One language is enough: it then stands in both.")
AREA_NUMBER = _("Area number")
TASK_NUMBER = _("Task number")
ITEM, VALUE, EXPLANATION = _("Item"), pgettext_lazy("plan file", "Value"), _("Explanation")
TRANSLATED = _("Yes where the Chinese name is the office's own translation.")
QUOTE = _("The sentence in which it was set out, word for word.")
DIVISION = _("Name or code of the division.")


def _numbered(key: str, label: Text, highest: int, explained: Text) -> PlanColumn:
    return PlanColumn(key, label, "number", explained, needed=True, within=(1, highest))


def _names(explained: Text = ONE_LANGUAGE) -> tuple[PlanColumn, PlanColumn]:
    return (
        PlanColumn("name_en", _("Name (English)"), "text", explained, needed=True, width=40),
        PlanColumn("name_zh", _("Name (Chinese)"), "text", explained, needed=True, width=40),
    )


def _translated() -> PlanColumn:
    return PlanColumn("name_zh_translated", _("Chinese name is a translation"), "choice", TRANSLATED, words=TRUTH,
                      boolean=True)  # fmt: skip


PLAN_SHEET = PlanSheet(PLAN, _("Plan"), (
    PlanColumn("code", _("Code"), "text", _("The year, or words and the year: 2025, city-2025."), needed=True),
    PlanColumn("year", _("Year"), "number", _("The year of the plan; it stays."), needed=True, within=(2000, 2100)),
    PlanColumn("title_en", _("Title (English)"), "text", ONE_LANGUAGE, needed=True),
    PlanColumn("title_zh", _("Title (Chinese)"), "text", ONE_LANGUAGE, needed=True),
    PlanColumn("status", _("Status of the plan"), "choice", _("Divisions report on adopted plans only. Empty: draft."),
               words=dict(Plan.Status.choices)),
    PlanColumn("set_out_on", _("Set out on"), "day", _("The day of the meeting that set the plan out.")),
    PlanColumn("source", _("Source of the plan"), "long", _("The document or read-out that it comes from.")),
    PlanColumn("behind_points", _("Behind from (points)"), "number", _("Points behind schedule. Empty: 10."),
               within=(1, 100)),
    PlanColumn("far_behind_points", _("Far behind over (points)"), "number", _("Points behind schedule. Empty: 30."),
               within=(1, 100)),
    PlanColumn("stale_days", _("Not reported after (days)"), "number", _("Days without a report. Empty: 30."),
               within=(1, 366)),
    PlanColumn("review_reports", _("Chiefs release staff's reports"), "choice", _("Yes or no. Empty: yes."),
               words=TRUTH, boolean=True),
))  # fmt: skip
AREAS = PlanSheet(AREA, _("Areas"), (
    _numbered("number", AREA_NUMBER, 99, _("1, 2, 3 …: it tells the area from others and stays.")),
    *_names(),
    _translated(),
    PlanColumn("lead_division", _("Lead division"), "choice", DIVISION, width=24),
    PlanColumn("summary_en", _("Summary (English)"), "long", _("What the area is about.")),
    PlanColumn("summary_zh", _("Summary (Chinese)"), "long", _("What the area is about.")),
    PlanColumn("source_quote", _("Source sentence"), "long", QUOTE),
))  # fmt: skip
TASKS = PlanSheet(TASK, _("Tasks"), (
    _numbered("area", AREA_NUMBER, 99, _("The area that the task belongs to.")),
    _numbered("number", TASK_NUMBER, 9999, _("1, 2, 3 … within the area: it tells the task from others and stays.")),
    PlanColumn("kind", _("Kind of task"), "choice",
               _("By a deadline: something is delivered; continuing: an effort all year, reported without a percent."),
               needed=True, words=dict(Task.Kind.choices)),
    *_names(),
    _translated(),
    PlanColumn("lead_division", _("Lead division"), "choice", DIVISION, width=24),
    PlanColumn("supporting_divisions", _("Supporting divisions"), "text", _("Names or codes, one on each line."),
               width=24),
    PlanColumn("leader_in_charge", _("Leader in charge"), "choice",
               _("Name or user name of one of the office's leaders."), width=18),
    PlanColumn("starts_on", _("Starts on"), "day", _("Empty: 1 January of the plan's year.")),
    PlanColumn("due_on", _("Deadline"), "day", _("Empty: 31 December of the plan's year.")),
    PlanColumn("reason", _("Reason for a later deadline"), "text",
               _("Needed where the deadline of an adopted plan's task moves later.")),
    PlanColumn("weight", _("Weight"), "number", _("1 to 1,000. Empty: 1."), within=(1, MAX_WEIGHT)),
    PlanColumn("description_en", _("Description (English)"), "long", _("What is to be done.")),
    PlanColumn("description_zh", _("Description (Chinese)"), "long", _("What is to be done.")),
    PlanColumn("sources_en", _("Sources (English)"), "text", _("Where the task comes from, each on a line of its own."),
               width=32),
    PlanColumn("sources_zh", _("Sources (Chinese)"), "text", _("The same in Chinese, in the same order."), width=32),
    PlanColumn("source_quote", _("Source sentence"), "long", QUOTE),
))  # fmt: skip
MILESTONES = PlanSheet(MILESTONE, _("Milestones"), (
    _numbered("area", AREA_NUMBER, 99, _("The area of the task.")),
    _numbered("task", TASK_NUMBER, 9999, _("The task that the milestone belongs to.")),
    *_names(_("One language is enough: it then stands in both. The Chinese name tells the milestone from others.")),
    PlanColumn("due_on", _("Due on"), "day", _("A day of the task's period."), needed=True),
    PlanColumn("weight", _("Weight"), "number", _("1 to 1,000. Empty: 1."), within=(1, MAX_WEIGHT)),
))  # fmt: skip
SHEETS = (PLAN_SHEET, AREAS, TASKS, MILESTONES)


def in_every_language(text: Text) -> Iterator[str]:
    """The text as each language has it."""
    for language, _name in settings.LANGUAGES:
        with override(language):
            yield str(text)


def plain(text: str) -> str:
    """For comparing headings and titles: case, spaces and the width of brackets do not matter."""
    return "".join(text.split()).casefold().replace("（", "(").replace("）", ")")


def by_words(things: Iterable[tuple[str, Text]]) -> dict[str, str]:
    """The keys of things by what they are called, in every language, or by the key itself."""
    return {plain(word): key for key, text in things for word in (key, *in_every_language(text))}


def words_of(column: PlanColumn) -> dict[str, list[str]]:
    """What each value of a column goes by: first as the reader calls it."""
    return {
        value: [str(text), *in_every_language(text), value] for value, text in (column.words or {}).items()
    }  # fmt: skip
