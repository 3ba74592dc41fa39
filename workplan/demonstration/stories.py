"""How each task went: the reports its division made, as drafts without text.

A story leads to where its task stands on the demonstration's day (a gap to its planned percent, done, cancelled …); the
reports are spread over the days until then, recorded some days after their effective day, and reviewed some hours or
days after that, so that nothing is accepted while a later report stands.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from priorities.models import ProgressUpdate, Review
from workplan.demonstration.stage import Stage, day_of
from workplan.demonstration.tasks import Scripted, share

Status, Health, FirstReview = ProgressUpdate.Status, ProgressUpdate.Health, ProgressUpdate.FirstReview
Outcome = Review.Outcome


@dataclass(eq=False)
class Draft:
    """A report to be written: `mood` names its texts, `author` who writes it (staff, chief, planner, supporting)."""

    effective_on: date
    status: str = Status.IN_PROGRESS
    percent: int | None = None
    health: str | None = None
    mood: str = "middle"
    author: str = "staff"
    no_change: bool = False
    recorded_at: datetime = field(init=False)  # by _record
    first_review: str = FirstReview.PENDING
    reviews: list[tuple[str, str, datetime]] = field(default_factory=list)  # outcome, by whom, when
    tail: str = ""  # how it is left: waits, returned, endorsed


@dataclass(frozen=True)
class Ending:
    """Where a story leads: the last report of the line by `day`; then `tail` reports that do not stand yet."""

    day: date
    kind: str = "runs"  # runs, done, cancelled, reopened
    gap: int = 0
    tail: str = ""


def ending(stage: Stage, scripted: Scripted) -> Ending | None:
    """Where the task's story has led by the demonstration's day; None where it has not begun."""
    script, last = scripted.script, stage.yesterday
    if scripted.starts_on > last:
        return None
    story = script["story"]
    tail = next((name for name in ("waits", "returned") if script.get(name)), "")
    quiet = script["silent"] if "silent" in script else stage.chance.randrange(1, 20)
    day = max(scripted.starts_on, stage.today - timedelta(days=max(quiet, 6) if tail else quiet))
    if not isinstance(story, dict):
        return Ending(day, gap=story + (round(stage.chance.gauss(0, 5)) if stage.copy and story else 0), tail=tail)
    if "claim" in story:
        return Ending(max(scripted.starts_on, last - timedelta(days=9)), gap=-6, tail=story["claim"])
    if "reopened" in story:
        return Ending(max(scripted.starts_on, last - timedelta(days=12)), "reopened", gap=-14)
    kind, ended = next(iter(story.items()))
    return Ending(day_of(ended), kind) if day_of(ended) < last - timedelta(days=10) else Ending(day, gap=2)


def tell(stage: Stage, scripted: Scripted, end: Ending, count: int) -> list[Draft]:
    """The task's reports, `count` of them, in the order in which they were recorded."""
    tails = 1 if end.tail else 0
    drafts = [Draft(day) for day in _days(stage, scripted.starts_on, end.day, count - tails)]
    if tails:
        left = max((stage.yesterday - end.day).days, 0)
        drafts.append(Draft(end.day + timedelta(days=max(0, left - stage.chance.randrange(4))), tail=end.tail))
    if scripted.task.is_ongoing:
        for draft in drafts:
            draft.mood = "ongoing"
    else:
        _fill_percents(stage, scripted, end, drafts)
    _fill_health(stage, scripted, drafts)
    _fill_people(stage, scripted, drafts)
    _record(stage, drafts)
    _review(stage, drafts)
    return sorted(drafts, key=lambda draft: draft.recorded_at)


def _days(stage: Stage, first: date, last: date, count: int) -> list[date]:
    """So many days from first to last, the last one always, the others evenly with some play."""
    span = (last - first).days
    days = [first + timedelta(days=int(span * (n + stage.chance.random()) / count)) for n in range(count - 1)]
    return [*sorted(days), last] if count else []


def _fill_percents(stage: Stage, scripted: Scripted, end: Ending, drafts: list[Draft]) -> None:
    """Percents that rise to where the story leads, and the statuses that fit them."""
    target = min(max(round(scripted.planned(stage.today)) + end.gap, 3), 96)
    if end.kind in ("done", "cancelled"):
        target = 95 if end.kind == "done" else 30
    line = [draft for draft in drafts if not draft.tail]
    bend, before = 0.8 if end.gap < -9 else 1.0, 0
    for draft in line:
        way = float(share(draft.effective_on, scripted.starts_on, end.day))
        percent = min(round(target * way**bend + stage.chance.uniform(-2, 1)), target)
        draft.percent = before = max(percent, before)
        draft.mood = "opening" if way < 0.2 else "closing" if target * way > 80 else "middle"
        if draft.percent == 0:
            draft.status = Status.NOT_STARTED
    line[-1].percent, line[-1].status = target, Status.IN_PROGRESS
    _repeat(stage, line)
    _end(end, line, target)
    for draft in drafts[len(line) :]:
        draft.percent, draft.mood = min(target + 3, 98), "closing" if target > 80 else "middle"
        if end.tail in ("endorsed", "pending"):
            draft.status, draft.percent, draft.mood = Status.COMPLETED, 100, "done"


def _repeat(stage: Stage, line: list[Draft]) -> None:
    """Some reports say that nothing changed."""
    for before, draft in pairwise(line[1:-1]):
        if stage.chance.random() < 0.06 and before.mood == draft.mood:
            draft.no_change, draft.percent, draft.status = True, before.percent, before.status


