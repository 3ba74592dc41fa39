"""`/`: where each person's work begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.rules import division_of, has_role, is_administrator
from priorities.models import Plan
from priorities.rules import may_edit_plan


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send each person on: division people to their desk, administrators to the users, all others to the dashboard."""
    user = request.user
    if not isinstance(user, User) or not has_role(user):
        return redirect("accounts:me")
    if is_administrator(user):
        return redirect("administration:users")
    plan = home_plan(user)
    if plan is None:
        return render(request, "no_plan.html", {"may_create": may_edit_plan(user), "plan": None})
    if division_of(user) is not None:
        return redirect("priorities:desk", plan.code)
    return redirect("dashboard", plan.code)


def home_plan(user: User) -> Plan | None:
    """The newest adopted plan of the person's own kind, real or demonstration; else the newest there is; None without.

    One query, besides the division's.
    """
    demonstration = user.demonstration or (user.division is not None and user.division.demonstration)
    plans = list(Plan.objects.for_switch())
    own = [plan for plan in plans if plan.demonstration == demonstration and plan.status == Plan.Status.ADOPTED]
    return next(iter(own or plans), None)
