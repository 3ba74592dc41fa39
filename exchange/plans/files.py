"""An uploaded plan, by its bytes a workbook or YAML, as a document; the validation of both is one."""

from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exchange.plans.reading import read_plan
from foundation.sheets.book import MOST_BYTES, Refused
from foundation.sheets.reading import TOO_BIG, read_book
from foundation.uploads import MEGABYTE
from priorities.imports.document import Document, read_document
from priorities.imports.places import PlanFileError, Problems

LARGEST = MOST_BYTES
LARGEST_TEXT = MEGABYTE
MOST_THINGS = 1_500  # what is written while one waits; load_plan on the server takes more
MOST_VALUES = 30_000
NEITHER = gettext_lazy("A plan is written in an .xlsx workbook or in YAML (UTF-8). This is neither.")
TEXT_TOO_BIG = gettext_lazy("A plan in YAML is at most 1 MB.")
TABLE = gettext_lazy("A plan takes a workbook of several sheets (.xlsx), or YAML: a CSV file holds but one table.")


def is_workbook(content: bytes) -> bool:
    """Whether these are the bytes of a workbook, not of a text."""
    return content.startswith(b"PK")


def read_upload(content: bytes, name: str) -> Document:
    """The plan that a file tells of. Raises Refused for what cannot be one, PlanFileError with all that is wrong.

    A read-out that the file names is not looked for: on the server it stands beside the file, here nothing does.
    """
    if len(content) > LARGEST:
        raise Refused(TOO_BIG)
    document = _read(content, name)
    if len(document.things) > MOST_THINGS:
        problems = Problems(name)
        expected = _("expected at most %(most)d areas, tasks and milestones: load_plan on the server takes more")
        problems.add(document.plan.place, "", expected % {"most": MOST_THINGS}, str(len(document.things)))
        raise PlanFileError(name, problems.found)
    return document


def _read(content: bytes, name: str) -> Document:
    if content.startswith((b"%PDF", b"{\\rtf")):
        read_book(BytesIO(content), name)  # says what it is
    if is_workbook(content):
        return read_plan(read_book(BytesIO(content), name), name)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        read_book(BytesIO(content), name)  # says what a PDF or an old workbook is
        raise Refused(NEITHER) from None
    if not text.strip("\x00 \t\r\n"):
        raise Refused(NEITHER)
    if name.lower().endswith((".csv", ".tsv")):
        raise Refused(TABLE)
    if text.lstrip().startswith("<"):
        read_book(BytesIO(content), name)  # and what a web page is
        raise Refused(NEITHER)
    if len(content) > LARGEST_TEXT:
        raise Refused(TEXT_TOO_BIG)
    return read_document(text, name, None, MOST_VALUES)
