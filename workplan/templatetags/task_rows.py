"""`{% task_rows rows %}`: the body of the long task list.

Written in Python and not as a template: fifty rows of a dozen lookups each would be most of the page's time
(`make bench`). The parts of a row are those of `workplan_ui`, so that it reads as every other table does.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from django import template
from django.template import RequestContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from foundation.bilingual import chinese
from priorities.rows import TaskRow
from priorities.templatetags.task_words import signal_detail, unreported
from workplan.templatetags.workplan_ui import bar, health, points, same_moment, short_day, signal

register = template.Library()
TICK = (
    '<td class="c-tick"><input type="checkbox" name="task" value="{code}" form="bulk" data-key="x"'
    ' aria-label="{label}"></td>'
)


class _Words(NamedTuple):
    """The words that every row repeats."""

    deadline: str
    gap: str
    continuing: str
    base: str


@lru_cache(maxsize=8)
def _words(language: str | None) -> _Words:
    """In the active language, which `language` is only the key of. `base`: the address of a task without its code."""
    base = reverse("priorities:task", args=["0"]).removesuffix("0/")
    return _Words(escape(gettext("Deadline")), escape(gettext("Gap")), escape(gettext("continuing")), base)


@register.simple_tag(takes_context=True)
def task_rows(context: RequestContext, rows: Iterable[TaskRow]) -> SafeString:
    """One table row for each task, which opens as of the same moment."""
    zh, words, moment = chinese(), _words(get_language()), escape(same_moment(context, "?"))
    ticks = bool(context.get("bulk"))
    return mark_safe("".join([_row(row, zh, words, moment, ticks) for row in rows]))


def _row(row: TaskRow, zh: bool, words: _Words, moment: str, ticks: bool) -> str:
    state = row.state
    name, area, lead = (
        (row.name_zh or row.name_en, row.area_zh or row.area_en, row.lead_zh or row.lead_en)
        if zh
        else (row.name_en or row.name_zh, row.area_en or row.area_zh, row.lead_en or row.lead_zh)
    )
    ongoing = state.percent is None
    due = f'<span class="muted">{words.continuing}</span>' if ongoing else short_day(state.due_on)
    line = "" if ongoing else bar(state.percent, state.planned, state.signal)
    done = "" if ongoing else f'<div class="barline">{line}<span class="num">{state.percent}%</span></div>'
    gap = points(state.gap) if state.is_open and not ongoing else ""
    own = f'<span class="warn small">{unreported(state)}</span>' if state.stale else health(state.health)
    tick = TICK.format(code=row.code, label=escape(gettext("Tick %(task)s") % {"task": row.short_code}))
    return (
        f'<tr data-row>{tick if ticks else ""}<td class="no" translate="no">{row.short_code}</td>'
        f'<th scope="row" class="c-name"><a class="nm" href="{words.base}{row.code}/{moment}">{escape(name)}</a>'
        f'<div class="sub">{escape(area)}</div></th><td class="sub">{escape(lead or "–")}</td>'
        f'<td class="c-sig">{signal(state.signal, signal_detail(state))}</td>'
        f'<td class="nowrap" data-label="{words.deadline}">{due}</td><td class="c-bar">{done}</td>'
        f'<td class="r" data-label="{words.gap}">{gap}</td><td class="nowrap">{own}</td></tr>\n'
    )
