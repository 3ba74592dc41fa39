"""A list becomes a file: an Excel workbook or CSV, at once or told row by row."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import BinaryIO

from django.utils.translation import get_language, gettext

from exchange.lists import Listing
from exchange.lists.base import Cells
from exchange.models import Export
from foundation.sheets.columns import Column
from foundation.sheets.delimited import csv_lines
from foundation.sheets.writing import SheetPlan, write_book
from priorities.models import Plan

# Up to so many rows a list is answered at once; a longer one is made in the background (exchange.making).
DIRECT = 5_000
TOLD_EVERY = 1_000
FACTS_SHEET = "_workplan"
CONTENT_TYPES: Mapping[str, str] = {
    Export.Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Export.Format.CSV: "text/csv; charset=utf-8",
}


def write_file(out: BinaryIO, listing: Listing, file_format: str, told: Callable[[int], None] | None = None) -> None:
    """Write the list in the active language. `told` hears how many rows are done, every 1,000 and at the end.

    Raises what `foundation.sheets` raises for a cell that a workbook cannot hold.
    """
    rows = _counted(listing.rows(), told)
    if file_format == Export.Format.CSV:
        for line in csv_lines(listing.columns, rows):
            out.write(line)
        return
    sheets = [SheetPlan(title=listing.title, columns=listing.columns, rows=rows, note=listing.note)]
    if listing.facts:
        columns = [Column("key", "key", "text"), Column("value", "value", "text")]
        sheets.append(SheetPlan(title=FACTS_SHEET, columns=columns, rows=listing.facts.items(), hidden=True))
    properties = {"title": listing.title, "subject": listing.note, "author": gettext("Workplan")}
    write_book(out, sheets, language=get_language() or "en", properties=properties)


def name_of(title: object, plan: Plan, day: date) -> str:
    """What a file is called, without its ending: “Tasks 2024 2024-09-30”."""
    return f"{title} {plan.code} {day.isoformat()}"


def file_name(listing: Listing, file_format: str) -> str:
    """“Tasks 2024 2024-09-30.xlsx”, in the active language."""
    return f"{name_of(listing.title, listing.plan, listing.day)}.{file_format}"


def _counted(rows: Iterator[Cells], told: Callable[[int], None] | None) -> Iterator[Cells]:
    done = 0
    for done, row in enumerate(rows, start=1):
        yield row
        if told is not None and done % TOLD_EVERY == 0:
            told(done)
    if told is not None:
        told(done)
