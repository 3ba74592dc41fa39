"""Writes about reminders: which kinds a person wants, and that the mail of a day was sent."""

from collections.abc import Callable, Collection
from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.audience import person_tag
from changelog.models import Change
from changelog.services import Written, record, unit
from foundation import clock
from priorities.models import Digest, ReminderOff
from priorities.reminders import is_reminded, kinds_off


def choose_kinds(*, by: User, kinds: Collection[str]) -> None:
    """Remind the person of these kinds and of no other; of urging always, whether it is named or not.

    Nothing is recorded when nothing differs. Raises PermissionDenied, ValidationError on `kinds`; writes nothing then.
    """
    with unit():
        if not is_reminded(by):
            raise PermissionDenied(_("You have no part in a plan: nothing reminds you."))
        choices = {kind.value for kind in ReminderOff.KINDS}
        if unknown := set(kinds) - choices - {"urged"}:
            message = _("Unknown kind of reminder: %(kind)s.") % {"kind": min(unknown)[:20]}
            raise ValidationError({"kinds": message})
        User.objects.select_for_update().get(pk=by.pk)
        before, after = kinds_off(by), choices - set(kinds)
        if before == after:
            return
        ReminderOff.objects.filter(user=by, kind__in=before - after).delete()
        for kind in sorted(after - before):
            row = ReminderOff(user=by, kind=kind)
            row.full_clean()
            row.save()
        _record_for(
            by, Change.Action.CHANGE, "reminders", by.username, {"off": sorted(before)}, {"off": sorted(after)}, by=by
        )


def send_once(*, user: User, day: date, entries: int, send: Callable[[], object]) -> bool:
    """Claim the person's mail of a day, send it, and keep that it was sent. False, and nothing sent: it was claimed.

    The row is written before and committed after the sending. Who comes second, in another process, waits at the unique
    row (PostgreSQL) or at the write lock (SQLite), and then finds it there. When sending fails the claim is gone, and
    the next run tries again. A process that dies between the mail server's word and its commit leaves a mail sent and
    no row: the person then gets it twice, never not at all. `send` should be quick and give up by itself: on SQLite
    nobody else writes meanwhile.
    """
    with transaction.atomic():
        digest = Digest(user=user, day=day, at=clock.now(), entries=entries)
        digest.clean_fields()
        try:
            with transaction.atomic():
                digest.save()
        except IntegrityError:
            return False
        send()
        with unit():  # only now: nobody's writes wait for a mail server on PostgreSQL
            after = {"user": user.username, "day": day, "entries": entries}
            _record_for(user, Change.Action.CREATE, "digest", digest.pk, None, after, by=None)
    return True


def _record_for(
    user: User,
    action: Change.Action,
    kind: str,
    key: object,
    before: dict[str, object] | None,
    after: dict[str, object],
    *,
    by: User | None,
) -> None:
    """Record what only this person is told."""
    seen = (person_tag(user.pk),)
    written = Written(
        action=action, type=kind, key=key, before=before, after=after, seen_before=seen, seen_after=seen
    )  # fmt: skip
    record(by=by, written=written)
