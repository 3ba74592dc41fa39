"""The colours can be told from their ground (WCAG AA), on light, on dark, and the two dark blocks are one."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parent.parent / "static/css/tokens.css").read_text(encoding="utf-8")
TEXT, GRAPHIC = 4.5, 3.0


def block(selector: str) -> dict[str, str]:
    """The colours set by the rule with this selector."""
    found = re.search(re.escape(selector) + r"\s*\{([^}]*)\}", TOKENS)
    assert found, selector
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6});", found[1]))


LIGHT = block(":root, .on-paper")
SYSTEM_DARK = block(':root:not([data-bs-theme="light"])')
CHOSEN_DARK = block(':root[data-bs-theme="dark"]')

PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "muted", "brand") for ground in ("card", "paper", "active", "sunk")),
    *((text, ground, TEXT) for text in ("ok", "warn", "bad", "done", "idle") for ground in ("card", "paper", "active")),
    *((state, f"{state}-bg", TEXT) for state in ("ok", "warn", "bad", "done", "idle", "demo")),
    *(("ink", f"{state}-bg", TEXT) for state in ("ok", "warn", "bad", "done", "idle")),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-hover", TEXT),
    ("on-alert", "alert", TEXT),
    *(("field", ground, GRAPHIC) for ground in ("card", "paper")),
    *(
        (f"{state}-fill", ground, GRAPHIC)
        for state in ("ok", "warn", "bad", "done", "idle")
        for ground in ("card", "track")
    ),
    *(("focus", ground, GRAPHIC) for ground in ("card", "paper")),
]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == len("#rrggbb") else "".join(digit * 2 for digit in colour[1:])
    shares = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, SYSTEM_DARK], ids=["light", "dark"])
def test_every_colour_can_be_told_from_its_ground(colours):
    too_close = {
        f"{front} on {ground}": round(contrast(colours[front], colours[ground]), 2)
        for front, ground, least in PAIRS
        if contrast(colours[front], colours[ground]) < least
    }
    assert too_close == {}


def test_dark_by_the_system_and_dark_by_choice_are_the_same():
    assert (SYSTEM_DARK, set(SYSTEM_DARK)) == (CHOSEN_DARK, set(LIGHT))
