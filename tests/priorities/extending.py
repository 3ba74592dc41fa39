"""What the tests of extensions share."""

from datetime import date

from priorities.models import ExtensionDecision
from priorities.services.extending import ask_extension
from tests.factories import TaskFactory

DUE, LATER = date(2024, 10, 31), date(2024, 11, 14)


def task_due_in_october(area, division, other_division, leader):
    """Due on the 31st; `leader` is in charge."""
    return TaskFactory(
        area=area,
        number=1,
        lead_division=division,
        supporting=[other_division],
        leader_in_charge=leader,
        starts_on=date(2024, 2, 1),
        due_on=DUE,
    )


def ask(by, task, due_on=LATER, reason="The partner has moved the date."):
    return ask_extension(by=by, task=task, due_on=due_on, reason=reason)


def outcome_of(request):
    decision = ExtensionDecision.objects.filter(request=request).first()
    return decision.outcome if decision else "open"
