"""How events and leaders read as JSON, each reader seeing what is theirs to see."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, QuerySet

from accounts.rules import Reader
from events.models import Attendance, Event, Leader, LeaderPost
from events.rules import may_see_schedule
from foundation.rest.shape import local
from priorities.models import Task

Body = dict[str, Any]


def events(reader: Reader) -> QuerySet[Event]:
    """The events that the reader may know of, with what `event_bodies` needs: three queries."""
    return (
        Event.objects.visible_to(reader)
        .select_related("host_division", "area", "delegation", "series")
        .prefetch_related(
            Prefetch("attendances", queryset=Attendance.objects.order_by("id")),
            Prefetch("tasks", queryset=Task.objects.only("code").order_by("code")),
        )
    )


def event_bodies(rows: Iterable[Event], reader: Reader) -> list[Body]:
    """Events. Of a coming one whose schedule is not the reader's: days without hours, no venue, no attendances."""
    return [_event_body(event, open_to_reader=may_see_schedule(reader, event)) for event in rows]


def _event_body(event: Event, *, open_to_reader: bool) -> Body:
    """One event."""
    return {
        "id": event.pk,
        "title_en": event.title_en,
        "title_zh": event.title_zh,
        "kind": event.kind,
        "status": event.status,
        "starts_at": _when(event.starts_at, open_to_reader),
        "ends_at": _when(event.ends_at, open_to_reader),
        "venue": event.venue if open_to_reader else None,
        "country_or_region": str(event.country_or_region),
        "host_division": event.host_division.code,
        "area": event.area.code if event.area else None,
        "tasks": [task.code for task in event.tasks.all()],
        "delegation": event.delegation_id,
        "series": event.series_id,
        "edition": event.edition,
        "restricted": event.restricted,
        "attendances": [_attendance(each) for each in event.attendances.all()] if open_to_reader else None,
        "demonstration": event.demonstration,
        "recorded_at": local(event.recorded_at),
        "version": event.version,
    }


def _when(instant: datetime, open_to_reader: bool) -> datetime | date:
    """The instant, or its day alone."""
    found = local(instant)
    return found if open_to_reader else found.date()


def _attendance(attendance: Attendance) -> Body:
    """One leader at an event."""
    return {"leader": attendance.leader_id, "role": attendance.role, "outcome": attendance.outcome}


def leaders() -> QuerySet[Leader]:
    """Leaders with their posts, in protocol order: two queries."""
    posts = LeaderPost.objects.order_by("rank", "from_on", "id")
    return Leader.objects.prefetch_related(Prefetch("posts", queryset=posts))


def leader_bodies(rows: Iterable[Leader]) -> list[Body]:
    """Leaders."""
    return [
        {
            "id": leader.pk,
            "name_en": leader.name_en,
            "name_zh": leader.name_zh,
            "posts": [_post(post) for post in leader.posts.all()],
        }
        for leader in rows
    ]


def _post(post: LeaderPost) -> Body:
    """One post of a leader."""
    return {
        "body": post.body,
        "title_en": post.title_en,
        "title_zh": post.title_zh,
        "rank": post.rank,
        "from": post.from_on,
        "until": post.until_on,
    }
