"""From rows to outcomes: what each would change, by the very services that would write it. Writes nothing."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from exchange.report_columns import read_key
from exchange.reports.comparing import (
    DAY,
    FIELDS,
    as_exported,
    differences,
    is_ongoing,
    label_of,
    report_of,
    says_the_same,
)
from exchange.reports.outcomes import Judgement, Line, Outcome, Problem
from exchange.reports.reading import Reports, Row, value_of
from foundation.bilingual import labelled, listed
from foundation.converters import is_code
from foundation.errors import Refusals
from priorities.figures import Moment
from priorities.models import Plan, ProgressUpdate, Task
from priorities.services.reporting import check_report
from priorities.services.reporting_several import Posting, judge_several

LARGEST_ID = 2**63 - 1
STANDS = ("not_required", "accepted")
NOT_THERE = ("withdrawn", "returned")
SHORTENED = 120
NO_TASK = gettext_lazy("Task “%(code)s” is not in this plan. Rows are only of its tasks; new ones are not made here.")
NO_BASE = gettext_lazy("The key “%(key)s” names a report that is not there. Leave the hidden first column as exported.")


def judge(by: User, plan: Plan, reports: Reports) -> Judgement:
    """What would become of each row. Five queries, however many rows; three where none says anything new."""
    lines: list[Line] = []
    rows: list[Row] = []
    for row in reports.rows:
        if row.key.text.strip() or any(cell.text.strip() or cell.problem for cell in row.cells.values()):
            lines.append(Line(number=row.number, key=row.key.text.strip(), hidden=row.hidden))
            rows.append(row)
    judging = _Judging(by, plan, reports)
    judging.find_tasks(lines)
    judging.refuse_repeated(lines)
    for line, row in zip(lines, rows, strict=True):
        if line.task is not None:
            judging.read(line, row)
    judging.judge(lines, rows)
    return Judgement(reports, lines)


class _Judging:
    """The rows of one file on their way."""

    def __init__(self, by: User, plan: Plan, reports: Reports) -> None:
        self.by, self.plan, self.reports = by, plan, reports

    def find_tasks(self, lines: list[Line]) -> None:
        """The task and the report that a row's key names. Three queries."""
        keys = {place: key for place, line in enumerate(lines) if (key := read_key(line.key)) is not None}
        codes = {code for code, _base in keys.values() if is_code(code)}
        tasks: Any = Task.objects.of_plan(self.plan).select_related("area__plan", "lead_division")
        found = tasks.prefetch_related("supporting_divisions").in_bulk(codes, field_name="code")
        bases = ProgressUpdate.objects.in_bulk({base for _code, base in keys.values() if 0 < base <= LARGEST_ID})
        for place, line in enumerate(lines):
            self._take_key(line, keys.get(place), found, bases)

    def _take_key(
        self,
        line: Line,
        key: tuple[str, int] | None,
        tasks: dict[str, Task],
        bases: dict[int, ProgressUpdate],
    ) -> None:
        if key is None:
            message = (
                _("This is no key: “%(key)s”. Leave the hidden first column as exported.") % {"key": line.key[:50]}
                if line.key
                else _("This row has no key, so its task is not known. Write only into rows of the exported file.")
            )
            self._key_problem(line, message)
            return
        code, base = key
        task = tasks.get(code)
        if task is None:
            self._key_problem(line, NO_TASK % {"code": code[:50]})
            return
        line.base = bases.get(base)
        if base and (line.base is None or line.base.task_id != task.pk):
            line.base = None
            self._key_problem(line, NO_BASE % {"key": line.key[:50]})
            return
        line.task = task

    def _key_problem(self, line: Line, message: str) -> None:
        line.outcome = Outcome.ERROR
        line.problems.append(Problem(self.reports.key_column, _("Key"), line.key[:SHORTENED], message))

    def refuse_repeated(self, lines: list[Line]) -> None:
        """A task in several rows: none of them can be told to be the one that is meant."""
        of: dict[int, list[Line]] = defaultdict(list)
        for line in lines:
            if line.task is not None:
                of[line.task.pk].append(line)
        for several in of.values():
            if len(several) > 1:
                numbers = listed(line.number for line in several)
                for line in several:
                    said = {"task": line.task.short_code if line.task else "", "rows": numbers}
                    self._key_problem(line, _("Task %(task)s is in several rows (%(rows)s). Keep one of them.") % said)

    def read(self, line: Line, row: Row) -> None:
        """The values of a row, and which of them are not as exported; what cannot be read is a problem."""
        for field, cell in row.cells.items():
            try:
                value = value_of(field, cell)
            except ValidationError as error:
                self._problems(line, row, field, error.messages)
                line.edited.append(field)
            else:
                # A continuing effort has no percent: its 0 is as good as nothing.
                line.said[field] = None if field == "percent" and not value and is_ongoing(line) else value
                if (value is not None) if field == DAY else not as_exported(line, field, value):
                    line.edited.append(field)
        needs_status = line.base is not None or set(line.edited) - {DAY}
        if needs_status and line.said.get("status", "") is None:
            self._problems(line, row, "status", [_expected_status()])
            line.edited += [] if "status" in line.edited else ["status"]
            del line.said["status"]

    def judge(self, lines: list[Line], rows: list[Row]) -> None:
        """The rows that say something new. Two queries; none where no row does."""
        edited = [place for place, line in enumerate(lines) if line.task is not None and line.edited]
        history = self._history([lines[place] for place in edited])
        postings: dict[int, Posting] = {}
        for place in edited:
            line, row = lines[place], rows[place]
            task: Any = line.task
            known = history[task.pk]
            line.standing = next((each for each in known if each.review in STANDS), None)
            if line.problems:
                self._problems_beside(line, row)
            elif self._is_already_there(line, known):
                line.outcome = Outcome.ALREADY
            else:
                line.posting = postings[place] = self._posting(line)
                seen = line.base.pk if line.base else 0
                line.others = sorted(
                    (x for x in known if x.pk > seen and x.author_id != self.by.pk and x.review != "withdrawn"),
                    key=lambda update: -update.pk,
                )
        if postings:
            self._try_out(lines, rows, postings)

    def _try_out(self, lines: list[Line], rows: list[Row], postings: dict[int, Posting]) -> None:
        """The reports as they would be saved. One query."""
        refusals = Refusals(of=len(lines))
        tasks = {each.task.pk: each.task for each in postings.values()}
        updates = judge_several(by=self.by, tasks=tasks, postings=postings, refusals=refusals)
        for place, update in updates.items():
            line = lines[place]
            line.outcome = Outcome.CONFIRMED if update.no_change else Outcome.NEW
            line.update = update
            line.differences = differences(line)
        for place, error in refusals.errors.items():
            self._refused(lines[place], rows[place], error)

    def _history(self, lines: list[Line]) -> dict[int, list[ProgressUpdate]]:
        """All reports on the tasks, in the order in which they stand. One query."""
        found: dict[int, list[ProgressUpdate]] = defaultdict(list)
        tasks = [line.task.pk for line in lines if line.task is not None]
        updates = ProgressUpdate.objects.filter(task__in=tasks).with_review().select_related("author")
        for update in updates.order_by("-effective_on", "-id") if tasks else ():
            found[update.task_id].append(update)
        return found

    def _is_already_there(self, line: Line, known: list[ProgressUpdate]) -> bool:
        """Whether what the row says stands already, waits already, or was already said by the same person since.

        So the same file taken in again changes nothing, whatever has become of its reports but a return.
        """
        day, base = line.said.get(DAY), line.base.pk if line.base else 0
        stands = [each for each in known if each.review in STANDS and (day is None or each.effective_on == day)][:1]
        own = [each for each in known if each.author_id == self.by.pk and each.review not in NOT_THERE]
        waiting = max((each for each in own if each.review not in STANDS), key=lambda each: each.pk, default=None)
        since = [each for each in own if each.pk > base or each is waiting]
        return any(says_the_same(line, each) for each in [*stands, *since] if day is None or each.effective_on == day)

    def _posting(self, line: Line) -> Posting:
        """What is to be reported of the task; where nothing but the day was filled in, that nothing has changed."""
        task: Any = line.task
        day = line.said.get(DAY) or Moment.default_day(self.plan)
        if line.edited == [DAY]:
            return Posting(task=task, effective_on=day, report=None)
        left_open = [field for field in FIELDS if field not in line.said]
        return Posting(task=task, effective_on=day, report=report_of(line, day), as_stands=left_open)

    def _problems_beside(self, line: Line, row: Row) -> None:
        """What else is wrong with a row of which a cell cannot be read: all is told at once."""
        task: Any = line.task
        wrong = {field for field in line.edited if field not in line.said}
        if wrong & {"status", "percent"}:
            wrong |= {"status", "percent"}  # what one may be depends on the other
        readable = Line(line.number, line.key, task=task, base=line.base)
        readable.said = {field: value for field, value in line.said.items() if field not in wrong}
        try:
            check_report(self.by, task, report_of(readable, readable.said.get(DAY) or Moment.default_day(self.plan)))
        except PermissionDenied as error:
            self._refused(line, row, error)
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                for field in wrong & set(error.error_dict):
                    del error.error_dict[field]
                if not error.error_dict:
                    return
            self._refused(line, row, error)

    def _refused(self, line: Line, row: Row, error: Exception) -> None:
        """What the services say of a row, at the cells that it is about."""
        line.outcome = Outcome.ERROR
        if not isinstance(error, ValidationError):
            self._problems(line, row, line.edited[0], [str(error)])
        elif not hasattr(error, "error_dict"):
            self._problems(line, row, line.edited[0], error.messages)
        else:
            for field, messages in error.message_dict.items():
                named = field != NON_FIELD_ERRORS and field not in row.cells
                label = label_of(field) if named else ""
                said = [labelled(label, each) if label else each for each in messages]
                self._problems(line, row, field if field in row.cells else line.edited[0], said)

    def _problems(self, line: Line, row: Row, field: str, messages: Collection[Any]) -> None:
        line.outcome = Outcome.ERROR
        letter, heading = self.reports.columns[field], self.reports.headings[field]
        value = row.cells[field].text[:SHORTENED]
        line.problems += [Problem(letter, heading, value, str(each)) for each in messages]


def _expected_status() -> str:
    return _("Expected one of: %(known)s.") % {"known": listed(each.label for each in ProgressUpdate.Status)}
