"""What a row says beside what was exported, what stands, and what would be written."""

from datetime import date
from typing import Any

from exchange.report_columns import REPORT_COLUMNS
from exchange.reports.outcomes import Difference, Line
from exchange.reports.reading import same_text
from priorities.models import ProgressUpdate
from priorities.services.reporting import Report

Status = ProgressUpdate.Status
DAY = "effective_on"
FIELDS = tuple(column.field for column in REPORT_COLUMNS if column.field != DAY)
TEXTS = tuple(column.field for column in REPORT_COLUMNS if column.kind == "text")
LABELS = {column.field: column.label for column in REPORT_COLUMNS}
SETTLED = {Status.COMPLETED: 100, Status.NOT_STARTED: 0}


def is_ongoing(line: Line) -> bool:
    """Whether the row's task has no percent."""
    return line.task is not None and line.task.is_ongoing


def exported(line: Line, field: str) -> Any:
    """What a cell said when the file was made."""
    if line.base is None:
        nothing = {"status": Status.NOT_STARTED, "percent": None if is_ongoing(line) else 0, "health": None}
        return nothing.get(field, "")
    value = getattr(line.base, field)
    return same_text(value) if field in TEXTS else value


def as_exported(line: Line, field: str, value: Any) -> bool:
    """Whether a cell says what it said when the file was made."""
    if value in (None, 0) and (
        (field == "percent" and (line.base is None or is_ongoing(line))) or (field == "status" and line.base is None)
    ):
        return True
    return bool(value == exported(line, field))


def says_the_same(line: Line, update: ProgressUpdate) -> bool:
    """Whether a report says all that the row says; the day aside."""
    return all(_wanted(line, field) == _said(update, field) for field in line.said if field != DAY)


def report_of(line: Line, day: date) -> Report:
    """What a row says, unchanged texts as they were; what the file has no column for as it was exported."""
    facts = {field: _wanted(line, field) if field in line.said else exported(line, field) for field in FIELDS}
    if "percent" in line.said:
        facts["percent"] = line.said["percent"]  # what is wrong with it is the services' to say
    elif "status" in line.said and facts["status"] in SETTLED:
        facts["percent"] = None  # they fill it in
    for field in TEXTS:
        if line.base is not None and facts[field] == exported(line, field):
            facts[field] = getattr(line.base, field)
    return Report(effective_on=day, **facts)


def differences(line: Line) -> list[Difference]:
    """What a new report says otherwise than the one that the file was made from."""
    update: Any = line.update
    found = []
    for field in FIELDS:
        before, after = exported(line, field), _said(update, field)
        if (before or None) != (after or None):
            found.append(Difference(label_of(field), _in_words(field, before), _in_words(field, after)))
    return found


def label_of(field: str) -> str:
    """What a fact of a report is called."""
    names = {each.name: getattr(each, "verbose_name", "") for each in ProgressUpdate._meta.fields}
    return str(LABELS.get(field) or names.get(field, ""))


def _wanted(line: Line, field: str) -> Any:
    """What the row says of a fact, filled in as the services do where it leaves no choice."""
    value = line.said[field]
    if field == "status" and value is None:
        return Status.NOT_STARTED  # as it was exported
    if field == "percent" and value is None and not is_ongoing(line):
        status = line.said.get("status", exported(line, "status")) or Status.NOT_STARTED
        return SETTLED.get(Status(status))
    return value


def _said(update: ProgressUpdate, field: str) -> Any:
    value = getattr(update, field)
    return same_text(value) if field in TEXTS else value


def _in_words(field: str, value: Any) -> str:
    """A fact as a person reads it; "" for nothing."""
    if value in (None, ""):
        return ""
    if field == "status":
        return str(Status(value).label)
    if field == "health":
        return str(ProgressUpdate.Health(value).label)
    return f"{value}%" if field == "percent" else str(value)
