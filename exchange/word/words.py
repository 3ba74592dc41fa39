"""Words and numbers of the documents, in the reader's language: what is computed, and so cannot stand in a template."""

from collections.abc import Mapping
from fractions import Fraction

from django.utils.translation import pgettext

from accounts.models import User
from foundation.bilingual import chinese
from foundation.days import MONTHS
from foundation.numbers import one_decimal
from priorities.models import Plan, Round
from priorities.rounds import QUARTERS_EN, QUARTERS_ZH

# Who signs: the office of the read-out (product.md), each of its names on a line of its own; another office changes
# the template.
OFFICE_EN = (
    "Office of the Foreign Affairs Commission of the CPC Beijing Municipal Committee",
    "Foreign Affairs Office (Hong Kong and Macao Affairs Office)",
    "of the People's Government of Beijing Municipality",
)
OFFICE_ZH = ("中共北京市委外事工作委员会办公室", "北京市人民政府外事办公室", "（北京市人民政府港澳事务办公室）")
SAMPLE_EN, SAMPLE_ZH = ("Foreign Affairs Office of Sample City",), ("示例市人民政府外事办公室",)


def office_of(plan: Plan) -> list[str]:
    """The lines of the office's name under a document: Sample City's under the demonstration."""
    if plan.demonstration:
        return list(SAMPLE_ZH if chinese() else SAMPLE_EN)
    return list(OFFICE_ZH if chinese() else OFFICE_EN)


def period_of(this: Round) -> str:
    """September 2024, 2024年9月; third quarter of 2024, 2024年第三季度."""
    year = this.plan.year
    if this.kind == Round.Kind.QUARTER:
        name_en, name_zh = QUARTERS_EN[this.number - 1].lower(), QUARTERS_ZH[this.number - 1]
        return f"{year}年第{name_zh}季度" if chinese() else f"{name_en} quarter of {year}"
    return f"{year}年{this.number}月" if chinese() else f"{MONTHS[this.number - 1]} {year}"


def signal_word(signal: str | None) -> str:
    """The word of a signal; a dash for None."""
    words: Mapping[str, str] = {
        "completed": pgettext("signal", "completed"),
        "on_track": pgettext("signal", "on track"),
        "behind": pgettext("signal", "behind"),
        "far_behind": pgettext("signal", "far behind"),
        "overdue": pgettext("signal", "overdue"),
        "not_due": pgettext("signal", "not due"),
        "cancelled": pgettext("signal", "cancelled"),
    }
    return words[signal] if signal else "–"


def tenths(value: Fraction | int | None) -> str:
    """To one decimal, half away from zero; a dash for None."""
    return "–" if value is None else f"{one_decimal(value):.1f}"


def percent(value: Fraction | int | None) -> str:
    """A task's own percent whole, all else to one decimal; a dash for None."""
    return str(value) if isinstance(value, int) else tenths(value)


def points(value: Fraction | None) -> str:
    """Points with their sign, a true minus; a dash for None."""
    if value is None:
        return "–"
    text = tenths(value)
    return text.replace("-", "−") if text.startswith("-") or text == "0.0" else f"+{text}"


def off_schedule(gap: Fraction | None) -> dict[str, str]:
    """How many points behind, and how many ahead of the schedule, to one decimal; "" where it is not so."""
    rounded = one_decimal(gap or 0) or 0
    return {"behind": f"{-rounded:.1f}" if rounded < 0 else "", "ahead": f"{rounded:.1f}" if rounded > 0 else ""}


def counting(number: int) -> str:
    """一, 二 … 九十九 for headings; in digits otherwise."""
    digits = "一二三四五六七八九"
    if not chinese() or not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else digits[tens - 1] + "十") + (digits[ones - 1] if ones else "")


def name_or_dash(thing: object) -> str:
    """The name of a division or person; a dash for None."""
    return thing.name if hasattr(thing, "name") else "–"


def person(user: User | None) -> str:
    """A person's name; a dash for nobody."""
    return name_or_dash(user)
