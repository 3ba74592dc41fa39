"""Calendar feeds: their owners turn them on and off, administrators turn anybody's off."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from accounts.models import Role, User
from changelog.audience import person_tag, role_tag
from changelog.models import Change
from changelog.services import Written, record, unit
from events import rules
from events.models import CalendarFeed, Leader
from foundation import clock

HINT_LENGTH = 7


def turn_on_feed(*, by: User, kind: str, demonstration: bool, leader: Leader | None = None) -> tuple[CalendarFeed, str]:
    """Turn a calendar of one's own on and return it with its secret, which is kept nowhere: show it once.

    Where the same calendar is on already, its address is replaced: the old one is revoked. Raises PermissionDenied, or
    ValidationError by field (`kind`, `leader`); writes nothing then.
    """
    with unit():
        owner = User.objects.select_for_update(of=("self",)).select_related("division").get(pk=by.pk)
        if by.token is not None or not rules.may_have_feed(owner, kind):
            raise PermissionDenied(_("This calendar is not yours to read."))
        if leader is not None and leader.demonstration != demonstration:
            raise ValidationError({"leader": _("Demonstration and real data are kept apart: choose another.")})
        if kind == CalendarFeed.Kind.LEADER and leader is None:
            raise ValidationError({"leader": _("Choose whose calendar.")})
        same = CalendarFeed.objects.select_for_update().filter(
            owner=owner, kind=kind, leader=leader, demonstration=demonstration, revoked_at__isnull=True
        )
        for old in same:
            _revoke(by, old)
        secret = CalendarFeed.new_secret()
        feed = CalendarFeed(
            owner=owner,
            kind=kind,
            leader=leader,
            demonstration=demonstration,
            digest=CalendarFeed.digest_of(secret),
            hint=secret[:HINT_LENGTH],
            created_at=clock.now(),
        )
        feed.full_clean()
        feed.save()
        _record(by, feed, None)
    return feed, secret


def revoke_feed(*, by: User, feed: CalendarFeed) -> CalendarFeed:
    """Turn a calendar off for good; its address answers no more. One that is off stays so. Raises PermissionDenied."""
    with unit():
        feed = CalendarFeed.objects.select_for_update(of=("self",)).select_related("owner").get(pk=feed.pk)
        if not rules.may_revoke_feed(by, feed):
            raise PermissionDenied(_("Only its owner and an administrator turn a calendar feed off."))
        if feed.revoked_at is None:
            _revoke(by, feed)
    return feed


def _revoke(by: User, feed: CalendarFeed) -> None:
    before = _facts(feed)
    feed.revoked_at = clock.now()
    feed.save(update_fields=["revoked_at"])
    _record(by, feed, before)


def _facts(feed: CalendarFeed) -> dict[str, Any]:
    """The facts of a feed: neither its secret nor the hash of it."""
    return {
        "owner": feed.owner.username,
        "kind": feed.kind,
        "leader": feed.leader_id,
        "demonstration": feed.demonstration,
        "revoked": feed.revoked_at is not None,
    }


def _record(by: User, feed: CalendarFeed, before: dict[str, Any] | None) -> None:
    """Record a feed turned on (`before` None) or off, for its owner and the administrators, as tokens are."""
    seen = (role_tag(Role.ADMINISTRATOR), person_tag(feed.owner_id))
    action = Change.Action.CREATE if before is None else Change.Action.CHANGE
    written = Written(
        action=action, type="feed", key=feed.pk, before=before, after=_facts(feed), seen_before=seen, seen_after=seen
    )
    record(by=by, written=written)
