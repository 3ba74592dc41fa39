"""CSV as Excel wants it and writes it, both ways; a text that would run as a formula is held by an apostrophe."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from .book import (
    MOST_BYTES,
    MOST_CELLS,
    PLAIN,
    TOO_MANY_CELLS,
    Book,
    Cell,
    Found,
    Laying,
    Layout,
    Refused,
    letters,
    sentence,
)
from .columns import Column, as_text
from .parts import text_cell

csv.field_size_limit(MOST_BYTES)  # a long text is taken whole or refused, never cut

# Programs run a text as a formula that begins so; some drop the space before it.
_RUNS = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
_HELD = re.compile(r"'+(?:[\t\r\n]|\s*[=+\-@＝＋－＠])")

ENCODING = _("The characters of the file cannot be read: save it as “CSV UTF-8”.")
NOT_TEXT = _("This is neither a workbook nor a table in plain text: save it as .xlsx.")
BAD_QUOTES = _("Line %(line)d: the quotation marks do not match.")
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
TITLE = "CSV"
DELIMITERS = ",;\t"
FIRST_LINE = 20_000  # characters in which the first line is looked for


def held(text: str) -> str:
    """A text as it is written: an apostrophe before one that would run, or that looks as if it were held already."""
    return f"'{text}" if _RUNS.match(text) or _HELD.match(text) else text


def let_go(text: str) -> str:
    """A text as it was before `held`."""
    return text[1:] if _HELD.match(text) else text


def csv_lines(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A file of CSV line by line: UTF-8 with a BOM, CRLF, headings first; labels in the active language."""
    yield "\ufeff".encode()
    yield _line([held(str(column.label)) for column in columns])
    for row in rows:
        yield _line([_field(column, value) for column, value in zip(columns, row, strict=True)])


def _field(column: Column, value: Any) -> str:
    text = as_text(column, value)
    return held(text) if isinstance(value, str) or column.kind in ("text", "long", "choice") else text


def _line(fields: Sequence[str]) -> bytes:
    return (",".join(map(_quoted, fields)) + "\r\n").encode()


def _quoted(field: str) -> str:
    if field and not re.search(r'[,;"\r\n\t]|^\s|\s$', field):
        return field
    return '"' + field.replace('"', '""') + '"' if field else ""


def read_csv(content: bytes, layout: Layout = PLAIN) -> Book:
    """The book of one sheet of a text. Raises Refused: no text, quotation marks that do not match, too much."""
    text = _decoded(content)
    count = 0
    for number, fields in _records(text):
        count += len(fields)
        if count > MOST_CELLS or number > MOST_CELLS:
            raise Refused(TOO_MANY_CELLS)
    found: list[Found] = []
    for number, fields in _records(text):
        cells: dict[int, Cell] = {}
        for column, field in enumerate(fields, 1):
            if field and (cell := text_cell(f"{letters(column)}{number}", let_go(field))):
                cells[column] = cell
        found.append((number, False, cells))
    return Book([Laying(layout).sheet(TITLE, False, found)], "csv")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The fields of each record, numbered as a spreadsheet program numbers its rows. Raises Refused."""
    lines, delimiter, first = _delimited(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        yield from enumerate(reader, first)
    except csv.Error as error:
        raise Refused(sentence(BAD_QUOTES, line=reader.line_num)) from error


def _decoded(content: bytes) -> str:
    encodings = [encoding for bom, encoding in BOMS if content.startswith(bom)] or ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise Refused(NOT_TEXT)
        return text
    raise Refused(ENCODING)


def _delimited(text: str) -> tuple[Iterator[str], str, int]:
    """The lines, what separates their fields, and the number of the first: `sep=;` before them says it outright."""
    lines = (found[0] for found in re.finditer(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text))
    if said := re.match(r"sep=([,;\t|])\r?\n", text, re.IGNORECASE):
        next(lines)
        return lines, said[1], 2
    signs: Counter[str] = Counter()
    inside = False
    for sign in text[:FIRST_LINE]:
        if sign == '"':
            inside = not inside
        elif not inside and sign in DELIMITERS:
            signs[sign] += 1
        elif not inside and sign in "\r\n" and signs:
            break
    return lines, max(DELIMITERS, key=lambda sign: signs[sign]), 1
