"""What pages are written with: the grammar of signals, bars, figures and days as template tags and filters.

`{% load workplan_ui %}`. What stands in table rows (signal, own rating, bar, review, states, counts) is a tag and not
an included template: an include costs many times as much, and a list has fifty rows. Words are cached by language.

    {% signal code [detail] %}            ✓ ● ▲ ■ ○ – and the word; `detail` (plain text) follows it; None gives a dash
    {% signal_mark code %}                the same without the word on screen, for a cell of the months' table
    {% signal_counts counts %}            how many of each signal, from a mapping signal → number
    {% health rating %}                   a division's own rating, called so; nothing when there is none
    {% bar percent planned signal %}      done against plan: one bar, one mark; nothing when percent is None
    {% review outcome %}                  state of a report's review; nothing for not_required
    {% extension outcome %}               what became of a request for a later deadline
    {% status code %} {% plan_status code %} {% event_status code %} {% attendance outcome %}
    {% event_mark code %}                 the same, its word not on screen
    {% reminder_kind kind %}              why a person is reminded
    {% reminder_look kind %}              the class of its colour, for plain text
    {% sparkline values [label] %}        a small line of percents, None for a gap at the start or end
    {% year_track day %}                  the year as a line with the day on it
    {% places as places %}                the header's places for this reader and plan
    {% same_moment "?" %}                 the page's as_of and known_at, for an address that goes on with them
    {{ thing|in_language:"name" }}        name_en or name_zh, the other where that is blank
    {{ x|one_decimal }} {{ x|percent }} {{ x|points }}   66.2, 66.2% (integers stay whole), +3.6; a dash for None
    {{ d|day }} {{ d|short_day }} {{ d|month }} {{ t|instant }}   30 September 2024, 30 Sep, September 2024, … 09:30
    {{ text|one_line }}                   without line ends, where these would mean something: in a mail
    {% colon %} {{ text|aside:more }}     what the language sets between words: “: ”, “ (more)”
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import RequestContext
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from foundation import bilingual, days, numbers
from workplan import words
from workplan.context import Place, places_of

register = template.Library()
DASH = mark_safe('<span class="muted">–</span>')
Number = int | Fraction | Decimal


@lru_cache(maxsize=512)
def _badge(table: str, code: str, language: str | None) -> SafeString:
    """The badge of a state in the active language, without detail. `language` is only the key of the cache."""
    look, word = words.TABLES[table][code]
    return format_html('<span class="sig s-{}">{}</span>', look, word)


@register.simple_tag
def signal(code: str | None, detail: Any = "") -> SafeString:
    """A signal by rule: symbol, colour, word, then the detail."""
    if code is None:
        return DASH
    if not detail:
        return _badge("signal", code, get_language())
    look, word = words.TABLES["signal"][code]
    return format_html('<span class="sig s-{}">{} {}</span>', look, word, detail)


@register.simple_tag
def signal_mark(code: str | None) -> SafeString:
    """A signal whose word is only heard and shown on hover."""
    if code is None:
        return mark_safe('<span class="muted">·</span>')
    look, word = words.TABLES["signal"][code]
    return format_html('<span class="sig s-{}" title="{}"><span class="vh">{}</span></span>', look, word, word)


# Signals counted together, as they share a symbol; the last two only where there are any.
COUNTED = (("on_track",), ("behind",), ("far_behind", "overdue"), ("completed",), ("not_due",), ("cancelled",))
ALWAYS = 4


@lru_cache(maxsize=4)
def _counted(language: str | None) -> list[tuple[tuple[str, ...], bool, str, str]]:
    """Of each symbol: its signals, whether it always shows, its markup before a number and before a zero."""
    parts: list[tuple[tuple[str, ...], bool, str, str]] = []
    for place, codes in enumerate(COUNTED):
        look = words.SIGNAL[codes[0]][0]
        word = pgettext("list", " or ").join(str(words.SIGNAL[code][1]) for code in codes)
        start, zero = (
            format_html('<span class="mk s-{}" title="{}"><span class="vh">{} </span>', look + state, word, word)
            for state in ("", " zero")
        )
        parts.append((codes, place < ALWAYS, start, zero))
    return parts


@register.simple_tag
def signal_counts(counts: Mapping[str, int]) -> SafeString:
    """Numbers of tasks by signal, gravest symbols together; not due and cancelled only where there are any."""
    shown = []
    for codes, always, start, zero in _counted(get_language()):
        number = sum(int(counts.get(code, 0)) for code in codes)
        if number or always:
            shown.append(f"{start if number else zero}{number}</span>")
    return mark_safe(f'<span class="counts">{"".join(shown)}</span>')


@lru_cache(maxsize=64)
def _own(rating: str, language: str | None) -> SafeString:
    return format_html('<span class="own h-{}">{}</span>', rating, words.HEALTH[rating])


@register.simple_tag
def health(rating: str | None) -> SafeString:
    """A division's own rating, introduced as such."""
    return _own(rating, get_language()) if rating else mark_safe("")


