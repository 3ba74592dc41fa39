"""Make the built-in templates of Word documents: `python scripts/word_templates.py`, after changing what is here.

What is between braces is put in when a document is made: see `exchange/word/sample.py` for all there is.
"""

import sys
from pathlib import Path
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import word_layout as layout  # noqa: E402
from word_texts import TEXTS, Texts  # noqa: E402

from exchange.word.fitting import DENSITIES, ISSUE_COLUMNS, TASK_COLUMNS, Density  # noqa: E402  # after the path is set

FOLDER = ROOT / "exchange" / "word" / "templates"
FIGURE_WIDTHS = [37.0, 9.5, 12.0, 12.5, 13.0, *[9.0] * 8]


def main() -> None:
    """Write one file for each kind and language."""
    for language, texts in TEXTS.items():
        for kind, make in (("round", _summary), ("leader", _sheets)):
            document = layout.new_document({"zh-hans": "zh-CN", "en": "en-GB"}[language])
            make(document, texts)
            document.save(str(FOLDER / f"{kind}.{language}.docx"))


def _write(document: Any, style: str, text: str) -> Any:
    paragraph = document.add_paragraph(style=document.styles[style])
    for place, piece in enumerate(text.split("**")):
        if piece:
            paragraph.add_run(piece).bold = True if place % 2 else None
    return paragraph


def _summary(document: Any, texts: Texts) -> None:
    layout.set_page(document, grid=True)
    layout.add_page_numbers(document)
    if not texts.chinese:
        _as_english(document)
    for line in texts.title:
        _write(document, "Office title", line)
    _write(document, "Office subtitle", texts.period)
    _write(document, "Office subtitle", "{%p if plan.demonstration %}")
    _write(document, "Office subtitle", texts.demonstration)
    _write(document, "Office subtitle", "{%p endif %}")
    _write(document, "Office body", "")
    for line in texts.opening:
        _write(document, "Office body", line)
    _write(document, "Office caption", texts.caption)
    _figures(document, texts)
    _write(document, "Office note", texts.table_note)
    _write(document, "Office body", "{%p for area in areas %}")
    _write(document, "Office heading 1", texts.area)
    for line in texts.no_tasks:
        _write(document, "Office body", line)
    _write(document, "Office body", "{%p for task in area.tasks %}")
    _write(document, "Office heading 2", texts.task)
    for line in texts.task_facts:
        _write(document, "Office body", line)
    for name, label in texts.parts.items():
        _write(document, "Office body", f"{{%p if task.{name} %}}")
        _write(document, "Office body", label.format(part=f"task.{name}"))
        _write(document, "Office body", f"{{%p for line in task.{name}.rest %}}")
        _write(document, "Office body", "{{ line }}")
        _write(document, "Office body", "{%p endfor %}")
        _write(document, "Office body", "{%p endif %}")
    _write(document, "Office body", "{%p endfor %}")
    _write(document, "Office body", "{%p endfor %}")
    _signature(document)


