"""`{% task_rows rows columns bulk %}`: the body of the long task list.

Written in Python and not as a template: fifty rows of a dozen lookups each would be most of the page's time
(`make bench`). The parts of a row are those of `workplan_ui`, so that it reads as every other table does. Each column
is a function of a row, which gives its cell; what people have written passes `escape`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from foundation.bilingual import chinese, listed
from priorities.columns import Column
from priorities.rows import TaskRow
from priorities.templatetags.task_words import signal_detail, unreported
from workplan.templatetags.workplan_ui import bar, health, points, same_moment, short_day, signal

register = template.Library()
# Of a report's problems the list shows their beginning: they are read on the task's page.
PROBLEMS_SHOWN = 120


class _Words(NamedTuple):
    """The words that every row repeats. `base`: the address of a task without its code."""

    labels: Mapping[str, str]
    continuing: str
    never: str
    tick: str
    base: str


class _Page(NamedTuple):
    """What all rows of a page share. `area_apart`: the area has a column of its own."""

    zh: bool
    words: _Words
    moment: str
    area_apart: bool

    def one(self, english: str | None, chinese_: str | None) -> str:
        """Of a pair the text in the reader's language, the other where that is blank; escaped."""
        first, second = (chinese_, english) if self.zh else (english, chinese_)
        return escape(first or second or "")


@lru_cache(maxsize=8)
def _words(language: str | None) -> _Words:
    """In the active language, which `language` is only the key of."""
    labels = {
        "supporting": gettext("Supporting"),
        "responsible": gettext("Responsible person"),
        "leader": gettext("Leader in charge"),
        "due": gettext("Deadline"),
        "gap": gettext("Gap"),
        "reported": gettext("Last report"),
        "weight": gettext("Weight"),
        "problems": gettext("Problems"),
    }
    return _Words(
        {key: escape(label) for key, label in labels.items()},
        escape(gettext("continuing")),
        escape(gettext("never")),
        escape(gettext("Tick")),
        reverse("priorities:task", args=["0"]).removesuffix("0/"),
    )


@register.simple_tag(takes_context=True)
def task_rows(
    context: RequestContext, rows: Iterable[TaskRow], columns: Sequence[Column], bulk: Sequence[Any] = ()
) -> SafeString:
    """One table row for each task, which opens as of the same moment; with a box to tick where `bulk` has actions."""
    keys = [column.key for column in columns]
    page = _Page(chinese(), _words(get_language()), escape(same_moment(context, "?")), "area" in keys)
    cells = [CELLS[key] for key in keys]
    if bulk:
        cells.insert(0, _tick)
    return mark_safe(
        "".join(["<tr data-row>" + "".join([cell(row, page) for cell in cells]) + "</tr>\n" for row in rows])
    )


def _tick(row: TaskRow, page: _Page) -> str:
    box = f'<input type="checkbox" name="task" value="{row.code}" form="bulk" data-key="x" '
    return f'<td class="c-tick">{box}aria-label="{page.words.tick} {row.short_code}"></td>'


def _code(row: TaskRow, page: _Page) -> str:
    return f'<td class="no" translate="no">{row.short_code}</td>'


def _task(row: TaskRow, page: _Page) -> str:
    area = "" if page.area_apart else f'<div class="sub">{page.one(row.area_en, row.area_zh)}</div>'
    address = f"{page.words.base}{row.code}/{page.moment}"
    name = f'<a class="nm" href="{address}">{page.one(row.name_en, row.name_zh)}</a>'
    return f'<th scope="row" class="c-name">{name}{area}</th>'


def _area(row: TaskRow, page: _Page) -> str:
    return f'<td class="sub">{row.area_number} {page.one(row.area_en, row.area_zh)}</td>'


def _division(row: TaskRow, page: _Page) -> str:
    return f'<td class="sub">{page.one(row.lead_en, row.lead_zh) or "–"}</td>'


def _supporting(row: TaskRow, page: _Page) -> str:
    return _labelled("supporting", listed(page.one(*pair) for pair in row.supporting), page)


def _responsible(row: TaskRow, page: _Page) -> str:
    return _labelled("responsible", page.one(row.responsible_en, row.responsible_zh), page)


def _leader(row: TaskRow, page: _Page) -> str:
    return _labelled("leader", page.one(row.leader_en, row.leader_zh), page)


def _labelled(key: str, text: str, page: _Page, look: str = "sub") -> str:
    """A cell that names its column where a row is read without its head, on a phone; empty ones do not show there."""
    return (
        f'<td class="{look}" data-label="{page.words.labels[key]}">{text}</td>' if text else f'<td class="{look}"></td>'
    )


def _signal(row: TaskRow, page: _Page) -> str:
    return f'<td class="c-sig">{signal(row.state.signal, signal_detail(row.state))}</td>'


def _due(row: TaskRow, page: _Page) -> str:
    ongoing = row.state.percent is None
    due = f'<span class="muted">{page.words.continuing}</span>' if ongoing else short_day(row.state.due_on)
    return _labelled("due", due, page, "nowrap")


def _done(row: TaskRow, page: _Page) -> str:
    state = row.state
    if state.percent is None:
        return '<td class="c-bar"></td>'
    line = bar(state.percent, state.planned, state.signal)
    return f'<td class="c-bar"><div class="barline">{line}<span class="num">{state.percent}%</span></div></td>'


def _gap(row: TaskRow, page: _Page) -> str:
    state = row.state
    gap = points(state.gap) if state.is_open and state.percent is not None else ""
    return f'<td class="r" data-label="{page.words.labels["gap"]}">{gap}</td>'


def _own(row: TaskRow, page: _Page) -> str:
    state = row.state
    own = f'<span class="warn small">{unreported(state)}</span>' if state.stale else health(state.health)
    return f'<td class="nowrap">{own}</td>'


def _reported(row: TaskRow, page: _Page) -> str:
    on = row.state.reported_on
    return _labelled(
        "reported", short_day(on) if on else f'<span class="muted">{page.words.never}</span>', page, "nowrap"
    )


def _weight(row: TaskRow, page: _Page) -> str:
    return _labelled("weight", str(row.weight), page, "r")


def _problems(row: TaskRow, page: _Page) -> str:
    text = " ".join(row.problems.split())
    if len(text) > PROBLEMS_SHOWN:
        text = text[:PROBLEMS_SHOWN].rstrip() + "…"
    return _labelled("problems", escape(text), page, "small c-text")


CELLS: Mapping[str, Callable[[TaskRow, _Page], str]] = {
    "code": _code,
    "task": _task,
    "area": _area,
    "division": _division,
    "supporting": _supporting,
    "responsible": _responsible,
    "leader": _leader,
    "signal": _signal,
    "due": _due,
    "done": _done,
    "gap": _gap,
    "own": _own,
    "reported": _reported,
    "weight": _weight,
    "problems": _problems,
}
