"""Resources of the plan. Rules are in `priorities.rules`, writes in `priorities.services`."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from foundation.rest.fields import Body
from foundation.rest.parameters import refused
from foundation.rest.views import Resource
from priorities.api import rows as bodies
from priorities.api import task_rows
from priorities.api.serializers import (
    AreaSerializer,
    IndicatorSerializer,
    MeasurementSerializer,
    NothingInput,
    PlanSerializer,
    ReturnInput,
    TaskSerializer,
    UpdateInput,
    UpdateSerializer,
)
from priorities.figures import Moment
from priorities.filters import (
    AreaFilter,
    IndicatorFilter,
    MeasurementFilter,
    PlanFilter,
    TaskFilter,
    UpdateFilter,
)
from priorities.models import ProgressUpdate, Task
from priorities.services.reporting import Report, confirm_no_change, post_update
from priorities.services.reviewing import accept, give_back, withdraw

Json = dict[str, Any]
Rows = list[Any]


class Plans(Resource):
    """Annual work plans."""

    filters = PlanFilter
    serializer_class = PlanSerializer

    def visible(self) -> QuerySet[Any]:
        """All plans."""
        return bodies.plans()

    def represent(self, rows: Rows) -> list[Json]:
        """No query."""
        return [bodies.PLAN.body(row) for row in rows]


class Areas(Resource):
    """Priority areas."""

    filters = AreaFilter
    serializer_class = AreaSerializer

    def visible(self) -> QuerySet[Any]:
        """All areas."""
        return bodies.areas()

    def represent(self, rows: Rows) -> list[Json]:
        """No query."""
        return [bodies.AREA.body(row) for row in rows]


class Tasks(Resource):
    """Tasks, with their state as of today."""

    filters = TaskFilter
    serializer_class = TaskSerializer

    def visible(self) -> QuerySet[Any]:
        """All tasks."""
        return task_rows.tasks()

    def represent(self, rows: Rows) -> list[Json]:
        """One query."""
        return task_rows.task_bodies(rows)


class Indicators(Resource):
    """Indicators with their baselines."""

    filters = IndicatorFilter
    serializer_class = IndicatorSerializer

    def visible(self) -> QuerySet[Any]:
        """All indicators."""
        return bodies.indicators()

    def represent(self, rows: Rows) -> list[Json]:
        """One query."""
        return bodies.indicator_bodies(rows)


class Measurements(Resource):
    """Values of measured indicators."""

    key = "id"
    filters = MeasurementFilter
    serializer_class = MeasurementSerializer

    def visible(self) -> QuerySet[Any]:
        """All measurements."""
        return bodies.measurements()

    def represent(self, rows: Rows) -> list[Json]:
        """No query."""
        return bodies.measurement_bodies(rows)


class Updates(Resource):
    """Progress updates: posted, reviewed, never changed."""

    key = "id"
    filters = UpdateFilter
    serializer_class = UpdateSerializer

    def visible(self) -> QuerySet[Any]:
        """All updates."""
        return bodies.updates()

    def represent(self, rows: Rows) -> list[Json]:
        """One query."""
        return bodies.update_bodies(rows)

    @extend_schema(request=UpdateInput)
    def create(self, request: Request) -> Response:
        """Post a report on a task."""
        given = _read(UpdateInput, request)
        task = _task(given.pop("task"))
        day = given.pop("effective_on", None) or Moment.default_day(task.plan)
        if given.pop("no_change", False):
            for name in given:
                raise refused(name, _("Leave this out: “no change” repeats the standing update."), "superfluous")
            update = confirm_no_change(by=_user(request), task=task, effective_on=day)
        else:
            if "status" not in given:
                raise refused("status", _("This field is needed unless `no_change` is true."), "required")
            update = post_update(by=_user(request), task=task, report=Report(effective_on=day, **given))
        place = request.build_absolute_uri(reverse("api:update", args=[update.pk]))
        return Response(bodies.update_body(update.pk), status=status.HTTP_201_CREATED, headers={"Location": place})

    def accept(self, request: Request, key: int) -> Response:
        """Release a report, or close out a completion."""
        update = self._existing(key)
        _read(NothingInput, request)
        accept(by=_user(request), update=update)
        return Response(bodies.update_body(update.pk))

    @extend_schema(request=ReturnInput)
    def give_back(self, request: Request, key: int) -> Response:
        """Return a report to its author with a reason."""
        update = self._existing(key)
        given = _read(ReturnInput, request)
        give_back(by=_user(request), update=update, reason=given["reason"])
        return Response(bodies.update_body(update.pk))

    def withdraw(self, request: Request, key: int) -> Response:
        """Take back one's own report while it is pending."""
        update = self._existing(key)
        _read(NothingInput, request)
        withdraw(by=_user(request), update=update)
        return Response(bodies.update_body(update.pk))

    @staticmethod
    def _existing(key: int) -> ProgressUpdate:
        """The update; Http404 when there is none."""
        found: ProgressUpdate | None = (
            ProgressUpdate.objects.with_review().select_related("task").filter(pk=key).first()
        )
        if found is None:
            raise Http404
        return found


def _read(kind: type[Body], request: Request) -> Json:
    """What was sent, as the kind of body asks for. ValidationError by field."""
    body = kind(data=request.data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)


def _task(code: str) -> Task:
    """The task of a code. ValidationError on `task`."""
    found = Task.objects.select_related("area__plan").filter(code=code).first()
    if found is None:
        raise refused("task", _("There is no task of this code."), "does_not_exist")
    return found


def _user(request: Request) -> User:
    """The signed-in person; permissions have seen to it that there is one."""
    if not isinstance(request.user, User):
        raise TypeError("not signed in")
    return request.user
