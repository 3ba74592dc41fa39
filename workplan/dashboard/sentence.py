"""The dashboard's first line: the plan in one sentence or three, made from the figures."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from events.figures import BaselineFigures, IndicatorFigures
from foundation.numbers import one_decimal
from priorities.figures import Progress
from priorities.models import Indicator
from workplan.progress import PlanProgress


def of(progress: PlanProgress, *, reported: bool) -> SafeString:
    """What the plan's figures say: progress, areas, events. Marked up, in the reader's language."""
    sentences = [_progress(progress.whole, reported=reported)]
    if reported and progress.whole.total:
        sentences.append(_areas(progress))
    sentences.append(_events(progress.indicators))
    # Chinese sentences follow one another without a space.
    gap = "" if (get_language() or "").startswith("zh") else " "
    return format_html_join(gap, "{}", ((each,) for each in sentences if each))


def _progress(whole: Progress, *, reported: bool) -> SafeString:
    """Where the plan stands against its schedule."""
    if not whole.total:
        return format_html("{}", _("This plan has no tasks yet."))
    if not reported:
        words = ngettext(
            "No division has reported yet on the plan's one task.",
            "No division has reported yet on the plan's %(count)d tasks.",
            whole.total,
        )
        return format_html("{}", words % {"count": whole.total})
    if whole.actual is None or whole.gap is None:
        return format_html("{}", _("All tasks of this plan are continuing efforts, without a percentage."))
    done = format_html("<b>{}%</b>", one_decimal(whole.actual))
    return _fill(_("The plan stands at %(done)s, %(gap)s."), {"done": done, "gap": _gap(whole.gap)})


def _gap(gap: Fraction) -> SafeString:
    """Ahead of schedule, on it, or behind."""
    points = one_decimal(gap)
    if not points:
        return format_html("<b>{}</b>", _("exactly on schedule"))
    if points > 0:
        return format_html('<b class="ok">{}</b>', _("%(points)s points ahead of schedule") % {"points": points})
    return format_html('<b class="bad">{}</b>', _("%(points)s points behind schedule") % {"points": -points})


def _areas(progress: PlanProgress) -> SafeString:
    """How many areas are far behind, how many behind."""
    signals = [area.signal for _area, area, _events in progress.areas]
    far, behind = signals.count("far_behind"), signals.count("behind")
    if not far and not behind:
        return format_html("{}", _("No area is behind."))
    parts = []
    if far:
        words = ngettext("%(count)d area is far behind", "%(count)d areas are far behind", far) % {"count": far}
        parts.append(format_html('<b class="bad">{}</b>', words))
    if behind:
        words = ngettext("%(count)d area is behind", "%(count)d areas are behind", behind) % {"count": behind}
        parts.append(format_html('<b class="warn">{}</b>', words))
    if len(parts) == 1:
        return _fill(_("%(part)s."), {"part": parts[0]})
    return _fill(_("%(first)s and %(second)s."), {"first": parts[0], "second": parts[1]})


def _events(indicators: list[IndicatorFigures]) -> SafeString:
    """How many events municipal leaders have attended, against the newest baseline's pace."""
    found = headline(indicators)
    if found is None or found.actual is None:
        return SafeString("")
    if not found.actual:
        return format_html("{}", _("No event attended by municipal leaders is registered yet."))
    count = format_html(
        "<b>{}</b>",
        ngettext("%(count)d event", "%(count)d events", int(found.actual)) % {"count": int(found.actual)},
    )
    against = newest(found)
    if against is None or against.ahead is None:
        return _fill(_("Municipal leaders have attended %(events)s."), {"events": count})
    return _fill(
        _("Municipal leaders have attended %(events)s, %(pace)s."),
        {"events": count, "pace": _pace(against.ahead, against.baseline.year)},
    )


def _pace(ahead: Fraction, year: int) -> SafeString:
    """Ahead of a year's pace, behind it, or level."""
    number = one_decimal(ahead)
    if not number:
        return format_html("{}", _("level with %(year)d's pace") % {"year": year})
    if number > 0:
        words = _("%(number)s ahead of %(year)d's pace") % {"number": number, "year": year}
        return format_html('<b class="ok">{}</b>', words)
    return format_html(
        '<b class="bad">{}</b>', _("%(number)s behind %(year)d's pace") % {"number": -number, "year": year}
    )


def headline(indicators: list[IndicatorFigures]) -> IndicatorFigures | None:
    """The plan-wide indicator of events attended by municipal leaders; None where the plan has none."""
    wanted = Indicator.Kind.EVENTS_WITH_LEADERS
    return next((each for each in indicators if each.indicator.kind == wanted and each.indicator.area_id is None), None)


def newest(found: IndicatorFigures) -> BaselineFigures | None:
    """The indicator against its newest baseline year; None without baselines."""
    return max(found.baselines, key=lambda each: each.baseline.year, default=None)


def _fill(template: str, values: Mapping[str, SafeString]) -> SafeString:
    """A translated template whose values are already marked up."""
    return SafeString(template % values)
