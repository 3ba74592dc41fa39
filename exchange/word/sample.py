"""Made-up data of the same shape as a real document's: what a template is tried on before it is taken."""

from typing import Any

from exchange.word.fitting import DENSITIES

TEXT = "Sample text 示例文字"
SIGNALS = ("completed", "on_track", "behind", "far_behind", "overdue", "not_due", "cancelled")
ROUND = {
    "name": TEXT, "period": TEXT, "counts_from": TEXT, "due_on": TEXT, "opened_on": TEXT, "closed_on": TEXT,
}  # fmt: skip
PLAN = {"title": TEXT, "year": 2024, "demonstration": False}


def sample_of(kind: str) -> list[dict[str, Any]]:
    """Data for a template of that kind: full ones, and such as have little to say."""
    if kind == "round":
        return [_summary(2), _summary(0)]
    return [_sheets(density.name) for density in DENSITIES]


def _figures(number: int) -> dict[str, Any]:
    return {
        "count": number, "done": "45.0", "planned": "60.0", "gap": "−15.0",
        "behind": "15.0" * (number % 2), "ahead": "", "signals": dict.fromkeys(SIGNALS, number),
        "asked": number, "reported": number, "missing": 0,
    }  # fmt: skip


def _part(number: int) -> dict[str, Any]:
    return {"number": number, "first": TEXT, "rest": [TEXT], "text": f"{TEXT}\n{TEXT}"}


def _task(number: int, reported: bool) -> dict[str, Any]:
    return {
        "number": str(number), "code": "1-01", "name": TEXT, "lead": TEXT, "signal": TEXT, "ongoing": not reported,
        "done": "45", "planned": "60.0", "gap": "−15.0",
        "behind": "15.0" if reported else "", "ahead": "", "due_on": TEXT, "reported": reported,
        "reported_on": TEXT if reported else "", "last_reported_on": "", "no_change": reported and number == 2,
        **{
            name: _part(place) if reported else None
            for place, name in enumerate(("progress", "problems", "needs", "next_steps"), 1)
        },
    }  # fmt: skip


def _summary(tasks: int) -> dict[str, Any]:
    areas = [
        {
            "number": str(number), "name": TEXT, **_figures(number),
            "tasks": [_task(place, place % 2 == 0) for place in range(1, tasks + number)] if tasks else [],
        }
        for number in (1, 2)
    ]  # fmt: skip
    return {
        "title": TEXT,
        "plan": {**PLAN, "demonstration": bool(tasks)},
        "round": {**ROUND, "asked": 3, "reported": 2, "missing": 1},
        "as_of": TEXT,
        "office": [TEXT, TEXT],
        "total": _figures(2) if tasks else None,
        "areas": areas,
    }


def _sheets(density: str) -> dict[str, Any]:
    row = dict.fromkeys(("code", "task", "lead", "signal", "done", "planned", "gap", "latest", "latest_on"), TEXT)
    issue = dict.fromkeys(("code", "task", "problems", "needs"), TEXT)
    full = density != "roomy"
    sheet = {
        "leader": TEXT, "plan": TEXT, "count": 2, "signals": dict.fromkeys(SIGNALS, 1), "missing": int(full),
        "density": density, "tasks": [{**row, "missing": False}, {**row, "missing": True}], "more_tasks": 3 * full,
        "issues": [issue, issue] if full else [], "more_issues": 2 * full,
    }  # fmt: skip
    return {"plan": {**PLAN, "demonstration": full}, "round": dict(ROUND), "as_of": TEXT, "sheets": [sheet, sheet]}
