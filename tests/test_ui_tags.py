"""The template tags say the whole grammar: symbol, colour, word; bars, figures and days; in both languages."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.template import Context, Template
from django.utils import translation

from workplan import words
from workplan.templatetags import workplan_ui as ui


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def render(source: str, **context: object) -> str:
    return Template("{% load workplan_ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    ("code", "html"),
    [
        ("completed", '<span class="sig s-done">completed</span>'),
        ("on_track", '<span class="sig s-ok">on track</span>'),
        ("behind", '<span class="sig s-warn">behind</span>'),
        ("far_behind", '<span class="sig s-bad">far behind</span>'),
        ("overdue", '<span class="sig s-bad">overdue</span>'),
        ("not_due", '<span class="sig s-idle">not due</span>'),
        ("cancelled", '<span class="sig s-none">cancelled</span>'),
        (None, '<span class="muted">–</span>'),
    ],
)
def test_a_signal_is_symbol_colour_and_word(code, html):
    assert render("{% signal code %}", code=code) == html


def test_a_signals_detail_follows_its_word_and_is_escaped():
    assert render("{% signal 'overdue' detail %}", detail="30 <days>") == (
        '<span class="sig s-bad">overdue 30 &lt;days&gt;</span>'
    )


def test_a_signal_speaks_the_readers_language_though_words_are_cached():
    english = render("{% signal 'behind' %}")
    with translation.override("zh-hans"):
        chinese = render("{% signal 'behind' %}")
    assert (english, chinese) == (
        '<span class="sig s-warn">behind</span>',
        '<span class="sig s-warn">进度滞后</span>',
    )


def test_a_signal_mark_keeps_its_word_for_hover_and_for_hearing():
    assert render("{% signal_mark 'far_behind' %}{% signal_mark None %}") == (
        '<span class="sig s-bad" title="far behind"><span class="vh">far behind</span></span>'
        '<span class="muted">·</span>'
    )


def test_counts_show_four_symbols_always_and_the_idle_ones_where_there_are_any():
    def mark(look: str, word: str, number: int, zero: str = "") -> str:
        return f'<span class="mk s-{look}{zero}" title="{word}"><span class="vh">{word} </span>{number}</span>'

    assert render(
        "{% signal_counts counts %}", counts={"on_track": 3, "overdue": 1, "far_behind": 2, "not_due": 4}
    ) == (
        '<span class="counts">'
        + mark("ok", "on track", 3)
        + mark("warn", "behind", 0, " zero")
        + mark("bad", "far behind or overdue", 3)
        + mark("done", "completed", 0, " zero")
        + mark("idle", "not due", 4)
        + "</span>"
    )


def test_an_own_rating_is_called_so_and_is_nothing_where_there_is_none():
    assert [render("{% health rating %}", rating=rating) for rating in ("green", "amber", "red", None, "")] == [
        '<span class="own h-green">rated green</span>',
        '<span class="own h-amber">rated amber</span>',
        '<span class="own h-red">rated red</span>',
        "",
        "",
    ]


def test_a_review_shows_its_outcome_and_nothing_where_none_is_required():
    outcomes = ("pending", "endorsed", "accepted", "returned", "withdrawn", "not_required", None)
    assert [render("{% review outcome %}", outcome=outcome) for outcome in outcomes] == [
        '<span class="sig s-idle">pending</span>',
        '<span class="sig s-idle">endorsed</span>',
        '<span class="sig s-done">accepted</span>',
        '<span class="sig s-bad">returned</span>',
        '<span class="sig s-none">withdrawn</span>',
        "",
        "",
    ]


def test_states_of_tasks_plans_events_and_attendance():
    assert render(
        "{% status 'in_progress' %}|{% plan_status 'adopted' %}|"
        "{% event_status 'held' %}|{% attendance 'not_attending' %}"
    ) == ('in progress|<span class="sig s-ok">adopted</span>|<span class="sig s-done">held</span>|not attending')


def test_a_bar_is_done_in_the_signals_colour_with_one_mark_for_planned():
    assert render("{% bar done planned 'behind' %}", done=52, planned=Fraction(1403, 20)) == (
        '<svg class="bar b-warn" role="img" aria-label="52% done, 70.2% planned">'
        '<rect class="tr" y="5" width="100%" height="6" rx="2"/>'
        '<rect class="fl" y="5" width="52%" height="6" rx="2"/>'
        '<rect class="pl" x="70.15%" y="1" width="2" height="14" transform="translate(-1)"/></svg>'
    )


def test_a_bar_without_plan_has_no_mark_and_without_percent_is_nothing():
    assert (render("{% bar done %}", done=Fraction(1, 3)), render("{% bar None None None %}")) == (
        '<svg class="bar b-done" role="img" aria-label="0.3% done">'
        '<rect class="tr" y="5" width="100%" height="6" rx="2"/>'
        '<rect class="fl" y="5" width="0.3333%" height="6" rx="2"/></svg>',
        "",
    )


def test_a_sparkline_leaves_gaps_out_and_needs_two_values():
    assert (ui.sparkline([None, 0, Fraction(50), 100], "from 0% to 100%"), ui.sparkline([None, 5])) == (
        '<svg class="spark" viewBox="0 0 76 22" role="img" aria-label="from 0% to 100%">'
        '<polyline points="25.3,20.0 48.7,11.0 72.0,2.0"/><circle cx="72.0" cy="2.0" r="2.2"/></svg>',
        "",
    )


def test_figures_are_rounded_once_half_away_from_zero_with_a_true_minus():
    values: list[ui.Number | None] = [Fraction(-1801, 100), Fraction(5, 100), Decimal("-0.04"), 7, None]
    assert [(ui.one_decimal(v), ui.percent(v), ui.points(v)) for v in values] == [
        ("-18.0", "-18.0%", "−18.0"),
        ("0.1", "0.1%", "+0.1"),
        ("0.0", "0.0%", "0.0"),
        ("7.0", "7%", "+7.0"),
        ("–", "–", "–"),
    ]


def test_days_and_instants_in_both_languages():
    # 17:05 in Greenwich is past midnight in Beijing.
    moment = datetime(2024, 9, 29, 17, 5, tzinfo=UTC)
    english = [ui.day(date(2024, 9, 30)), ui.day(moment), ui.short_day(moment), ui.instant(moment), ui.day(None)]
    with translation.override("zh-hans"):
        chinese = [ui.day(date(2024, 9, 30)), ui.day(moment), ui.short_day(moment), ui.instant(moment), ui.day(None)]
    assert (english, chinese) == (
        ["30 September 2024", "30 September 2024", "30 Sep", "30 September 2024, 01:05", "–"],
        ["2024年9月30日", "2024年9月30日", "9月30日", "2024年9月30日 01:05", "–"],
    )


def test_the_years_track_ends_at_its_day():
    first, last = ui.year_track(date(2024, 1, 1)), ui.year_track(date(2023, 12, 31))
    assert (first.count("<text"), first.split("<circle")[1][:12], last.split("<circle")[1][:14]) == (
        12,
        ' cx="0.3%" c',
        ' cx="100.0%" c',
    )


def test_every_look_of_a_state_is_one_that_the_stylesheet_draws():
    assert {look for table in words.TABLES.values() for look, _ in table.values()} == {
        *("done", "ok", "warn", "bad", "idle", "none"),
    }
