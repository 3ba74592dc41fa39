"""The divisions' reports on the tasks of Sample City, with their reviews."""

from foundation import clock
from priorities.models import ProgressUpdate, Review
from workplan.demonstration.asking import StandingIn
from workplan.demonstration.loader import add_all
from workplan.demonstration.people import Office
from workplan.demonstration.stage import Stage, texts
from workplan.demonstration.stories import Draft, counts, ending, tell
from workplan.demonstration.tasks import Scripted, tick_milestones

REPORTS = 600


def add_reports(stage: Stage, made: list[Scripted], office: Office, standing_in: StandingIn | None) -> int:
    """Write a copy's six hundred reports and their reviews, in the order in which they were recorded; how many.

    While somebody stood in for a chief, they released what the chief would have.
    """
    ends = {each.task.pk: end for each in made if (end := ending(stage, each)) is not None}
    shares = counts(stage, made, ends, REPORTS)
    told: list[tuple[Draft, ProgressUpdate, Scripted]] = []
    percents: dict[int, int] = {}
    for each in made:
        if each.task.pk not in ends:
            continue
        drafts = tell(stage, each, ends[each.task.pk], shares[each.task.pk])
        told += [
            (draft, update, each) for draft, update in zip(drafts, _write(stage, each, drafts, office), strict=True)
        ]
        percents[each.task.pk] = max(draft.percent or 0 for draft in drafts if draft.tail in ("", "closed"))
    told.sort(key=lambda one: (one[0].recorded_at, one[2].task.pk))
    add_all(ProgressUpdate, [update for _, update, _ in told])
    reviews = [review for one in told for review in _reviews(stage, *one, office)]
    if standing_in is not None:
        for review in reviews:
            review.by = standing_in.reviewer(review.by, clock.local_day(review.at), review.update.author)
    add_all(Review, sorted(reviews, key=lambda review: review.at))
    tick_milestones(stage, made, percents)
    return len(told)


def _write(stage: Stage, scripted: Scripted, drafts: list[Draft], office: Office) -> list[ProgressUpdate]:
    """The rows of one task's reports, with their texts."""
    rows: list[ProgressUpdate] = []
    for draft in drafts:
        row = ProgressUpdate(
            task=scripted.task,
            effective_on=draft.effective_on,
            status=draft.status,
            percent=draft.percent,
            health=draft.health,
            no_change=draft.no_change,
            recorded_at=draft.recorded_at,
            first_review=draft.first_review,
        )
        people = {"chief": [scripted.lead.chief], "planner": office.planners, "staff": scripted.lead.staff}
        people["supporting"] = [person for team in scripted.supporting for person in team.staff]
        row.author = stage.chance.choice(people[draft.author])
        if draft.no_change and rows:
            row.note, row.next_steps = rows[-1].note, rows[-1].next_steps
        else:
            _add_texts(stage, scripted, draft, row)
        rows.append(row)
    return rows


def _add_texts(stage: Stage, scripted: Scripted, draft: Draft, row: ProgressUpdate) -> None:
    """The four parts, as divisions write them."""
    phrases, chance = texts("phrases"), stage.chance
    if draft.mood in ("cancelled", "reopened"):
        row.note = chance.choice(phrases["cancel_reasons" if draft.mood == "cancelled" else "reopen_reasons"])
        return
    percent = "" if draft.percent is None else f"{draft.percent}%"
    row.note = stage.fill(chance.choice(phrases["notes"][draft.mood]), task=scripted.task.name_zh, percent=percent)
    if draft.status == ProgressUpdate.Status.COMPLETED:
        return
    row.next_steps = stage.fill(chance.choice(phrases["next_steps"]))
    if draft.mood == "stuck" or chance.random() < 0.3:
        row.problems = stage.fill(chance.choice(phrases["problems"]))
    if draft.mood == "stuck" and chance.random() < 0.6:
        row.needs = stage.fill(chance.choice(phrases["needs"]))


def _reviews(stage: Stage, draft: Draft, update: ProgressUpdate, scripted: Scripted, office: Office) -> list[Review]:
    """The rows of a report's reviews. Nobody reviews their own: the planning office's other officer does then."""
    rows = []
    for outcome, by, at in draft.reviews:
        person = {"author": update.author, "chief": scripted.lead.chief, "planner": office.planners[0]}[by]
        if person == update.author and by != "author":
            person = office.planners[1]
        reason = stage.chance.choice(texts("phrases")["return_reasons"]) if outcome == Review.Outcome.RETURNED else ""
        rows.append(Review(update=update, by=person, at=at, outcome=outcome, reason=reason))
    return rows