@register.simple_tag
def review(outcome: str | None) -> SafeString:
    """Where a report stands in its review; nothing where none is required."""
    return _badge("review", outcome, get_language()) if outcome and outcome != "not_required" else mark_safe("")


@register.simple_tag
def extension(outcome: str) -> SafeString:
    """What became of a request for a later deadline; `set` where nobody had to ask."""
    return _badge("extension", outcome, get_language())


@register.simple_tag
def plan_status(code: str) -> SafeString:
    """Draft, adopted or closed."""
    return _badge("plan", code, get_language())


@register.simple_tag
def event_status(code: str) -> SafeString:
    """Planned, confirmed, held, postponed or cancelled."""
    return _badge("event", code, get_language())


@register.simple_tag
def event_mark(code: str) -> SafeString:
    """The same, its word only heard and shown on hover: for a cell of the calendar."""
    return _event_mark(code, get_language())


@lru_cache(maxsize=32)
def _event_mark(code: str, language: str | None) -> SafeString:
    look, word = words.TABLES["event"][code]
    return format_html('<span class="mk s-{}" title="{}"><span class="vh">{}</span></span>', look, word, word)


@register.simple_tag
def reminder_kind(kind: str) -> SafeString:
    """Why a person is reminded: urged, overdue, due …"""
    return _badge("reminder", kind, get_language())


@register.simple_tag
def reminder_look(kind: str) -> str:
    """The class that gives a text the colour of its kind."""
    return words.REMINDER[kind][0]


@register.simple_tag
def status(code: str) -> str:
    """A task's status: a plain word, as only signals have colours."""
    return str(words.TASK_STATUS[code])


@register.simple_tag
def attendance(outcome: str) -> str:
    """How a leader's attendance came out: a plain word."""
    return str(words.ATTENDANCE[outcome])


BAR = (
    '<svg class="bar b-{0}" role="img" aria-label="{1}"><rect class="tr" y="5" width="100%" height="6" rx="2"/>'
    '<rect class="fl" y="5" width="{2}%" height="6" rx="2"/>{3}</svg>'
)
MARK = '<rect class="pl" x="{}%" y="1" width="2" height="14" transform="translate(-1)"/>'


@register.simple_tag
def bar(percent: Number | None, planned: Number | None = None, signal: str | None = None) -> SafeString:
    """Done (the bar, in the signal's colour) against planned (the mark), both 0 to 100."""
    return mark_safe("") if percent is None else _bar(percent, planned, signal, get_language())


# Typed: 52 and 52.0% are equal but not written alike.
@lru_cache(maxsize=4096, typed=True)
def _bar(percent: Number, planned: Number | None, signal: str | None, language: str | None) -> SafeString:
    look = words.SIGNAL[signal][0] if signal else "done"
    done = {"done": _plain(percent), "planned": _plain(planned)}
    if planned is None:
        return mark_safe(BAR.format(look, gettext("%(done)s%% done") % done, f"{float(percent):.4g}", ""))
    label = gettext("%(done)s%% done, %(planned)s%% planned") % done
    return mark_safe(BAR.format(look, label, f"{float(percent):.4g}", MARK.format(f"{float(planned):.4g}")))


