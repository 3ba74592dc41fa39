"""The shapes of events and leaders, for the documentation; the JSON itself is put together in `rows`."""

from rest_framework import serializers

from events.models import Attendance, Event, Leader, LeaderPost
from foundation.rest.shape import Shown


class AttendanceSerializer(Shown):
    """A leader at an event."""

    leader = serializers.IntegerField(help_text="Id of the leader.")

    class Meta:
        model = Attendance
        fields = ("leader", "role", "outcome")


class EventSerializer(Shown):
    """An event that municipal leaders attend.

    Of a coming event (neither held nor over) whose leaders' schedule the reader may not see, and for every token
    without the scope `schedule`: `starts_at` and `ends_at` are days, `venue` and `attendances` are null.
    """

    starts_at = serializers.CharField(
        help_text="Instant as ISO 8601 with offset; a day alone where the hour is hidden."
    )
    ends_at = serializers.CharField(help_text="As `starts_at`.")
    venue = serializers.CharField(allow_null=True, help_text="Null where it is hidden.")
    country_or_region = serializers.CharField(help_text="ISO 3166-1 alpha-2 code; blank when there is none.")
    host_division = serializers.CharField(help_text="Code of the division.")
    area = serializers.CharField(allow_null=True, help_text="Code of the priority area.")
    tasks = serializers.ListField(child=serializers.CharField(), help_text="Codes of the tasks it serves.")
    delegation = serializers.IntegerField(allow_null=True, help_text="Id of the delegation.")
    series = serializers.IntegerField(allow_null=True, help_text="Id of the series.")
    attendances = AttendanceSerializer(many=True, allow_null=True, help_text="Null where they are hidden.")

    class Meta:
        model = Event
        fields = (
            *("id", "title_en", "title_zh", "kind", "status", "starts_at", "ends_at", "venue", "country_or_region"),
            *("host_division", "area", "tasks", "delegation", "series", "edition", "restricted", "attendances"),
            *("demonstration", "recorded_at", "version"),
        )


class LeaderPostSerializer(Shown):
    """A post a leader holds from a day until a day, both included."""

    locals()["from"] = serializers.DateField()
    until = serializers.DateField(allow_null=True)

    class Meta:
        model = LeaderPost
        fields = ("body", "title_en", "title_zh", "rank", "from", "until")


class LeaderSerializer(Shown):
    """A municipal leader: recorded as attending events, never a user."""

    posts = LeaderPostSerializer(many=True, help_text="In protocol order.")

    class Meta:
        model = Leader
        fields = ("id", "name_en", "name_zh", "posts")
