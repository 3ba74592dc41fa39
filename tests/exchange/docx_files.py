"""Word files for tests: from paragraphs, from another one by changing its parts, and what one says when it is read."""

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

Change = bytes | Callable[[bytes], bytes] | None
RELS = "word/_rels/document.xml.rels"
GOOD = "{%p for area in areas %}", "{{ area.name }}", "{%p endfor %}"


def docx(*paragraphs: str) -> bytes:
    """A document of these paragraphs."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def changed(original: bytes, parts: dict[str, Change], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The package with parts put in, changed or (None) left out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(original)) as source, zipfile.ZipFile(made, "w", method) as target:
        names = [*source.namelist(), *(name for name in parts if name not in source.namelist())]
        for name in names:
            change = parts.get(name, lambda part: part)
            if change is not None:
                before = source.read(name) if name in source.namelist() else b""
                target.writestr(name, change if isinstance(change, bytes) else change(before))
    return made.getvalue()


def related(original: bytes, kind: str, target: str, *, external: bool = True) -> bytes:
    """With one more relationship of the document."""
    mode = ' TargetMode="External"' if external else ""
    row = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return changed(original, {RELS: lambda part: part.replace(b"</Relationships>", row.encode())})


def replaced(original: bytes, old: str, new: str) -> bytes:
    """With another text in its main part."""
    return changed(original, {"word/document.xml": lambda part: part.replace(old.encode(), new.encode())})


def blocks(content: bytes) -> Iterable[Paragraph | Table]:
    """Paragraphs and tables in their order."""
    document = Document(io.BytesIO(content))
    for child in document.element.body:
        if child.tag == qn("w:p"):
            yield Paragraph(child, document)
        elif child.tag == qn("w:tbl"):
            yield Table(child, document)


def told(content: bytes) -> list[Any]:
    """All of a document: (style, text) of each paragraph, the texts of each table's rows."""
    return [
        ((block.style.name or "").removeprefix("Office ") if block.style else "", block.text)
        if isinstance(block, Paragraph)
        else [[cell.text for cell in row.cells] for row in block.rows]
        for block in blocks(content)
    ]
