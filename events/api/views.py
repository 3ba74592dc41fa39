"""Resources of the register of events."""

from typing import Any

from django.db.models import QuerySet

from events.api import rows as bodies
from events.api.serializers import EventSerializer, LeaderSerializer
from events.filters import EventFilter, LeaderFilter
from events.models import Event, Leader
from foundation.rest.views import Resource


class Events(Resource):
    """The register of events, as far as the reader may know of them."""

    key = "id"
    filters = EventFilter
    serializer_class = EventSerializer

    def visible(self) -> QuerySet[Event]:
        """Unrestricted events, and of the restricted ones the reader's."""
        return bodies.events(self.request.user)

    def represent(self, rows: list[Event]) -> list[dict[str, Any]]:
        """No further query."""
        return bodies.event_bodies(rows, self.request.user)


class Leaders(Resource):
    """Municipal leaders and their posts."""

    key = "id"
    filters = LeaderFilter
    serializer_class = LeaderSerializer

    def visible(self) -> QuerySet[Leader]:
        """All leaders."""
        return bodies.leaders()

    def represent(self, rows: list[Leader]) -> list[dict[str, Any]]:
        """No further query."""
        return bodies.leader_bodies(rows)
