"""Cutting texts for a leader's sheet: at words, with an ellipsis, never wider than the cell."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.word.fitting import _lines, density_for, fit, width_of

TEXT = st.text(st.sampled_from("完成东展厅屋面工程，。 \n\tabcdeWM.,-5 %é"), max_size=120)


@pytest.mark.parametrize(
    ("text", "width", "lines", "expected"),
    [
        ("", 10, 1, ""),
        (" \n\t ", 10, 1, ""),
        ("两处\n  已签", 10, 1, "两处 已签"),
        ("完成东展厅屋面工程", 5, 1, "完成东展…"),
        ("完成东展厅屋面工程", 5, 2, "完成东展厅屋面工程"),
        ("Two of three venues are signed", 10, 1, "Two of three…"),
        ("Internationalization", 6, 1, "Internat…"),
        ("International cooperation", 9, 1, "International…"),
        ("甲", 0.5, 1, "…"),
    ],
)
def test_cut_at_words(text, width, lines, expected):
    assert fit(text, width, lines) == expected


@settings(max_examples=60, deadline=None)
@given(text=TEXT, width=st.floats(3, 30), lines=st.integers(1, 4))
def test_what_is_cut_fits_and_begins_as_the_text_does(text, width, lines):
    cut, whole = fit(text, width, lines), " ".join(text.split())
    assert _lines(cut, width) <= lines
    assert cut == whole or (cut.endswith("…") and whole.startswith(cut.removesuffix("…")))
    assert width_of(cut) <= width * lines + 1


@pytest.mark.parametrize(
    ("tasks", "name"),
    [(0, "roomy"), (6, "roomy"), (7, "medium"), (11, "close"), (15, "small"), (23, "small"), (999, "small")],
)
def test_the_more_tasks_the_smaller(tasks, name):
    assert density_for(tasks).name == name
