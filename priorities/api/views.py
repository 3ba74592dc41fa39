"""Resources of the plan. Rules are in `priorities.rules`, writes in `priorities.services`."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.authentication import signed_in
from changelog.api.once import Once
from foundation.rest.fields import read
from foundation.rest.views import Resource
from priorities.api import rows as bodies
from priorities.api import task_rows
from priorities.api.posting import post_list, post_one
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
from priorities.filters import (
    AreaFilter,
    IndicatorFilter,
    MeasurementFilter,
    PlanFilter,
    TaskFilter,
    UpdateFilter,
)
from priorities.models import ProgressUpdate
from priorities.services.reporting import check_may_post
from priorities.services.reviewing import accept, check_may_review, check_may_withdraw, give_back, withdraw

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


class Updates(Once, Resource):
    """Progress updates: posted, reviewed, never changed."""

    key = "id"
    bulk: ClassVar[frozenset[str]] = frozenset({"create"})
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
        """Post a report on a task, or a list of reports: all of them, in their order, or none."""
        by, sent = signed_in(request), request.data
        if isinstance(sent, list):
            posted = [update.pk for update in post_list(by, sent)]
            rows = bodies.updates().filter(pk__in=posted).order_by("id")
            return Response(bodies.update_bodies(list(rows)), status=status.HTTP_201_CREATED)
        update = post_one(by, sent)
        place = request.build_absolute_uri(reverse("api:update", args=[update.pk]))
        return Response(bodies.update_body(update.pk), status=status.HTTP_201_CREATED, headers={"Location": place})

    def accept(self, request: Request, key: int) -> Response:
        """Release a report, or close out a completion."""
        update = self._existing(key)
        read(NothingInput, request.data)
        accept(by=signed_in(request), update=update)
        return Response(bodies.update_body(update.pk))

    @extend_schema(request=ReturnInput)
    def give_back(self, request: Request, key: int) -> Response:
        """Return a report to its author with a reason."""
        update = self._existing(key)
        given = read(ReturnInput, request.data)
        give_back(by=signed_in(request), update=update, reason=given["reason"])
        return Response(bodies.update_body(update.pk))

    def withdraw(self, request: Request, key: int) -> Response:
        """Take back one's own report while it is pending."""
        update = self._existing(key)
        read(NothingInput, request.data)
        withdraw(by=signed_in(request), update=update)
        return Response(bodies.update_body(update.pk))

    def check_again(self, request: Request, written: list[Json], **kwargs: Any) -> None:
        """The rule of the action, of each report. Two queries."""
        by = signed_in(request)
        if self.action == "create":
            posted = ProgressUpdate.objects.filter(pk__in=[body["id"] for body in written])
            for update in posted.select_related("task").prefetch_related("task__supporting_divisions"):
                check_may_post(by, update.task, update.status)
        elif self.action == "withdraw":
            check_may_withdraw(by, self._existing(kwargs["key"]))
        else:
            check_may_review(by, self._existing(kwargs["key"]))

    @staticmethod
    def _existing(key: int) -> ProgressUpdate:
        """The update; Http404 when there is none."""
        found: ProgressUpdate | None = (
            ProgressUpdate.objects.with_review().select_related("task").filter(pk=key).first()
        )
        if found is None:
            raise Http404
        return found