def _end(end: Ending, line: list[Draft], target: int) -> None:
    """The last reports of a story that ended."""
    last = line[-1]
    if end.kind == "done":
        last.status, last.percent, last.mood, last.tail = Status.COMPLETED, 100, "done", "closed"
    elif end.kind == "cancelled":
        last.status, last.mood, last.author = Status.CANCELLED, "cancelled", "planner"
    elif end.kind == "reopened" and len(line) > 2:
        claim = next((each for each in line if each.effective_on >= day_of("06-20")), line[-3])
        at = min(line.index(claim), len(line) - 3)
        line[at].status, line[at].percent, line[at].mood, line[at].tail = Status.COMPLETED, 100, "done", "closed"
        for draft in line[at + 1 :]:
            draft.percent, draft.mood, draft.no_change = target, "closing", False
            draft.status, draft.author = Status.IN_PROGRESS, "planner"
        line[at + 1].mood = "reopened"


def _fill_health(stage: Stage, scripted: Scripted, drafts: list[Draft]) -> None:
    """The division's own rating: mostly what the gap suggests, kinder on some tasks, missing now and then."""
    first, due = scripted.starts_on, scripted.schedules[0].due_on
    for draft in drafts:
        if draft.status in (Status.COMPLETED, Status.CANCELLED):
            continue
        lag = 0.0 if draft.percent is None else float(100 * share(draft.effective_on, first, due)) - draft.percent
        green = lag < 8 and stage.chance.random() < 0.9
        draft.health = Health.GREEN if green else Health.AMBER if lag < 26 else Health.RED
        if scripted.script.get("green"):
            draft.health = Health.GREEN
        elif lag >= 8:
            draft.mood = "stuck"
        elif stage.chance.random() < 0.04:
            draft.health = None
    story = scripted.script["story"]
    if isinstance(story, int) and story < -9 and not scripted.script.get("green"):
        for draft in drafts[-2:]:
            draft.health = draft.health if draft.health == Health.RED else Health.AMBER


def _fill_people(stage: Stage, scripted: Scripted, drafts: list[Draft]) -> None:
    """Who reports: mostly staff, whose reports wait for their chief."""
    for draft in drafts:
        draw = stage.chance.random()
        if draft.author == "staff" and not draft.tail:
            if draw < 0.13:
                draft.author = "chief"
            elif draw < 0.16:
                draft.author = "planner"
            elif draw < 0.22 and scripted.supporting:
                draft.author = "supporting"
        if draft.status != Status.COMPLETED and draft.author in ("chief", "planner"):
            draft.first_review = FirstReview.NOT_REQUIRED


def _record(stage: Stage, drafts: list[Draft]) -> None:
    """When each was recorded: mostly within two days, some late, a few after the next one."""
    before: datetime | None = None
    for draft in drafts:
        draw = stage.chance.random()
        lag = (
            stage.chance.randrange(3)
            if draw < 0.7
            else stage.chance.randrange(3, 8)
            if draw < 0.92
            else stage.chance.randrange(10, 26)
        )
        at = stage.instant(stage.working_day(draft.effective_on + timedelta(days=lag)))
        draft.recorded_at = before = at if before is None or at > before else before + timedelta(minutes=3)
    for draft, following in pairwise(drafts[1:-2]):
        overtaken = following.recorded_at + timedelta(days=stage.chance.randrange(1, 9), minutes=7)
        plain = draft.first_review == following.first_review == FirstReview.NOT_REQUIRED and draft.mood != "reopened"
        if plain and draft.status == Status.IN_PROGRESS and overtaken < stage.limit:
            draft.recorded_at = overtaken


def _review(stage: Stage, drafts: list[Draft]) -> None:
    """How each was reviewed: before the next one was recorded, and before the demonstration's day."""
    for position, draft in enumerate(drafts):
        later = [each.recorded_at for each in drafts[position + 1 :]]
        until = min([*later, stage.limit])
        if (
            draft.first_review == FirstReview.NOT_REQUIRED
            or draft.tail in ("waits", "pending")
            or until <= draft.recorded_at
        ):
            continue
        at = _after(stage, draft.recorded_at, until)
        if draft.tail == "returned" or (not draft.tail and position < len(drafts) - 1 and stage.chance.random() < 0.05):
            gone = stage.chance.random() < 0.2 and not draft.tail
            draft.reviews.append((Outcome.WITHDRAWN, "author", at) if gone else (Outcome.RETURNED, "chief", at))
        elif draft.status == Status.COMPLETED:
            draft.reviews.append((Outcome.ENDORSED, "chief", at))
            if draft.tail != "endorsed":
                draft.reviews.append((Outcome.ACCEPTED, "planner", _after(stage, at, until)))
        else:
            draft.reviews.append((Outcome.ACCEPTED, "chief", at))


def _after(stage: Stage, start: datetime, until: datetime) -> datetime:
    """An instant some hours or days after, but before another."""
    wish = timedelta(
        hours=stage.chance.choice((1, 2, 3, 5, 20, 23, 26, 46, 70, 95)), minutes=stage.chance.randrange(60)
    )
    return start + min(wish, (until - start) * 0.8)


def counts(stage: Stage, made: list[Scripted], ends: dict[int, Ending], total: int) -> dict[int, int]:
    """How many reports each task has, by its key: `total` shared out by the days over which it was reported on."""
    spans: dict[int, Any] = {
        each.task.pk: (ends[each.task.pk].day - each.starts_on).days + 30 for each in made if each.task.pk in ends
    }
    least = 4
    left, days = total - least * len(spans), sum(spans.values())
    shares = {key: least + left * span // days for key, span in spans.items()}
    for key in sorted(spans, key=lambda key: (-(left * spans[key] % days), key))[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
