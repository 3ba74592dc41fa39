"""What divisions have asked for: later deadlines, granted, refused and waiting; and a deputy who once stood in."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from accounts.models import Deputy, User
from priorities.models import ExtensionDecision, ExtensionRequest
from workplan.demonstration.loader import add_all
from workplan.demonstration.people import Team
from workplan.demonstration.stage import Stage, day_of, moment, texts
from workplan.demonstration.tasks import Scripted

Outcome = ExtensionDecision.Outcome
Told = tuple[ExtensionRequest, ExtensionDecision | None]


@dataclass(frozen=True)
class StandingIn:
    """Who stood in for a chief, and when."""

    chief: User
    deputy: User
    first_day: date
    last_day: date

    def reviewer(self, person: User, day: date, author: User) -> User:
        """Who reviews in the person's place on a day: the deputy for the chief, but never their own report."""
        away = person.pk == self.chief.pk and self.first_day <= day <= self.last_day
        return self.deputy if away and author.pk != self.deputy.pk else person


def add_deputy(stage: Stage, teams: dict[str, Team]) -> StandingIn | None:
    """Write the deputyship of the file; None where its days are not over yet, and beyond the first copy."""
    told = texts("asking")["deputy"]
    team = teams[told["division"]]
    standing = StandingIn(team.chief, team.staff[0], day_of(told["from"]), day_of(told["to"]))
    if stage.copy or standing.last_day >= stage.today:
        return None
    made_at = moment(standing.first_day - timedelta(days=3), 9 * 60 + 20)
    days = {"first_day": standing.first_day, "last_day": standing.last_day}
    add_all(Deputy, [Deputy(chief=standing.chief, deputy=standing.deputy, made_at=made_at, ended_at=None, **days)])
    return standing


def add_extensions(stage: Stage, made: list[Scripted]) -> None:
    """Write the requests of the file and their decisions, as far as their days have come; of the first copy only."""
    if stage.copy:
        return
    by_code = {each.task.code: each for each in made}
    told = [found for each in texts("asking")["extensions"] if (found := _told(stage, by_code[each["task"]], each))]
    told.sort(key=lambda one: one[0].at)
    add_all(ExtensionRequest, [asked for asked, _decision in told])
    decisions = []
    for asked, decision in told:
        if decision is not None:
            decision.request = asked
            decisions.append(decision)
    add_all(ExtensionDecision, sorted(decisions, key=lambda each: each.at))


def _told(stage: Stage, scripted: Scripted, script: dict[str, Any]) -> Told | None:
    """One request, with its decision once that was made; None before its day."""
    asked_on = day_of(script["asked"])
    if asked_on >= stage.today:
        return None
    standing = [each for each in scripted.schedules if each.decided_on <= asked_on][-1]
    granted = next((each for each in scripted.schedules if each.decided_on > asked_on and "to" not in script), None)
    if granted is None and "to" not in script:
        return None
    asked = ExtensionRequest(
        task=scripted.task,
        by=scripted.lead.chief,
        at=moment(asked_on, 10 * 60 + 5),
        standing_due_on=standing.due_on,
        due_on=granted.due_on if granted is not None else day_of(script["to"]),
        reason=script["reason"],
    )
    if granted is not None:
        return asked, ExtensionDecision(
            by=granted.by, at=granted.recorded_at, outcome=Outcome.GRANTED, reason="", schedule=granted
        )
    return asked, _refusal(stage, scripted, script)


def _refusal(stage: Stage, scripted: Scripted, script: dict[str, Any]) -> ExtensionDecision | None:
    """The leader in charge refuses; None where nobody has yet."""
    if "refused" not in script or day_of(script["refused_on"]) >= stage.today:
        return None
    at = moment(day_of(script["refused_on"]), 15 * 60 + 40)
    return ExtensionDecision(
        by=scripted.task.leader_in_charge, at=at, outcome=Outcome.REFUSED, reason=script["refused"], schedule=None
    )