def _as_english(document: Any) -> None:
    """Latin headings differ by weight, as they have one font; lines are not stretched to the edge."""
    styles = document.styles
    for name in ("Office title", "Office heading 1", "Office caption", "Office cell head"):
        styles[name].font.bold = True
    styles["Office heading 2"].font.italic = True
    for name in ("Office heading 1", "Office heading 2", "Office body"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT


def _signature(document: Any) -> None:
    """The office two characters from the right, the day four, kept together at the end of the text."""
    _write(document, "Office signature", "")
    _write(document, "Office signature", "{%p for line in office %}")
    _write(document, "Office signature", "{{ line }}").paragraph_format.right_indent = 2 * layout.CHARACTER
    _write(document, "Office signature", "{%p endfor %}")
    day = _write(document, "Office signature", "{{ round.closed_on }}")
    day.paragraph_format.right_indent, day.paragraph_format.keep_with_next = 4 * layout.CHARACTER, False


def _figures(document: Any, texts: Texts) -> None:
    """The table of areas: tasks, done, planned, gap, and how many of each signal."""
    table, styles = layout.add_table(document, FIGURE_WIDTHS, margin=0.4), document.styles
    head = [styles["Office cell head"]] * len(FIGURE_WIDTHS)
    row = [styles["Office cell text"], *[styles["Office cell"]] * (len(FIGURE_WIDTHS) - 1)]
    signals = ("completed", "on_track", "behind", "far_behind", "overdue", "not_due", "cancelled")

    def cells(name: str, of: str) -> list[str]:
        shown = [f"{{{{ {of}.{key} }}}}" for key in ("count", "done", "planned", "gap")]
        return [name, *shown, *[f"{{{{ {of}.signals.{signal} }}}}" for signal in signals], f"{{{{ {of}.missing }}}}"]

    def tag(text: str) -> None:
        layout.add_row(table, [text, *[""] * (len(FIGURE_WIDTHS) - 1)], row, FIGURE_WIDTHS)

    upright: Any = {} if texts.chinese else {"upright_from": 1, "height": 72.0}
    layout.add_row(table, list(texts.columns), head, FIGURE_WIDTHS, head=True, **upright)
    tag("{%tr for area in areas %}")
    layout.add_row(table, cells(texts.row, "area"), row, FIGURE_WIDTHS)
    tag("{%tr endfor %}")
    tag("{%tr if total %}")
    layout.add_row(table, cells(texts.total, "total"), row, FIGURE_WIDTHS)
    tag("{%tr endif %}")


def _sheets(document: Any, texts: Texts) -> None:
    """One page for each leader: rows of exact heights, in the setting that fits the number of tasks."""
    section = document.sections[0]
    layout.set_page(document, grid=False)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(22),
        Mm(18),
        Mm(20),
        Mm(20),
    )
    center, left = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.LEFT
    look = layout.Look
    layout.add_style(document, "Sheet title", look(layout.TITLE, Pt(20), align=center, line=Pt(32)))
    layout.add_style(document, "Sheet subtitle", look(layout.SUBHEAD, Pt(12), align=center, line=Pt(20)))
    layout.add_style(document, "Sheet text", look(layout.BODY, Pt(12), align=left, line=Pt(20)))
    layout.add_style(document, "Sheet heading", look(layout.HEAD, Pt(12), align=left, line=Pt(24)))
    layout.add_style(document, "Sheet note", look(layout.BODY, Pt(9), align=left, line=Pt(14)))
    for each in DENSITIES:
        for name, font, align in (("cell", layout.BODY, center), ("text", layout.BODY, left)):
            style = look(font, Pt(each.size), align=align, line=Pt(each.line))
            layout.add_style(document, f"Sheet {name} {each.name}", style)
    document.styles["Sheet title"].paragraph_format.page_break_before = True
    _write(document, "Sheet note", "{%p for sheet in sheets %}")
    _write(document, "Sheet title", texts.sheet_title)
    _write(document, "Sheet subtitle", texts.sheet_subtitle)
    _write(document, "Sheet text", texts.sheet_sentence)
    for part in (_sheet_tasks, _sheet_issues):
        for density in DENSITIES:
            _write(document, "Sheet note", f'{{%p if sheet.density == "{density.name}" %}}')
            part(document, texts, density)
            _write(document, "Sheet note", "{%p endif %}")
        for line in texts.more_tasks if part is _sheet_tasks else texts.more_issues:
            _write(document, "Sheet note", line)
        if part is _sheet_tasks:
            _write(document, "Sheet heading", texts.sheet_heading)
    _write(document, "Sheet note", texts.sheet_note)
    _write(document, "Sheet note", "{%p endfor %}")


def _sheet_tasks(document: Any, texts: Texts, density: Density) -> None:
    styles = [
        document.styles[f"Sheet {'text' if name in ('task', 'latest') else 'cell'} {density.name}"]
        for name in TASK_COLUMNS
    ]
    shown = [f"{{{{ task.{name} }}}}" for name in TASK_COLUMNS]
    _rows(document, texts.sheet_columns, TASK_COLUMNS, shown, styles, density.row_height, "task in sheet.tasks")


def _sheet_issues(document: Any, texts: Texts, density: Density) -> None:
    styles = [document.styles[f"Sheet {'cell' if name == 'code' else 'text'} {density.name}"] for name in ISSUE_COLUMNS]
    shown = [f"{{{{ issue.{name} }}}}" for name in ISSUE_COLUMNS]
    _rows(document, texts.issue_columns, ISSUE_COLUMNS, shown, styles, density.issue_height, "issue in sheet.issues")


def _rows(
    document: Any, heads: tuple[str, ...], columns: dict[str, int], shown: list[str], styles: list[Any],
    height: float, loop: str,
) -> None:  # fmt: skip
    widths = [float(width) for width in columns.values()]
    table = layout.add_table(document, widths)
    head, empty = document.styles["Office cell head"], [""] * (len(widths) - 1)
    layout.add_row(table, list(heads), [head] * len(widths), widths, height=18)
    layout.add_row(table, [f"{{%tr for {loop} %}}", *empty], styles, widths)
    layout.add_row(table, shown, styles, widths, height=height)
    layout.add_row(table, ["{%tr endfor %}", *empty], styles, widths)


if __name__ == "__main__":
    main()
