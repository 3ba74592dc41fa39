"""The task list as a file: a hidden key, the page's columns, then those in which one reports."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.translation import get_language, gettext

from accounts.models import User
from exchange.lists.base import Cells, Listing, batches, check, keys_of
from exchange.lists.words import SIGNAL
from exchange.models import Export
from exchange.report_columns import CHOICES, KEY_LABEL, REPORT_COLUMNS, ReportColumn, key_of
from foundation import clock
from foundation.bilingual import chinese, listed
from foundation.numbers import one_decimal
from foundation.pages import refuse_unknown
from foundation.sheets.columns import Column, Kind
from priorities import columns as page
from priorities.desks import takes_reports
from priorities.figures import Moment
from priorities.lists import columns_of, filters_of, order_of, rows_of
from priorities.models import Plan, ProgressUpdate
from priorities.queries import PARAMETERS
from priorities.rows import TaskRow, task_rows
from priorities.services.reporting import newest_report
from priorities.shortcuts import moment_from
from priorities.templatetags.task_words import unreported

UNDERSTOOD = tuple(name for name in PARAMETERS if name != "view")
TEXTS = ("note", "problems", "needs", "next_steps")
ENTRY_BY_COLUMN: Mapping[str, ReportColumn] = {each.shown_as: each for each in REPORT_COLUMNS if each.shown_as}
LOOKS: Mapping[str, tuple[Kind, int]] = {  # kind and width of the page's columns
    "code": ("text", 8),
    "task": ("text", 40),
    "area": ("text", 26),
    "division": ("text", 18),
    "supporting": ("text", 22),
    "responsible": ("text", 16),
    "leader": ("text", 16),
    "signal": ("text", 12),
    "due": ("day", 12),
    "done": ("percent", 8),
    "gap": ("points", 10),
    "own": ("text", 12),
    "reported": ("day", 12),
    "weight": ("number", 8),
    "problems": ("long", 40),
}
KINDS: Mapping[str, Kind] = {"choice": "choice", "percent": "percent", "day": "day", "text": "long"}
WIDTHS = {"choice": 12, "percent": 8, "day": 12, "text": 40}


class _Line(NamedTuple):
    """A row with the four texts of its standing report."""

    row: TaskRow
    texts: Mapping[str, str]


Cell = Callable[[_Line], Any]


def task_listing(request: HttpRequest, plan: Plan, user: User) -> Listing:
    """The plan's tasks as the page shows them. BadRequest where that would answer 400.

    One reports on how things stand now: of a past day, or of a plan that takes no reports, those columns are left out.
    """
    refuse_unknown(request, UNDERSTOOD)
    moment, order, shown = moment_from(request, plan), order_of(request), columns_of(request)
    filterset = filters_of(request, plan, moment)
    check(filterset)
    facts = facts_of(Export.List.TASKS, plan)  # before the rows are read: what comes in between was not seen
    keys = keys_of(rows_of(request, plan, filterset, moment, order))
    entered = moment == Moment.of(plan) and takes_reports(plan)
    laid_out = _columns(shown, entered=entered)
    cells = [cell for _column, cell in laid_out]
    return Listing(
        name=Export.List.TASKS,
        plan=plan,
        day=moment.day,
        columns=[column for column, _cell in laid_out],
        total=len(keys),
        rows=lambda: _rows(plan, moment, keys, {column.key for column in shown}, cells),
        facts=facts,
    )


def facts_of(name: str, plan: Plan) -> dict[str, str]:
    """What the hidden sheet says of a list made now. One query."""
    return {
        "list": str(name),
        "plan": plan.code,
        "language": get_language() or "",
        "exported_at": clock.now().isoformat(timespec="seconds"),
        "newest_report": str(newest_report()),
    }


def _columns(shown: Sequence[page.Column], *, entered: bool) -> list[tuple[Column, Cell]]:
    """Each column of the file with what gives its cells."""
    found: list[tuple[Column, Cell]] = [(Column("key", str(KEY_LABEL), "text", hidden=True), _key)]
    for column in shown:
        kept = ENTRY_BY_COLUMN.get(column.key) if entered else None
        if kept is not None:
            found.append(_entry(kept))
        else:
            kind, width = LOOKS[column.key]
            found.append((Column(column.key, str(column.label), kind, width), CELLS[column.key]))
    if entered:
        there = {column.key for column in shown}
        found += [_entry(each) for each in REPORT_COLUMNS if each.shown_as not in there]
    return found


def _entry(column: ReportColumn) -> tuple[Column, Cell]:
    """A column in which one reports."""
    choices = [str(label) for label in CHOICES[column.field].labels] if column.kind == "choice" else ()
    kind, width = KINDS[column.kind], WIDTHS[column.kind]
    laid_out = Column(column.field, str(column.label), kind, width, choices=choices, entry=True)
    return laid_out, ENTRIES.get(column.field) or _text(column.field)


def _rows(plan: Plan, moment: Moment, keys: Sequence[int], shown: set[str], cells: Sequence[Cell]) -> Iterator[Cells]:
    """The rows. For each batch three queries, and one more where supporting divisions are shown."""
    asked = shown & {"supporting"}
    for batch in batches(keys):
        rows = task_rows(plan, moment, batch, asked)
        texts = _texts([row.state.standing_id for row in rows if row.state.standing_id])
        for row in rows:
            line = _Line(row, texts.get(row.state.standing_id, {}))
            yield [cell(line) for cell in cells]


def _texts(standing: Sequence[int]) -> dict[int | None, dict[str, str]]:
    """What these reports say, by report. One query."""
    return {row.pop("pk"): row for row in ProgressUpdate.objects.filter(pk__in=standing).values("pk", *TEXTS)}


def one(english: str | None, chinese_: str | None) -> str:
    """Of a pair the text in the reader's language, the other where that is blank."""
    first, second = (chinese_, english) if chinese() else (english, chinese_)
    return first or second or ""


