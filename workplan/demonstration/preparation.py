"""Writes templates of checklists, and the checklists of what is still to come and of this year's editions."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import Q

from events.models import Event, PreparationItem, Status, TemplateItem, Topic
from events.services.preparation import PREPARED, due_on
from events.usual import USUAL
from workplan.demonstration.loader import add_all
from workplan.demonstration.people import Team
from workplan.demonstration.stage import FIRST_DAY, Stage

# Whose some topics are, whoever hosts.
DIVISIONS = {Topic.PROTOCOL: "protocol", Topic.PRESS: "press"}
FORGOTTEN = 11  # of so many items that are due one is not done


def add_preparation(stage: Stage, teams: dict[str, Team]) -> int:
    """Write the usual items as the templates, and the checklists begun with them; how many items of those."""
    templates = add_all(TemplateItem, _templates(teams))
    by_division = {team.division.pk: team for team in teams.values()}
    coming = Q(status__in=PREPARED, starts_on__gte=stage.today)
    edition = Q(status=Status.HELD, series__isnull=False, starts_on__gte=FIRST_DAY.replace(day=1))
    events = Event.objects.filter(coming | edition, demonstration=True, host_division__in=by_division).order_by("pk")
    return len(add_all(PreparationItem, _items(stage, events, templates, by_division)))


def _templates(teams: dict[str, Team]) -> Iterator[TemplateItem]:
    for kind, items in USUAL.items():
        for item in items:
            yield TemplateItem(
                kind=kind,
                topic=item.topic,
                label_en=item.label_en,
                label_zh=item.label_zh,
                days_before=item.days_before,
                division=teams[DIVISIONS[item.topic]].division if item.topic in DIVISIONS else None,
                demonstration=True,
            )


def _items(
    stage: Stage, events: Iterable[Event], templates: Iterable[TemplateItem], by_division: dict[int, Team]
) -> Iterator[PreparationItem]:
    """What is due was done the day before it was, but for what was forgotten; of what is over everything was done."""
    number = 0
    for event in events:
        for item in [each for each in templates if each.kind == event.kind]:
            number += 1
            made = PreparationItem(
                event=event,
                topic=item.topic,
                label_en=item.label_en,
                label_zh=item.label_zh,
                days_before=item.days_before,
                division_id=item.division_id,
                due_on=due_on(event, item.days_before),
            )
            if event.status == Status.HELD or (made.due_on < stage.today and number % FORGOTTEN):
                made.done_on = made.due_on - timedelta(days=1)
                elsewhere = None if event.restricted else item.division_id  # who does not see it ticks nothing
                made.done_by = by_division[elsewhere or event.host_division_id].staff[0]
            yield made
