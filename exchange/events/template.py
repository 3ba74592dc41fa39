"""The empty register to be filled in: its headings, drop-downs, and what to write, with an example."""

from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Division, User
from accounts.rules import is_planning_office
from events.models import Kind, Status
from exchange.events.columns import COLUMNS, EventColumn
from exchange.lists.words import TITLES
from exchange.models import Export
from foundation.bilingual import aside
from foundation.sheets.columns import Column
from foundation.sheets.writing import SheetPlan, write_book
from priorities.models import Plan


def write_template(out: BinaryIO, *, by: User, plan: Plan, language: str) -> None:
    """A workbook in that language, its drop-downs with the divisions and areas of the plan's side. Two queries."""
    with override(language):
        chosen = choices_of(by, plan)
        sheets = [_instructions(plan), SheetPlan(str(TITLES[Export.List.EVENTS]), columns_to_fill(chosen), [])]
        write_book(out, sheets, language=language, properties={"title": _("Template of the register of events")})


def choices_of(by: User, plan: Plan) -> dict[str, list[str]]:
    """The words of the drop-downs, in the active language, by column. Two queries."""
    divisions = Division.objects.filter(demonstration=plan.demonstration)
    hosts = [division.name for division in divisions if is_planning_office(by) or division.pk == by.division_id]
    return {
        "kind": [str(label) for _value, label in Kind.choices],
        "host": hosts,
        "area": [f"{area.number} {area.name}" for area in plan.areas.order_by("number")],
        "status": [str(label) for _value, label in Status.choices],
        "restricted": [_("yes")],
    }


def columns_to_fill(choices: dict[str, list[str]]) -> list[Column]:
    """The columns as one fills them in."""
    return [
        Column(each.key, str(each.label), each.shape, each.width, choices.get(each.key, ()), entry=True)
        for each in COLUMNS
    ]


def _instructions(plan: Plan) -> SheetPlan:
    columns = [
        Column("column", _("Column"), "text", 26),
        Column("needed", _("Needed"), "text", 12),
        Column("explained", _("What to write"), "long", 70),
        Column("example", _("Example"), "text", 44),
    ]
    rules = [
        _("This is an unclassified system: state secrets and work secrets must not be entered."),
        _(
            "Fill in the next sheet, one event a row, and upload the file under Events. Before anything is written you"
            " are shown what each row would do, and all mistakes at once."
        ),
        _(
            "Names that the register does not know are asked for once, whatever rows they stand in. What is there"
            " already is not entered again."
        ),
        _("Headings in English and Chinese are understood alike, and so are what registers usually call them."),
    ]
    examples = _examples(plan)
    rows: list[Any] = [("", "", rule, "") for rule in rules]
    rows += [
        (str(each.label), _("yes") if each.needed else _("optional"), _explained(each), examples.get(each.key, ""))
        for each in COLUMNS
    ]
    return SheetPlan(_("Instructions"), columns, rows)


def _explained(column: EventColumn) -> str:
    return aside(column.explained, _("needed")) if column.needed else str(column.explained)


def _examples(plan: Plan) -> dict[str, str]:
    """An event that never was, cell by cell."""
    return {
        "day": f"{plan.year}-05-02",
        "hour": "9:30-11:00",
        "title": _("Meeting with a delegation of Port City"),
        "kind": str(Kind.MEETING.label),
        "leaders": _("Municipal leader 01, Municipal leader 02"),
        "counterparts": _("Port City Council"),
        "venue": _("Reception hall 1"),
        "delegation": _("Port City delegation"),
        "persons": "12",
        "status": str(Status.HELD.label),
        "approval": f"{plan.year}-012",
        "outcome": _("Both sides agreed to exchange visits every year."),
    }