def _text(field: str) -> Cell:
    return lambda line: line.texts.get(field, "")


def _key(line: _Line) -> str:
    return key_of(line.row.code, line.row.state.standing_id)


def _gap(line: _Line) -> Any:
    state = line.row.state
    return one_decimal(state.gap) if state.is_open and state.percent is not None else None


def _health(line: _Line) -> str:
    health = line.row.state.health
    return str(ProgressUpdate.Health(health).label) if health else ""


def _own(line: _Line) -> str:
    return unreported(line.row.state) if line.row.state.stale else _health(line)


CELLS: Mapping[str, Cell] = {
    "code": lambda line: line.row.short_code,
    "task": lambda line: one(line.row.name_en, line.row.name_zh),
    "area": lambda line: f"{line.row.area_number} {one(line.row.area_en, line.row.area_zh)}",
    "division": lambda line: one(line.row.lead_en, line.row.lead_zh),
    "supporting": lambda line: listed(one(*pair) for pair in line.row.supporting),
    "responsible": lambda line: one(line.row.responsible_en, line.row.responsible_zh),
    "leader": lambda line: one(line.row.leader_en, line.row.leader_zh),
    "signal": lambda line: str(SIGNAL[line.row.state.signal]),
    "due": lambda line: gettext("continuing") if line.row.state.percent is None else line.row.state.due_on,
    "done": lambda line: line.row.state.percent,
    "gap": _gap,
    "own": _own,
    "reported": lambda line: line.row.state.reported_on or gettext("never"),
    "weight": lambda line: line.row.weight,
    "problems": _text("problems"),
}
ENTRIES: Mapping[str, Cell] = {
    "status": lambda line: str(ProgressUpdate.Status(line.row.state.status).label),
    "percent": lambda line: line.row.state.percent,
    "health": _health,
    "effective_on": lambda line: None,
}
