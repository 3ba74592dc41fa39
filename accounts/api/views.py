"""Resources of who is who."""

from typing import Any

from django.db.models import QuerySet

from accounts.api.serializers import DivisionSerializer
from accounts.filters import DivisionFilter
from accounts.models import Division
from foundation.rest.shape import Shape, same
from foundation.rest.views import Resource

DIVISION = Shape(**same("code", "name_en", "name_zh", "order"), parent="parent__code", demonstration="demonstration")


class Divisions(Resource):
    """The divisions of the office."""

    filters = DivisionFilter
    serializer_class = DivisionSerializer

    def visible(self) -> QuerySet[Any]:
        """All divisions."""
        return Division.objects.values(*DIVISION.columns)

    def represent(self, rows: list[Any]) -> list[dict[str, Any]]:
        """No query."""
        return [DIVISION.body(row) for row in rows]
