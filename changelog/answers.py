"""Answers kept for a day, so that a request sent again with its `Idempotency-Key` writes nothing twice.

A key is claimed before the work, in a transaction of its own, so that others see that it is at work. The answer is kept
in the transaction of the work: both are there, or neither. None of it is a change that anybody follows.
"""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from changelog.models import KeptAnswer
from foundation import clock
from foundation.errors import Conflict

KEPT_FOR = timedelta(hours=24)
# Longer than this no process is at work on one request (gunicorn.conf.py): it died, and its claim may be taken over.
AT_WORK_FOR = timedelta(seconds=60)
REMOVED_AT_ONCE = 100


def claim(*, by: User, method: str, path: str, key: str, digest: str) -> tuple[KeptAnswer, bool]:
    """The row of a person's key for a method and path, and whether it is now the caller's to work on.

    Where it is not, another request has it: answered, or at work (no `status`), perhaps with another body (`digest`).
    Raises Conflict when another request claims the key at this very moment.
    """
    now, of = clock.now(), {"user": by, "method": method, "path": path, "key": key}
    fresh = {"digest": digest, "claimed_at": now, "status": None, "location": "", "body": ""}
    found = KeptAnswer.objects.filter(**of).first()
    if found is None:
        try:
            with transaction.atomic():
                return KeptAnswer.objects.create(**of, **fresh), True
        except IntegrityError as error:
            raise at_work() from error
    if abs(now - found.claimed_at) <= (AT_WORK_FOR if found.status is None else KEPT_FOR):
        return found, False
    if not _as_it_was(found).update(**fresh):
        raise at_work()
    return KeptAnswer(pk=found.pk, **of, **fresh), True


def keep(claimed: KeptAnswer, *, status: int, location: str, body: str) -> None:
    """Keep the answer, in the unit of its work, and remove some that are a day old.

    Raises Conflict, which undoes the work, when the claim was taken over: it is another request's to answer then.
    """
    if not _as_it_was(claimed).update(status=status, location=location, body=body):
        raise at_work()
    old = KeptAnswer.objects.filter(claimed_at__lt=clock.now() - KEPT_FOR).order_by("claimed_at")
    KeptAnswer.objects.filter(pk__in=old.values("pk")[:REMOVED_AT_ONCE]).delete()


def release(claimed: KeptAnswer) -> None:
    """Give a claim back whose work wrote nothing: the key may be used again, with the same body or another."""
    _as_it_was(claimed).delete()


def at_work() -> Conflict:
    """The refusal while the first request of a key has not been answered."""
    return Conflict(_("The first request with this key is still running: send it again in a moment."))


def _as_it_was(row: KeptAnswer) -> QuerySet[KeptAnswer]:
    """The row, unless another request has taken it over or answered it since."""
    return KeptAnswer.objects.filter(pk=row.pk, claimed_at=row.claimed_at, status=row.status)