@register.simple_tag
def sparkline(values: Sequence[Number | None], label: str = "") -> SafeString:
    """A line of percents on a fixed scale of 0 to 100, a dot at its end. Without a label it is decoration."""
    known = [(index, float(value)) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return mark_safe("")
    step = 70 / (len(values) - 1)
    points = [f"{2 + index * step:.1f},{20 - value * 0.18:.1f}" for index, value in known]
    x, y = points[-1].split(",")
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return mark_safe(
        f'<svg class="spark" viewBox="0 0 76 22" {role}><polyline points="{" ".join(points)}"/>'
        f'<circle cx="{x}" cy="{y}" r="2.2"/></svg>'
    )


@register.simple_tag
def year_track(day: date) -> SafeString:
    """The year as a line filled up to the day, its months under it. Decoration: the day stands beside it in words."""
    return _year_track(day, get_language())


@lru_cache(maxsize=64)
def _year_track(day: date, language: str | None) -> SafeString:
    first, length = date(day.year, 1, 1), (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    at = ((day - first).days + 1) / length * 100
    starts = [(date(day.year, month, 1) - first).days / length * 100 for month in range(1, 13)]
    months = "".join(
        f'<text x="{start:.1f}%" y="27">{days.short_month(month)}</text>' for month, start in enumerate(starts, 1)
    )
    return mark_safe(
        '<svg class="year" aria-hidden="true"><rect class="tr" y="6" width="100%" height="4" rx="2"/>'
        f'<rect class="fl" y="6" width="{at:.1f}%" height="4" rx="2"/>'
        f'<circle cx="{at:.1f}%" cy="8" r="6.5"/>{months}</svg>'
    )


@register.simple_tag(takes_context=True)
def places(context: RequestContext) -> list[Place]:
    """The places of the header that this reader may open, under the page's plan."""
    return places_of(context["user"], context.get("plan"))


@register.simple_tag(takes_context=True)
def same_moment(context: RequestContext, start: str = "&") -> str:
    """What of `as_of` and `known_at` the reader asked this page for, as the rest of another page's address."""
    asked = context["request"].GET
    kept = {name: asked[name] for name in ("as_of", "known_at") if asked.get(name)}
    return f"{start}{urlencode(kept)}" if kept else ""


@register.filter
def in_language(thing: Any, field: str) -> str:
    """A paired field in the reader's language; blank for None."""
    return bilingual.in_language(thing, field) if thing is not None else ""


def _tenths(value: Number) -> str:
    return f"{numbers.one_decimal(Fraction(value)):.1f}"


def _plain(value: Number | None) -> str:
    if value is None or isinstance(value, int):
        return str(value)
    return _tenths(value)


@register.filter
def as_json(value: Any) -> str:
    """As JSON, for an attribute that a script reads; the template escapes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@register.filter
def one_decimal(value: Number | None) -> str:
    """To one decimal, half away from zero; a dash for None."""
    return "–" if value is None else _tenths(value)


@register.filter
def percent(value: Number | None) -> str:
    """With its sign; integers (a task's own percent) stay whole, all else has one decimal; a dash for None."""
    return "–" if value is None else _percent(value)


@lru_cache(maxsize=4096, typed=True)
def _percent(value: Number) -> str:
    return f"{_plain(value)}%"


@register.filter
def points(value: Number | None) -> str:
    """Percentage points with their sign (a true minus); a dash for None."""
    if value is None:
        return "–"
    text = _tenths(value)
    return text.replace("-", "−") if text.startswith("-") or text == "0.0" else f"+{text}"


@register.filter
def day(value: date | None) -> str:
    """30 September 2024, 2024年9月30日; a dash for None."""
    return "–" if value is None else days.in_full(value)


@register.filter
def short_day(value: date | None) -> str:
    """30 Sep, 9月30日: where the year is plain from the page; a dash for None."""
    return "–" if value is None else days.short(value)


@register.filter
def month(value: date | None) -> str:
    """September 2024, 2024年9月; a dash for None."""
    return "–" if value is None else days.month(value)


@register.filter
def aside(text: Any, more: Any) -> str:
    """A text with more in brackets."""
    return bilingual.aside(text, more)


@register.filter
def one_line(text: Any) -> str:
    """With single spaces for whatever white space there is."""
    return " ".join(str(text).split())


@register.simple_tag
def colon() -> str:
    """Between a label and what it labels."""
    return bilingual.colon()


@register.filter
def instant(value: datetime | None) -> str:
    """30 September 2024, 09:30 in the product's time zone; a dash for None."""
    if value is None:
        return "–"
    local = timezone.localtime(value)
    return f"{day(value)}{' ' if bilingual.chinese() else ', '}{local:%H:%M}"
